"""What a vote for a time looks like: to those who vote, and to whoever organises the session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.outcome import Act
from bot.domain.time_votes import MOST_SLOTS, SlotTally, Suits
from bot.i18n.phrase import Lines, Listed, Moment, Words, _, _p
from bot.storage.sessions import LearningSession
from bot.storage.time_votes import TimeSlot, TimeVote, VoteState, slots_of
from bot.usecases import session_words
from bot.usecases.session_words import SessionFacts, described, facts_of, when
from bot.usecases.work import Work

YES, NO = session_words.YES, session_words.NO
IF_NEED_BE = _p("word", "if need be|maybe")
ALL, NONE = _p("word", "all|all of them"), _p("word", "none|none of them")
TIMES, TAKE = _p("word", "times|time"), _p("word", "take")
TALK = "times"

SAID: Mapping[Suits, Words] = {
    Suits.YES: _p("slot", "yes"),
    Suits.IF_NEED_BE: _p("slot", "if need be"),
    Suits.NO: _p("slot", "no"),
}


@dataclass(frozen=True)
class Offered:
    """What is put to the vote, read once for many messages; `slots` to come, soonest first."""

    facts: SessionFacts
    vote: TimeVote
    slots: Sequence[TimeSlot]

    @property
    def number(self) -> str:
        return self.facts.number


def offered(work: Work, row: LearningSession, vote: TimeVote) -> Offered:
    to_come = tuple(slot for slot in slots_of(work.session, row.id) if slot.starts_at > work.now)
    return Offered(facts_of(work, row), vote, to_come)


def when_it_is(facts: SessionFacts, at: datetime, zone: str) -> Words:
    """On the reader's clock and the organiser's."""
    return when(at, facts.row.zone, zone)


# -- those who vote ----------------------------------------------------------------------------------------------------
def card(
    of: Offered, said: Mapping[int, Suits], zone: str, lead: tuple[Words, ...] = (), *, noted: bool = False
) -> Words:
    """What it is about, each time with one's own answer, until when, and, before the first answer, how.

    `noted`: what was just said, as it stands now.
    """
    is_all_said = all(slot.number in said for slot in of.slots)
    return Lines(
        (
            *lead,
            described(of.facts, zone),
            *(() if noted or is_all_said else (_("Which of these times suit you?"),)),
            *(_with_answer(of, slot, said.get(slot.number), zone) for slot in of.slots),
            *(_until(of, noted=noted) if said else _how(of)),
        )
    )


def acts(of: Offered, said: Mapping[int, Suits]) -> tuple[Act, ...]:
    """All or none, and each by its number: what to write for these stands in the card."""
    return (
        Act("times.all", of.number, _p("button", "All of them"), ALL),
        Act("times.none", of.number, _p("button", "None of them"), NONE),
        *(
            Act(
                "times.turn",
                f"{of.number} {slot.number}",
                str(slot.number),
                YES,
                chosen=said.get(slot.number) in {Suits.YES, Suits.IF_NEED_BE},
                told=True,
            )
            for slot in of.slots
        ),
    )


def _with_answer(of: Offered, slot: TimeSlot, suits: Suits | None, zone: str) -> Words:
    line = numbered(of.facts, slot, zone)
    return line if suits is None else _("{slot}: *{answer}*", slot=line, answer=SAID[suits])


def numbered(facts: SessionFacts, slot: TimeSlot, zone: str) -> Words:
    """ "2. Tuesday 1 December 2026, 14:00 your time, 13:00 in Tunis"."""
    return _("{number}. {when}", number=str(slot.number), when=when_it_is(facts, slot.starts_at, zone))


def _how(of: Offered) -> tuple[Words, ...]:
    one = str(of.slots[-1].number) if of.slots else "1"
    some = " ".join(str(slot.number) for slot in of.slots[:2]) or one
    return (
        _("Please answer by {moment}.", moment=Moment(of.vote.closes_at)),
        _("Tap a number once for yes, twice for if need be, three times for no."),
        _(
            "Or write *yes {session} {some}*, *if need be {session} {one}*, *no {session} {one}*.",
            session=of.number,
            some=some,
            one=one,
        ),
    )


def _until(of: Offered, *, noted: bool) -> tuple[Words, ...]:
    moment = Moment(of.vote.closes_at)
    if noted:
        return (_("✓ Noted. You can change it until {moment}.", moment=moment),)
    return (_("You can answer, and change your answers, until {moment}.", moment=moment),)


# -- whoever organises it ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """How a vote stands. `names` of those needed, by their numbers."""

    of: Offered
    tallies: Mapping[int, SlotTally]
    answered: int
    asked: int
    names: Mapping[int, str]


def standing_lines(standing: Standing, zone: str) -> tuple[Words, ...]:
    """A line for each time, then how many have answered."""
    if standing.of.vote.state is VoteState.OPEN:
        answers = _("Answers so far: {count} of {asked}.", count=standing.answered, asked=standing.asked)
    else:
        answers = _("Answers: {count} of {asked}.", count=standing.answered, asked=standing.asked)
    return (*(_counted(standing, slot, zone) for slot in standing.of.slots), answers)


def _counted(standing: Standing, slot: TimeSlot, zone: str) -> Words:
    tally = standing.tallies.get(slot.number, SlotTally(slot.number))
    line = _(
        "{slot}: yes {yes}, if need be {maybe}, no {no}",
        slot=numbered(standing.of.facts, slot, zone),
        yes=tally.yes,
        maybe=tally.if_need_be,
        no=tally.no,
    )
    silent = [standing.names.get(person, "?") for person in tally.missing if person not in tally.refused]
    refused = [standing.names.get(person, "?") for person in tally.refused]
    if silent:
        line = _("{line}; still needed: {names}", line=line, names=Listed(tuple(silent)))
    if refused:
        line = _("{line}; needed, but said no: {names}", line=line, names=Listed(tuple(refused)))
    return line


def so_far(standing: Standing, zone: str) -> Words:
    """The message that is redrawn as people answer, and once more when the vote is over."""
    facts, vote = standing.of.facts, standing.of.vote
    values: dict[str, Words] = {"title": facts.title, "number": facts.number}
    lines = standing_lines(standing, zone)
    if vote.state is VoteState.OPEN:
        lead = _("*{title}* (session {number}): the times so far", **values)
        return Lines((lead, *lines, _("The vote is open until {moment}.", moment=Moment(vote.closes_at))))
    lead = _("*{title}* (session {number}): the vote is over", **values)
    return Lines((lead, *lines, _came_of_it(standing, zone)))


def _came_of_it(standing: Standing, zone: str) -> Words:
    facts = standing.of.facts
    match standing.of.vote.state:
        case VoteState.DECIDED:
            return _("Fixed: *{when}*", when=when_it_is(facts, facts.row.begins, zone))
        case VoteState.DROPPED:
            return _("This session is cancelled.")
        case _:
            return _("No time is fixed yet: that is for whoever looks after it to decide.")


def too_many(count: int) -> Words:
    return _(
        "That is {count} times; at most {at_most} fit on a phone. Please choose the best of them.",
        count=count,
        at_most=MOST_SLOTS,
    )


def look_after(number: str) -> Act:
    return Act("begin", f"{TALK}:{number}", _p("button", "Look after the vote"))


def take(number: str, slot: int) -> Act:
    return Act("times.take", f"{number} {slot}", _("Take time {number}", number=slot), TAKE)
