"""The last card: everything once more, and from there to any answer."""

from collections.abc import Iterator, Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.sought import Sought
from bot.handlers.questionnaire import asking, authored, rounds, wording
from bot.handlers.questionnaire.sitting import Sitting
from bot.i18n.markup import escaped, plain
from bot.i18n.phrase import Lines, Marked, Words, _, _n, _p
from bot.questionnaires.course import questions
from bot.questionnaires.form import Kind
from bot.questionnaires.live import LiveNode, find, path_of
from bot.usecases.questionnaires import SEND

SECTION, QUESTION = "which section", "which question"
NOTHING = ".nothing"
CHECK = _("Please check what you say:")
MOST_SHOWN = 12  # answers that fit on a card
MOST_AT_ONCE = 8  # questions that are listed without their sections
LONGEST_ANSWER = 120  # signs on the card
LONGEST_QUESTION = 80


def check(
    chat: Conversation,
    sitting: Sitting,
    notes: Sequence[LiveNode],
    *,
    head: Words = CHECK,
    seen_by: Words | None = None,
) -> None:
    """Returns when it is to be handed in. `seen_by` says who will see it, where that is not plain."""
    told = wording.told(sitting.interview, notes)
    if not any(questions(sitting.interview)):
        chat.ask(SEND, Lines(tuple(told[:-1])), OneOf((Option("send", _p("button", "OK")),)))
        return
    options = (
        Option("send", _p("button", "Send")),
        Option("change", _p("button", "Change an answer")),
        Option("later", _p("button", "Keep for later")),
    )
    card = Lines((*told, head, *_card(sitting), *(() if seen_by is None else ("", seen_by))))
    sitting.pass_by_the_last()
    choice = chat.ask(SEND, card, OneOf(options), progress=sitting.progress())
    if choice == "later":
        chat.pause(SEND)
    if choice == "change":
        _change(chat, sitting)


def _card(sitting: Sitting) -> list[Words]:
    interview = sitting.interview
    answered = [node for node in questions(interview) if node.settled]
    if len(answered) <= MOST_SHOWN:
        return list(_listed(sitting, answered))
    lines: list[Words] = []
    counts: dict[str, list[int]] = {}
    for node in answered:
        count = counts.setdefault(wording.section_of(interview, node), [0, 0])
        count[0] += bool(node.text)
        count[1] += 1
    for section, (given, total) in counts.items():
        of_all = _n("{given} of {count} answered", "{given} of {count} answered", total, given=given)
        lines.append(_("*{section}*: {count}", section=Marked(section), count=of_all) if section else of_all)
    return lines


def _listed(sitting: Sitting, nodes: Sequence[LiveNode]) -> Iterator[Words]:
    """A round of a repeat begins with its name: its questions are the same as those of the others."""
    before = ""
    for node in nodes:
        here = wording.rounds_of(sitting.interview, node)
        if here != before:
            yield Marked(f"\n{here}" if here else "")
        before = here
        yield _("*{question}* {answer}", question=_short_question(sitting, node), answer=_answer(sitting, node))


# -- from there to any answer ------------------------------------------------------------------------------------------
def _change(chat: Conversation, sitting: Sitting) -> None:
    """To the section, where there are many questions, then to the question; or at once by words of the question."""
    nodes = list(questions(sitting.interview))
    sections: dict[str, list[LiveNode]] = {}
    for node in nodes:
        sections.setdefault(wording.section_of(sitting.interview, node), []).append(node)
    if len(nodes) > MOST_AT_ONCE and len(sections) > 1:
        nodes = _chosen_section(chat, sitting, sections)
    asked = (SEND, SECTION, QUESTION)
    options = (
        *(Option(path_of(node), _line(sitting, node)) for node in nodes),
        *_about_rounds(sitting, nodes),
        _nothing(),
    )
    path = chat.ask(QUESTION, _("Which answer would you like to change?"), OneOf(options))
    if path.endswith(rounds.REMOVE):
        _remove(chat, sitting, path.removesuffix(rounds.REMOVE))
    elif path.endswith(rounds.ANOTHER):
        _one_more(sitting, path.removesuffix(rounds.ANOTHER))
    elif path != NOTHING:
        chat.reopen(path)
    chat.change(SEND, asked=asked)


