"""Seek a time for a session together: which times are put to the vote, until when, and who has to be able to come."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.amounts import WholeNumber
from bot.core.answers import OneOf, SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import A_MOMENT
from bot.core.several_moments import SeveralMoments
from bot.core.slots import SeveralSlots
from bot.domain.time_votes import MOST_SLOTS
from bot.handlers.session_people import ask_named
from bot.handlers.time_vote_care import ask_deadline, look_after
from bot.i18n.phrase import Lines, Moment, Words, _, _n, _p
from bot.usecases import slot_search, time_vote_answers, time_vote_pages, time_votes, working_days
from bot.usecases.time_vote_pages import TimePage
from bot.usecases.time_vote_words import TALK
from bot.usecases.time_votes import Proposal

SHOWN: dict[str, Words] = {
    "slots": _("Times"),
    "closes": _("Answers until"),
    "quorum": _("At least"),
}
NOT_WITHOUT = _("Not without")
PERIODS = OneOf(
    (
        Option("7", _("The next 7 days")),
        Option("14", _("The next two weeks")),
        Option("21", _("The next three weeks")),
    )
)
MOST_PEOPLE = 10_000
MOST_NEEDED = 5
OTHERS = "others"


class SeekTime:
    """Of a draft; of a session whose time is sought already, what can be done about it."""

    name = TALK
    title = _("Find a time")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        page = chat.look(time_vote_pages.page, chat.argument)
        if page is None:  # it has its time by now, or is none of theirs to look after
            told = chat.do(time_vote_answers.show, chat.argument)
            chat.say(told.words, acts=told.acts)
        elif page.is_draft:
            self._put_to_the_vote(chat, page)
        else:
            look_after(chat, page)

    def _put_to_the_vote(self, chat: Conversation, page: TimePage) -> None:
        slots = self._slots(chat, page)
        closes = ask_deadline(chat, slots)
        quorum = chat.ask_or_skip(
            "quorum",
            _("How many people have to be able to come, you included? Write a number, or *skip*."),
            WholeNumber(at_least=1, at_most=MOST_PEOPLE),
        )
        needed, named = self._needed(chat, page)
        card = Lines(
            (
                _("Is everything right?"),
                _n("*{count}* person is asked.", "*{count}* people are asked.", page.invited),
            )
        )
        called = {**SHOWN, **dict.fromkeys(named, NOT_WITHOUT)}
        if not chat.review("send", card, (*SHOWN, *named), send=_p("button", "Ask them"), called=called):
            chat.say(_("Good, nobody is asked. The session is still a draft."))
            return
        closes_at = chat.look(time_vote_pages.deadline, closes)
        chat.do(time_votes.begin, page.number, Proposal(tuple(slots), closes_at, quorum or 1, needed))
        chat.say(
            _(
                "People are asked now which times suit them, until {moment}. "
                "A message of its own shows you how it stands, and the time that suits most is fixed by itself.",
                moment=Moment(closes_at),
            )
        )

    def _slots(self, chat: Conversation, page: TimePage) -> Sequence[datetime]:
        ways = (
            Option("search", _("Look for times that suit most")),
            Option("own", _("Propose some myself")),
        )
        question = _("How shall we find times for *{title}*?", title=page.title)
        if chat.ask("way", question, OneOf(ways)) == "own":
            own = chat.ask(
                "slots",
                _(
                    'Which times do you propose, on your clock? Choose a day, or write up to {at_most}, one line each, for example "{example}".',
                    at_most=MOST_SLOTS,
                    example=A_MOMENT,
                ),
                SeveralMoments(at_most=MOST_SLOTS, days=chat.look(working_days.to_come)),
            )
            chat.say(Lines(chat.see(time_vote_pages.in_peoples_days, page.number, own)))
            return own
        days = chat.ask("days", _("Within which time shall I look?"), PERIODS)
        found = chat.once(f"found in {days}", time_vote_pages.found_slots, page.number, int(days))
        lines = chat.see(time_vote_pages.slots_with_comfort, page.number, found["slots"])
        for words in slot_search.holidays_not_known(found["unknown"]):
            chat.say(words)
        chosen = chat.ask(
            "slots",
            _("These suit most, the best first. Which of them shall people choose from?"),
            SeveralSlots(
                tuple(Option(value, label) for value, label in lines),
                moments=tuple(datetime.fromisoformat(value) for value, _label in lines),
            ),
        )
        return sorted(datetime.fromisoformat(one) for one in chosen)

    def _needed(self, chat: Conversation, page: TimePage) -> tuple[tuple[int, ...], list[str]]:
        """Those named, and the keys of the questions in which they were; who leads it is on offer at once."""
        leading = chat.look(time_vote_pages.who_leads, page.number)
        others = [Option(str(person), name) for person, name in leading if person != page.organiser_id]
        if not others:
            question = _("Is there anybody without whom it makes no sense? Write a part of the name, or *skip*.")
            found, keys = ask_named(chat, "needed", question, page.audience, MOST_NEEDED, optional=True)
            return tuple(found), keys
        options = (*others, Option(OTHERS, _("Somebody else")))
        chosen = chat.ask_or_skip(
            "needed", _("Is there anybody without whom it makes no sense? You can *skip* this."), SeveralOf(options)
        )
        people = [int(one) for one in chosen or () if one != OTHERS]
        first = ["needed"] if people or not chosen else []
        if OTHERS not in (chosen or ()):
            return tuple(people), first
        question = _("Who else is needed? Please write a part of the name.")
        found, keys = ask_named(chat, "needed", question, page.audience, MOST_NEEDED)
        return (*people, *found), [*first, *keys]
