"""How a question of a form reads in a chat."""

from collections.abc import Sequence

from bot.core.talk import Progress
from bot.handlers.questionnaire import authored
from bot.i18n.phrase import Lines, Marked, Words, _
from bot.questionnaires.form import Kind
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode, number_of


def prompt(
    interview: Interview, node: LiveNode, notes: Sequence[LiveNode], progress: Progress, present: Words | None
) -> Words:
    """Where we are, the notes before the question, the question, its hint, and what stands there already."""
    lines: list[Words] = [head(interview, node, progress), *told(interview, notes)]
    lines.append(_("*{question}*", question=Marked(label(interview, node))))
    hint = authored.hint(interview, node)
    if hint:
        lines.append(Marked(hint))
    if present is not None:
        lines.append(_("So far: {answer}", answer=present))
    return Lines(tuple(lines))


def head(interview: Interview, node: LiveNode, progress: Progress) -> Words:
    """The section, and how far one has come; the total may change with the answers."""
    section = section_of(interview, node)
    values: dict[str, Words | float] = {"number": progress.number, "total": progress.total}
    if interview.varies:
        if section:
            return _("{section} · {number} of about {total}", section=Marked(section), **values)
        return _("{number} of about {total}", **values)
    if section:
        return _("{section} · {number} of {total}", section=Marked(section), **values)
    return _("{number} of {total}", **values)


def section_of(interview: Interview, node: LiveNode) -> str:
    """The titles that it stands under, the innermost last; a round of a repeat has its number."""
    titles: list[str] = []
    above = node.parent
    while isinstance(above, LiveNode):
        title = (
            round_name(interview, above) if above.part.kind is Kind.REPEAT else label(interview, above, otherwise="")
        )
        if title:
            titles.insert(0, title)
        above = above.parent
    return " · ".join(titles)


def round_name(interview: Interview, node: LiveNode) -> str:
    return f"{label(interview, node)} {number_of(node)}"


def label(interview: Interview, node: LiveNode, otherwise: str | None = None) -> str:
    """In our markup; without a text the name has to do."""
    found = authored.marked(interview, node.part.label, node)
    return found or (node.part.name if otherwise is None else otherwise)


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
