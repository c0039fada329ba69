"""How a question of a form reads in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.talk import Progress
from bot.handlers.questionnaire import authored
from bot.i18n.markup import escaped
from bot.i18n.phrase import Lines, Marked, Words, _
from bot.questionnaires.form import Form, Kind
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode, number_of

FEW = 2  # questions: so many need no counting


@dataclass(frozen=True)
class Wording:
    """`is_foreign`: of a form in a language that we do not speak, so our own words keep out of its questions."""

    interview: Interview
    is_foreign: bool = False

    def prompt(
        self,
        node: LiveNode,
        notes: Sequence[LiveNode],
        progress: Progress,
        *,
        how: Words | None = None,
        levels: Words | None = None,
        present: Words | None = None,
    ) -> Words:
        """Where we are, the notes before the question, the question, its hint, how to answer, what stands there already."""
        lines: list[Words] = [*self.head(node, progress), *told(self.interview, notes)]
        lines.append(_("*{question}*", question=authored.question(self.interview, node)))
        hint = authored.hint(self.interview, node)
        if hint:
            lines.append(Marked(hint))
        if how is not None and not self.is_foreign:
            lines.append(how)
        if levels is not None:
            lines += ["", levels]
        if present is not None:
            lines.append(_("✓ {answer}", answer=present) if self.is_foreign else _("So far: {answer}", answer=present))
        return Lines(tuple(lines))

    def head(self, node: LiveNode, progress: Progress) -> list[Words]:
        """The section, and how far one has come; the total may change with the answers."""
        section = section_of(self.interview, node)
        if is_short(self.interview.form) or progress.total == 1:
            return [Marked(section)] if section else []
        values: dict[str, Words | float] = {"number": progress.number, "total": progress.total}
        if self.is_foreign:
            return (
                [_("{section} · {number}/{total}", section=Marked(section), **values)]
                if section
                else [f"{progress.number}/{progress.total}"]
            )
        if self.interview.varies:
            if section:
                return [_("{section} · {number} of about {total}", section=Marked(section), **values)]
            return [_("{number} of about {total}", **values)]
        if section:
            return [_("{section} · {number} of {total}", section=Marked(section), **values)]
        return [_("{number} of {total}", **values)]


def is_short(form: Form) -> bool:
    asked = [part for part in form.parts.values() if part.is_asked and not part.is_told]
    return len(asked) <= FEW and all(part.kind is not Kind.REPEAT for part in form.parts.values())


def rounds_of(interview: Interview, node: LiveNode) -> str:
    """The rounds of repeats that it stands in, by their names; empty where it stands in none."""
    return section_of(interview, node, only_rounds=True)


def section_of(interview: Interview, node: LiveNode, *, only_rounds: bool = False) -> str:
    """The titles that it stands under, the innermost last, in our markup; a round of a repeat has its number."""
    titles: list[str] = []
    above = node.parent
    while isinstance(above, LiveNode):
        is_round = above.part.kind is Kind.REPEAT
        title = round_name(interview, above) if is_round else "" if only_rounds else title_of(interview, above)
        if title:
            titles.insert(0, title)
        above = above.parent
    return " · ".join(titles)


def round_name(interview: Interview, node: LiveNode) -> str:
    return f"{title_of(interview, node) or escaped(node.part.name)} {number_of(node)}"


def title_of(interview: Interview, node: LiveNode) -> str:
    """In our markup; groups may have none."""
    return authored.marked(interview, node.part.label, node)


def told(interview: Interview, notes: Sequence[LiveNode]) -> list[Words]:
    """Notes and worked-out values, each a paragraph of its own, parted from what follows."""
    lines: list[Words] = []
    for note in notes:
        text = authored.marked(interview, note.part.label, note)
        hint = authored.hint(interview, note)
        if note.part.calculate and note.text:
            lines.append(_("{name}: {value}", name=Marked(text), value=note.text))
        elif text:
            lines.append(Marked(text))
        if hint:
            lines.append(Marked(hint))
    return [*lines, ""] if lines else []
