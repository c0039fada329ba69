"""Seeking a time for a session: what is put to the vote, what changes meanwhile, and what is taken in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import func
from sqlmodel import select as select_rows

from bot.core.ports import Told
from bot.core.reading import numbers
from bot.core.refusal import Refusal
from bot.domain.time_votes import MOST_SLOTS, Suits
from bot.i18n.phrase import Lines, Moment, _
from bot.storage.sessions import (
    LearningSession,
    RoundKind,
    Rsvp,
    SessionRound,
    SessionState,
    find_rsvp,
    find_session,
    hosts_of,
)
from bot.storage.time_votes import SlotVote, TimeSlot, TimeVote, VoteNeeds, VoteState, slots_of
from bot.usecases import audit, sessions, time_vote_rounds, time_vote_tally, waiting_list
from bot.usecases.people import person_of
from bot.usecases.session_words import facts_of
from bot.usecases.time_vote_words import too_many, when_it_is
from bot.usecases.work import Work


@dataclass(frozen=True)
class Proposal:
    """What an organiser puts to the vote: times, until when one may answer, and who has to be able to come."""

    slots: tuple[datetime, ...]
    closes_at: datetime
    quorum: int = 1
    needed: tuple[int, ...] = ()


def begin(work: Work, number: int, proposal: Proposal) -> Refusal | None:
    """A draft becomes a session whose time is sought; those in its audience are asked in slices, by the clock."""
    row = _locked(work, number)
    if isinstance(row, Refusal):
        return row
    if row.state is not SessionState.DRAFT:
        return Refusal(_("Session {number} is not a draft any more; its times stay as they are.", number=str(number)))
    slots = sorted(set(proposal.slots))
    if refusal := _cannot_be(work, slots, proposal.closes_at):
        return refusal
    row.state, row.starts_at, row.changed_at = SessionState.SEEKING, None, work.now
    work.session.add(row)
    work.session.add(
        TimeVote(
            session_id=row.id,
            closes_at=proposal.closes_at,
            quorum=max(1, proposal.quorum),
            begun_at=work.now,
            voted_at=work.now,
            drawn_at=work.now,
        )
    )
    work.session.flush()
    work.session.add_all(VoteNeeds(session_id=row.id, person_id=one) for one in sorted(set(proposal.needed)))
    if find_rsvp(work.session, row.id, row.organiser_id) is None:
        work.session.add(Rsvp(session_id=row.id, person_id=row.organiser_id, at=work.now))
    for place, starts_at in enumerate(slots, 1):
        _put_on_offer(work, row, place, starts_at)
    named = hosts_of(work.session, [row.id]).get(row.id, {})
    first = {*proposal.needed, *(person for people in named.values() for person in people)} - {row.organiser_id}
    time_vote_rounds.ask_at_once(work, row, first)
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.VOTE, created_at=work.now))
    time_vote_tally.show(work, row)
    audit.note(work, "seek a time", "session", row.id, slots=len(slots))
    return None


def replace_slot(work: Work, number: int, old: int | None, new: datetime | None) -> Refusal | None:
    """Another time instead of one on offer; None: only added, or only taken away. What was said of the others stays."""
    found = _running(work, number)
    if isinstance(found, Refusal):
        return found
    row, vote = found
    slots = slots_of(work.session, row.id)
    dropped = next((slot for slot in slots if slot.number == old), None)
    if old is not None and dropped is None:
        return Refusal(_("Time {number} is not on offer any more.", number=old))
    kept = [slot.starts_at for slot in slots if slot is not dropped and slot.starts_at > work.now]
    wanted = sorted({*kept, *([new] if new is not None else [])})
    if refusal := _cannot_be(work, wanted, vote.closes_at):
        return refusal
    if dropped is not None:
        dropped.dropped_at = work.now
        work.session.add(dropped)
    if new is not None and new not in kept:
        last = work.session.exec(select_rows(func.max(TimeSlot.number)).where(TimeSlot.session_id == row.id)).one()
        _put_on_offer(work, row, (last or 0) + 1, new)
    vote.voted_at = work.now
    work.session.add(vote)
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.SLOTS, created_at=work.now))
    audit.note(work, "change the times", "session", row.id)
    return None


def prolong(work: Work, number: int, closes_at: datetime) -> Refusal | None:
    """More time to answer, also after the vote was over without a result."""
    found = _running(work, number)
    if isinstance(found, Refusal):
        return found
    row, vote = found
    to_come = [slot.starts_at for slot in slots_of(work.session, row.id) if slot.starts_at > work.now]
    if refusal := _cannot_be(work, to_come, closes_at):
        return refusal
    vote.closes_at, vote.state, vote.reminded_at, vote.voted_at = closes_at, VoteState.OPEN, None, work.now
    work.session.add(vote)
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.SLOTS, created_at=work.now))
    audit.note(work, "prolong the vote", "session", row.id)
    return None


def take(work: Work, argument: str) -> Told | Refusal:
    """ "31 2": session 31 takes place at its time 2; whatever the vote says, for its organiser decides."""
    number, slot_number = ([*numbers(argument), 0, 0])[:2]
    row = _locked(work, number)
    if isinstance(row, Refusal):
        return row
    slot = next((slot for slot in slots_of(work.session, number) if slot.number == slot_number), None)
    if row.state is SessionState.SEEKING and slot is None:
        return Refusal(_("Time {number} is not on offer any more.", number=slot_number))
    if refusal := settle(work, row, slot):
        return refusal
    facts = facts_of(work, row)
    return Told(
        Lines(
            (
                _("*{title}* (session {number})", title=facts.title, number=facts.number),
                when_it_is(facts, row.begins, person_of(work).zone),
                _("✓ The time is fixed. Those who said yes to it are taken as coming; the others are asked now."),
            )
        )
    )


def settle(work: Work, row: LearningSession, slot: TimeSlot | None) -> Refusal | None:
    """It takes place then: who said a plain yes to that time comes. Whoever calls it has looked at the right."""
    starts_at = slot.starts_at if slot is not None else row.starts_at or work.now
    if refusal := sessions.plan_at(work, row, starts_at, row.minutes):
        return refusal
    assert slot is not None, "without one it is refused, because its time is fixed already"
    vote = work.session.get_one(TimeVote, row.id)
    vote.state, vote.voted_at = VoteState.DECIDED, work.now
    work.session.add(vote)
    said_yes = work.session.exec(
        select_rows(SlotVote.person_id, SlotVote.at).where(SlotVote.slot_id == slot.id, SlotVote.suits == Suits.YES)
    )
    waiting_list.seat(work, row, dict(said_yes.all()))
    return None


def _put_on_offer(work: Work, row: LearningSession, number: int, starts_at: datetime) -> None:
    """Who organises it can come then; that can be changed as anybody's answer."""
    slot = TimeSlot(session_id=row.id, number=number, starts_at=starts_at)
    work.session.add(slot)
    work.session.flush()
    work.session.add(SlotVote(slot_id=slot.id, person_id=row.organiser_id, suits=Suits.YES, at=work.now))


