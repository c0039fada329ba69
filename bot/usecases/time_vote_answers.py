"""Saying which times suit one: by taps, or typed with the numbers of several times at once."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import col, delete

from bot.core.ports import Told
from bot.core.reading import numbers
from bot.core.refusal import Refusal
from bot.domain.time_votes import Suits
from bot.i18n.phrase import Lines, Listed, Moment, Words, _
from bot.storage.sessions import LearningSession, SessionState, find_rsvp, find_session
from bot.storage.time_votes import SlotVote, TimeVote, VoteState, own_votes
from bot.usecases import session_words, time_vote_words
from bot.usecases.people import person_of
from bot.usecases.session_words import described, facts_of
from bot.usecases.sessions import cannot_touch
from bot.usecases.time_vote_words import Offered, offered
from bot.usecases.work import Work

Answers = Mapping[int, Suits | None]
"""By the number of a time; None takes an answer back."""

_NEXT = {None: Suits.YES, Suits.YES: Suits.IF_NEED_BE, Suits.IF_NEED_BE: Suits.NO, Suits.NO: Suits.YES}


def yes(work: Work, argument: str) -> Told | Refusal:
    """ "31 1 3": of session 31 times 1 and 3."""
    return _said(work, argument, Suits.YES)


def if_need_be(work: Work, argument: str) -> Told | Refusal:
    return _said(work, argument, Suits.IF_NEED_BE)


def no(work: Work, argument: str) -> Told | Refusal:
    return _said(work, argument, Suits.NO)


def turn(work: Work, argument: str) -> Told | Refusal:
    """A tap on a time: yes, then if need be, then no."""
    session, slots = _numbers(argument)
    before = own_votes(work.session, session, work.person_id)
    return _answer(work, argument, {slot: _NEXT[before.get(slot)] for slot in slots})


def all_of_them(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, Suits.YES)


def none_of_them(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, Suits.NO)


def show(work: Work, argument: str) -> Told | Refusal:
    """The times with one's own answers, once more."""
    return _answer(work, argument, {})


def put_back(work: Work, argument: str) -> Told | Refusal:
    """Undoes an answer: "31 1=yes 2=" is how it was before."""
    session, *before = argument.split()
    pairs = (one.partition("=") for one in before)
    return _answer(work, session, {int(slot): Suits(suits) if suits else None for slot, _equals, suits in pairs})


def _said(work: Work, argument: str, suits: Suits) -> Told | Refusal:
    _session, slots = _numbers(argument)
    return _answer(work, argument, dict.fromkeys(slots, suits))


def _numbers(argument: str) -> tuple[int, Sequence[int]]:
    """The session, and its times."""
    session, *slots = numbers(argument) or [0]
    return session, slots


def _answer(work: Work, argument: str, answers: Answers | Suits) -> Told | Refusal:
    """One answer for all of them is for those that are still to come."""
    number = str(_numbers(argument)[0])
    row = find_session(work.session, number)
    is_invited = row is not None and find_rsvp(work.session, row.id, work.person_id) is not None
    if row is not None and not is_invited and row.state is SessionState.PLANNED and cannot_touch(work, row) is None:
        return Told(_not_sought(work, row))  # another who looks after it was faster
    if row is None or not is_invited:
        return Refusal(
            _("I know of no session {number} that you are invited to. Write *sessions* to see yours.", number=number)
        )
    vote = work.session.get(TimeVote, row.id)
    if row.state is not SessionState.SEEKING or vote is None:
        return Told(_not_sought(work, row))
    of = offered(work, row, vote)
    if vote.state is not VoteState.OPEN or vote.closes_at <= work.now:
        return Told(_over(of, person_of(work).zone))
    wanted = answers if not isinstance(answers, Suits) else dict.fromkeys((slot.number for slot in of.slots), answers)
    on_offer = {slot.number: slot for slot in of.slots}
    if refusal := _not_on_offer(of, [slot for slot in wanted if slot not in on_offer]):
        return refusal
    before = own_votes(work.session, row.id, work.person_id)
    _keep(work, vote, {on_offer[slot].id: suits for slot, suits in wanted.items()})
    said = {slot: suits for slot, suits in {**before, **wanted}.items() if suits is not None and slot in on_offer}
    card = time_vote_words.card(of, said, person_of(work).zone, noted=bool(wanted))
    undo = f"a:times.back:{row.id} {_as_it_was(before, wanted)}" if wanted else None
    return Told(card, acts=time_vote_words.acts(of, said), undo=undo)


def _keep(work: Work, vote: TimeVote, answers: Mapping[int, Suits | None]) -> None:
    """By the ids of the slots. What was said of these before goes."""
    if not answers:
        return
    work.session.exec(
        delete(SlotVote).where(col(SlotVote.person_id) == work.person_id, col(SlotVote.slot_id).in_(list(answers)))
    )
    work.session.add_all(
        SlotVote(slot_id=slot, person_id=work.person_id, suits=suits, at=work.now)
        for slot, suits in answers.items()
        if suits is not None
    )
    vote.voted_at = work.now
    work.session.add(vote)


def _as_it_was(before: Mapping[int, Suits], changed: Iterable[int]) -> str:
    return " ".join(f"{slot}={before.get(slot, '')}" for slot in changed)


def _not_on_offer(of: Offered, wrong: Sequence[int]) -> Refusal | None:
    if not wrong:
        return None
    on_offer = Listed(tuple(str(slot.number) for slot in of.slots))
    return Refusal(
        _(
            "Session {session} has no time {number} on offer now. These can be chosen: {numbers}.",
            session=of.number,
            number=str(wrong[0]),
            numbers=on_offer,
        )
    )


def _not_sought(work: Work, row: LearningSession) -> Words:
    """Its time is fixed, or nobody has put any to the vote."""
    facts = facts_of(work, row)
    is_fixed = (_("The time is fixed by now."),) if row.state is SessionState.PLANNED else ()
    return Lines((described(facts, person_of(work).zone), *is_fixed, *session_words.over(facts, work.now)))


def _over(of: Offered, zone: str) -> Words:
    return Lines(
        (
            described(of.facts, zone),
            _(
                "One could answer until {moment}. You will be told as soon as the time is fixed.",
                moment=Moment(of.vote.closes_at),
            ),
        )
    )
