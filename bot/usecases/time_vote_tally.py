"""How a vote for a time stands: counted where the votes lie, and shown to its organiser as it changes."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import col, func, select

from bot.domain.audiences import Audience
from bot.domain.time_votes import Suits, tally
from bot.storage.next_free import next_free
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp
from bot.storage.time_votes import SlotVote, TimeSlot, TimeVote, VoteNeeds, VoteState
from bot.usecases import audiences, live_messages, session_lists, time_vote_words
from bot.usecases.time_vote_words import Offered, Standing, offered
from bot.usecases.work import Work

AT_MOST_EVERY = timedelta(seconds=5)


def standing(work: Work, of: Offered) -> Standing:
    """Five queries, however many have voted. Asked are those who were told already."""
    session, number = work.session, of.facts.row.id
    on_offer = (TimeSlot.session_id == number, col(TimeSlot.dropped_at).is_(None))
    counts = session.exec(
        select(TimeSlot.number, SlotVote.suits, func.count())
        .join(SlotVote, col(SlotVote.slot_id) == col(TimeSlot.id))
        .where(*on_offer)
        .group_by(col(TimeSlot.number), col(SlotVote.suits))
    ).all()
    needed: dict[int, str] = {
        person: name or "?"
        for person, name in session.exec(
            select(Person.id, Person.name)
            .join(VoteNeeds, col(VoteNeeds.person_id) == col(Person.id))
            .where(VoteNeeds.session_id == number)
        )
    }
    said: dict[tuple[int, int], Suits] = {
        (person, slot): Suits(suits)
        for person, slot, suits in session.exec(
            select(SlotVote.person_id, TimeSlot.number, SlotVote.suits)
            .join(TimeSlot, col(TimeSlot.id) == col(SlotVote.slot_id))
            .where(*on_offer, col(SlotVote.person_id).in_(list(needed)))
        )
    }
    tallies = tally(
        [slot.number for slot in of.slots], {(slot, Suits(suits)): count for slot, suits, count in counts}, needed, said
    )
    answered = session.exec(
        select(func.count(func.distinct(SlotVote.person_id)))
        .join(TimeSlot, col(TimeSlot.id) == col(SlotVote.slot_id))
        .where(*on_offer)
    ).one()
    asked = session.exec(select(func.count()).select_from(Rsvp).where(Rsvp.session_id == number)).one()
    return Standing(of, {one.slot: one for one in tallies}, answered, asked, needed)


def show(work: Work, row: LearningSession) -> None:
    """The message that is redrawn from then on, for whoever organises it."""
    vote = work.session.get_one(TimeVote, row.id)
    now = replace(standing(work, offered(work, row, vote)), asked=_to_be_asked(work, row))
    words = time_vote_words.so_far(now, row.zone)
    live_messages.show(work, _key(row.id), row.organiser_id, words, (time_vote_words.look_after(str(row.id)),))


def redraw_next(work: Work) -> bool:
    """One that has changed, or is over, at most every five seconds; True when there may be more."""
    vote = next_free(
        work.session,
        select(TimeVote)
        .where(
            col(TimeVote.voted_at) > col(TimeVote.drawn_at),
            col(TimeVote.drawn_at) <= work.now - AT_MOST_EVERY,
        )
        .order_by(col(TimeVote.drawn_at)),
    )
    if vote is None:
        return False
    row = work.session.get_one(LearningSession, vote.session_id)
    now = standing(work, offered(work, row, vote))
    is_settled = vote.state in {VoteState.DECIDED, VoteState.DROPPED}
    acts = () if is_settled else (time_vote_words.look_after(str(row.id)),)
    words = time_vote_words.so_far(now, _zone_of(work, row))
    is_over = vote.state is not VoteState.OPEN
    live_messages.redraw(work, _key(row.id), work.now.isoformat(), words, acts, has_to_arrive=is_over)
    vote.drawn_at = work.now
    work.session.add(vote)
    return True


def _to_be_asked(work: Work, row: LearningSession) -> int:
    """Everybody in its audience, and those beside it who are asked anyway: who organises, leads or is needed."""
    audience = Audience.from_json(row.audience)
    anyway = set(work.session.exec(select(Rsvp.person_id).where(Rsvp.session_id == row.id)))
    inside = audiences.people_in(work, audience).where(col(Person.id).in_(anyway))
    outside = anyway.difference(work.session.connection().execute(inside).scalars())
    return session_lists.people_reached(work, audience) + len(outside)


def _zone_of(work: Work, row: LearningSession) -> str:
    """On which clock the organiser reads it now: they may have moved."""
    return work.session.get_one(Person, row.organiser_id).zone


def _key(number: int) -> str:
    return f"session:{number}:times"