def _nothing() -> Option:
    return Option(NOTHING, _p("button", "Nothing, go back"))


def _chosen_section(chat: Conversation, sitting: Sitting, sections: dict[str, list[LiveNode]]) -> list[LiveNode]:
    """Its questions; or those that have the words which were written instead."""
    titles = list(sections)
    options = [Option(str(number), Marked(title) if title else sitting.title) for number, title in enumerate(titles)]
    prompt = _("In which part is the answer to change? You can also write a word of the question.")
    found = chat.ask(SECTION, prompt, Sought((*options, _nothing())))
    if found.value == NOTHING:
        chat.change(SEND, asked=(SEND, SECTION))
    if found.value:
        return sections[titles[int(found.value)]]
    nodes = [node for each in sections.values() for node in each]
    lines = [Option(path_of(node), _line(sitting, node)) for node in nodes]
    fitting = {option.value for option in asking.fitting(found.words, lines, chat.render)}
    if not fitting:
        chat.note(_("I found no question with these words."))
        chat.change(SECTION, asked=(SECTION,))
    return [node for node in nodes if path_of(node) in fitting]


def _about_rounds(sitting: Sitting, nodes: Sequence[LiveNode]) -> list[Option]:
    """Taking away the rounds that these questions stand in, and adding one to the repeats beside them."""
    above: dict[str, LiveNode] = {}
    for node in nodes:
        line = node.parent
        while isinstance(line, LiveNode):
            above.setdefault(path_of(line), line)
            line = line.parent
    found = [
        Option(f"{path}{rounds.REMOVE}", rounds.removal(sitting.interview, node))
        for path, node in above.items()
        if node.part.kind is Kind.REPEAT and rounds.is_open_ended(node)
    ]
    found += [rounds.addition(sitting.interview, node, name) for node in above.values() for name in sorted(node.closed)]
    return found


def _remove(chat: Conversation, sitting: Sitting, path: str) -> None:
    node = find(sitting.interview.root, path)
    if node is not None:
        removed = rounds.ask_whether_to_remove(chat, sitting.interview, node)
        chat.close(f"{path}{rounds.REMOVE}")
        if removed:
            sitting.keep()


def _one_more(sitting: Sitting, repeat: str) -> None:
    """The question whether there is another one comes again."""
    above, _slash, name = repeat.rpartition("/")
    parent = find(sitting.interview.root, above)
    if parent is not None:
        parent.closed.discard(name)
        sitting.keep()


# -- in few words ------------------------------------------------------------------------------------------------------
def _line(sitting: Sitting, node: LiveNode) -> Words:
    here = wording.rounds_of(sitting.interview, node)
    question = _short_question(sitting, node)
    if here:
        question = _("{section} · {question}", section=Marked(here), question=question)
    return _("{question} – {answer}", question=question, answer=_answer(sitting, node))


def _short_question(sitting: Sitting, node: LiveNode) -> Words:
    return _shortened(sitting, authored.question(sitting.interview, node), LONGEST_QUESTION)


def _answer(sitting: Sitting, node: LiveNode) -> Words:
    if not node.text:
        return _("(skipped)")
    shown = asking.shown(asking.asking(sitting.interview, node, sitting.chat.zone), node.text)
    return _shortened(sitting, shown, LONGEST_ANSWER)


def _shortened(sitting: Sitting, words: Words, most: int) -> Words:
    text = plain(sitting.chat.render(words))
    return words if len(text) <= most else Marked(f"{escaped(text[:most].rstrip())}…")
