"""A new version in place of the one that people are answering: nothing is dropped unseen."""

from collections.abc import Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import publication_updates
from bot.usecases.editions import Editions
from bot.usecases.publication_lists import InSight, Newest
from bot.usecases.publication_updates import Drafts

MOVE, STAY = "move", "stay"


def replace_version(chat: Conversation, editions: Editions, version: Newest, outdated: Sequence[InSight]) -> None:
    number = outdated[0].number
    if len(outdated) > 1:
        options = tuple(
            Option(str(one.number), _("{number}: {title}", number=one.number, title=one.title)) for one in outdated
        )
        number = int(chat.ask("replaces", _("Which published questionnaire gets the new version?"), OneOf(options)))
    drafts = chat.look(publication_updates.drafts, editions, number, version.id)
    if isinstance(drafts, Refusal):
        chat.say(drafts.why)
        chat.end()
    options = (
        Option(STAY, _p("button", "Let them finish") if drafts.inside else _p("button", "Take the new one")),
        *((Option(MOVE, _p("button", "Move them over")),) if drafts.inside else ()),
        Option("no", _p("button", "Leave it")),
    )
    choice = chat.ask("drafts", _told(number, version, drafts), OneOf(options))
    if choice == "no":
        chat.say(_("Good, it stays as it is."))
        chat.end()
    chat.do(publication_updates.update, number, version.id, move_drafts=choice == MOVE)
    chat.say(_("From now on questionnaire {number} is version {version}.", number=number, version=version.number))


def _told(number: int, version: Newest, drafts: Drafts) -> Words:
    lines: list[Words] = [
        _(
            "Version {version} in place of the present one of questionnaire {number}?",
            version=version.number,
            number=number,
        )
    ]
    if drafts.inside:
        lines.append(
            _n(
                "{count} person is in the middle of it. Left to finish, whoever would lose nothing is offered the new version.",
                "{count} people are in the middle of it. Left to finish, whoever would lose nothing is offered the new version.",
                drafts.inside,
            )
        )
        lines.append(_lost(drafts))
    return Lines(tuple(lines))


def _lost(drafts: Drafts) -> Words:
    if not drafts.answers:
        return _("Moved over, nobody would lose an answer.")
    return _n(
        "Moved over, {people} of them would lose {count} answer in all.",
        "Moved over, {people} of them would lose {count} answers in all.",
        drafts.answers,
        people=drafts.losing,
    )
