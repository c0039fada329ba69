"""The last card: everything once more, and from there to any answer."""

from collections.abc import Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.handlers.questionnaire import asking, wording
from bot.handlers.questionnaire.sitting import Sitting
from bot.i18n.phrase import Lines, Marked, Words, _, _n, _p
from bot.questionnaires.course import questions
from bot.questionnaires.live import LiveNode, path_of
from bot.usecases.questionnaires import SEND

SECTION, QUESTION = "which section", "which question"
NOTHING = ".nothing"
MOST_SHOWN = 12  # answers that fit on a card


def check(chat: Conversation, sitting: Sitting, notes: Sequence[LiveNode]) -> None:
    """Returns when it is to be handed in."""
    options = (
        Option("send", _p("button", "Send")),
        Option("change", _p("button", "Change an answer")),
        Option("later", _p("button", "Keep for later")),
    )
    choice = chat.ask(SEND, _card(sitting, notes), OneOf(options), progress=sitting.progress())
    if choice == "later":
        chat.pause(SEND)
    if choice == "change":
        _change(chat, sitting)


def _card(sitting: Sitting, notes: Sequence[LiveNode]) -> Words:
    interview = sitting.interview
    answered = [node for node in questions(interview) if node.settled]
    lines: list[Words] = [*wording.told(interview, notes), _("Please check what you say:")]
    if len(answered) <= MOST_SHOWN:
        lines += [
            _("*{question}* {answer}", question=Marked(wording.label(interview, node)), answer=_answer(sitting, node))
            for node in answered
        ]
        return Lines(tuple(lines))
    counts: dict[str, list[int]] = {}
    for node in answered:
        count = counts.setdefault(wording.section_of(interview, node), [0, 0])
        count[0] += bool(node.text)
        count[1] += 1
    for section, (given, total) in counts.items():
        of_all = _n("{given} of {count} answered", "{given} of {count} answered", total, given=given)
        lines.append(_("*{section}*: {count}", section=Marked(section), count=of_all) if section else of_all)
    return Lines(tuple(lines))


def _change(chat: Conversation, sitting: Sitting) -> None:
    """To the section, where there are several, then to the question."""
    interview = sitting.interview
    sections: dict[str, list[LiveNode]] = {}
    for node in questions(interview):
        sections.setdefault(wording.section_of(interview, node), []).append(node)
    nothing = Option(NOTHING, _p("button", "Nothing, go back"))
    asked = (SEND, SECTION, QUESTION)
    nodes = next(iter(sections.values()), [])
    if len(sections) > 1:
        titles = list(sections)
        options = tuple(
            Option(str(number), Marked(title or interview.form.title)) for number, title in enumerate(titles)
        )
        chosen = chat.ask(SECTION, _("In which part is the answer to change?"), OneOf((*options, nothing)))
        if chosen == NOTHING:
            chat.change(SEND, asked=asked)
        nodes = sections[titles[int(chosen)]]
    options = tuple(Option(path_of(node), _line(sitting, node)) for node in nodes)
    path = chat.ask(QUESTION, _("Which answer would you like to change?"), OneOf((*options, nothing)))
    if path != NOTHING:
        chat.reopen(path)
    chat.change(SEND, asked=asked)


def _line(sitting: Sitting, node: LiveNode) -> Words:
    label = Marked(wording.label(sitting.interview, node))
    return _("{question} ({answer})", question=label, answer=_answer(sitting, node))


def _answer(sitting: Sitting, node: LiveNode) -> Words:
    if not node.text:
        return _("(skipped)")
    return asking.shown(asking.asking(sitting.interview, node, sitting.chat.zone), node.text)