def _locked(work: Work, number: int) -> LearningSession | Refusal:
    row = find_session(work.session, number)
    if row is None:
        return Refusal(sessions.UNKNOWN)
    work.session.refresh(row, with_for_update=True)
    return sessions.cannot_touch(work, row) or row


def _running(work: Work, number: int) -> tuple[LearningSession, TimeVote] | Refusal:
    row = _locked(work, number)
    if isinstance(row, Refusal):
        return row
    vote = work.session.get(TimeVote, row.id)
    if row.state is not SessionState.SEEKING or vote is None:
        return Refusal(_("No time is sought for session {number} at the moment.", number=str(number)))
    return row, vote


def _cannot_be(work: Work, slots: Sequence[datetime], closes_at: datetime) -> Refusal | None:
    if not slots:
        return Refusal(_("At least one time has to stay on offer."), key="slots")
    if len(slots) > MOST_SLOTS:
        return Refusal(too_many(len(slots)), key="slots")
    if slots[0] <= work.now:
        why = _("That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(slots[0]))
        return Refusal(why, key="slots")
    if closes_at <= work.now:
        return Refusal(_("The last moment to answer has to lie ahead. Please choose a later one."), key="closes")
    if closes_at >= slots[0]:
        why = _(
            "The first of these times begins before the answers are in: {moment}. Please let people answer sooner.",
            moment=Moment(slots[0]),
        )
        return Refusal(why, key="closes")
    return None
