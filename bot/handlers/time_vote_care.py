"""What whoever looks after a session can do while its time is sought: take one, offer others, let people answer longer."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments_on_offer import MomentOnOffer
from bot.core.slots import Offered, Slot
from bot.i18n.phrase import Lines, Moment, Words, _, _p
from bot.usecases import time_vote_pages, time_votes, working_days
from bot.usecases.time_vote_pages import TimePage


def look_after(chat: Conversation, page: TimePage) -> None:
    """Ends the talk with what was done, or with nothing."""
    is_over = () if page.is_open else (_("The time to answer is over."),)
    options = (
        *((Option("take", _("Take one of these")),) if page.slots else ()),
        *((Option("replace", _("Replace one")),) if page.slots else ()),
        Option("add", _p("times", "Add one")),
        *((Option("drop", _p("times", "Take one away")),) if len(page.slots) > 1 else ()),
        Option("prolong", _("More time to answer")),
        Option("nothing", _("That is all")),
    )
    lead = _("How the vote on *{title}* stands:", title=page.title)
    prompt = Lines((lead, *page.lines, *is_over, _("What would you like to do?")))
    match chat.ask("what", prompt, OneOf(options)):
        case "take":
            _take(chat, page)
        case "replace":
            _change(chat, page, _which(chat, page, _("Which one shall be replaced?")), _new(chat, page))
        case "add":
            _change(chat, page, None, _new(chat, page))
        case "drop":
            _change(chat, page, _which(chat, page, _("Which one shall go?")), None)
        case "prolong":
            _prolong(chat, page)
        case _:
            chat.say(_("Good, nothing has changed."))


def _take(chat: Conversation, page: TimePage) -> None:
    number = _which(chat, page, _("Which time shall it be?"))
    when = next(slot.label for slot in page.slots if slot.number == number)
    _make_sure(
        chat, _("{when}. Everybody who is asked will be told that this is the time. Shall I send it?", when=when)
    )
    told = chat.do(time_votes.take, f"{page.number} {number}")
    chat.say(told.words)


def _change(chat: Conversation, page: TimePage, old: int | None, new: datetime | None) -> None:
    _make_sure(chat, _("Everybody who is asked will be told. Shall I send it?"))
    chat.do(time_votes.replace_slot, page.number, old, new)
    chat.say(_("Done. What people said of the other times still counts."))


def _prolong(chat: Conversation, page: TimePage) -> None:
    closes = ask_deadline(chat, [slot.starts_at for slot in page.slots])
    _make_sure(chat, _("Everybody who is asked will be told. Shall I send it?"))
    closes_at = chat.look(time_vote_pages.deadline, closes)
    chat.do(time_votes.prolong, page.number, closes_at)
    chat.say(_("People can answer until {moment}.", moment=Moment(closes_at)))


def ask_deadline(chat: Conversation, slots: Sequence[datetime]) -> str:
    """Only what lies before the first of the times is on offer."""
    on_offer = chat.look(time_vote_pages.deadlines, slots)
    if not on_offer:
        chat.say(
            _(
                "The first of these times comes too soon for people to answer. Please offer later ones, or take one of them."
            )
        )
        chat.end()
    offered = tuple(Offered(one.value, one.at) for one in on_offer)
    return chat.ask("closes", _("Until when may people answer?"), Slot(offered))


def _which(chat: Conversation, page: TimePage, question: Words) -> int:
    """By its own number, which cards and typed answers use as well."""
    lines = [_("{number}. {when}", number=str(slot.number), when=slot.label) for slot in page.slots]
    offered = tuple(Offered(str(slot.number), slot.starts_at, slot.label, slot.number) for slot in page.slots)
    return int(chat.ask("slot", Lines((question, *lines)), Slot(offered)))


def _new(chat: Conversation, page: TimePage) -> datetime:
    return chat.ask(
        "starts_at",
        _("Which day and hour, on your clock?"),
        MomentOnOffer(days=chat.look(working_days.to_come, page.first_slot)),
    )


def _make_sure(chat: Conversation, question: Words) -> None:
    """Everybody gets a message: asked once more. Ends the talk where the answer is no."""
    answers = (Option("yes", _p("button", "Send it"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))
    if chat.ask("sure", question, OneOf(answers)) == "no":
        chat.say(_("Good, nothing has changed."))
        chat.end()
