"""When the time to answer is over: the time that wins is fixed by itself; a tie, and too few, are for a person to decide."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from bot.domain.sessions import HostPart
from bot.domain.time_votes import NoneFits, Tie, Winner, result
from bot.i18n.phrase import Lines, Listed, Words, _
from bot.storage.next_free import next_free
from bot.storage.people import Person, PersonState
from bot.storage.sessions import LearningSession, RoundKind, SessionRound, SessionState, hosts_of
from bot.storage.time_votes import TimeVote, VoteState
from bot.usecases import audit, sessions, time_vote_tally, time_vote_words, time_votes
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.time_vote_words import Standing, offered
from bot.usecases.work import Work

BEFORE_THE_END = timedelta(hours=24)  # who is silent is asked once more
MOST_OFFERED = 5  # buttons


def look_after(work: Work) -> bool:
    """One vote whose time is over, else one whose silent people are to be asked once more; True when there was any."""
    return _close_next(work) or _ask_the_silent(work)


def _close_next(work: Work) -> bool:
    vote = next_free(
        work.session,
        select(TimeVote)
        .where(TimeVote.state == VoteState.OPEN, col(TimeVote.closes_at) <= work.now)
        .order_by(col(TimeVote.closes_at)),
    )
    if vote is None:
        return False
    row = work.session.get_one(LearningSession, vote.session_id)
    if row.state is not SessionState.SEEKING:
        vote.state = VoteState.DROPPED  # called off by an earlier version, which left the vote to its end
    elif leaders := _leaders(work, row):
        _decide(work, row, vote, leaders)
    else:
        sessions.call_off(work, row, None)
    work.session.add(vote)
    return True


def _decide(work: Work, row: LearningSession, vote: TimeVote, leaders: Sequence[int]) -> None:
    of = offered(work, row, vote)
    standing = time_vote_tally.standing(work, of)
    found = result(list(standing.tallies.values()), vote.quorum)
    if isinstance(found, Winner):
        slot = next(slot for slot in of.slots if slot.number == found.slot)
        refusal = time_votes.settle(work, row, slot)
        assert refusal is None, "only times to come of a session that has none are counted"
        return
    vote.state, vote.voted_at = VoteState.UNDECIDED, work.now
    candidates = found.slots if isinstance(found, Tie) else found.best
    number = str(row.id)
    acts = (
        *(time_vote_words.take(number, slot) for slot in candidates[:MOST_OFFERED]),
        time_vote_words.look_after(number),
    )

    def compose(to: Recipient) -> Notice:
        lines = (_over(standing, found), *time_vote_words.standing_lines(standing, to.zone), _what_now(found))
        return Notice(f"session:{number}:vote over:{vote.closes_at.isoformat()}", Lines(lines), acts=acts)

    tell(work, leaders, compose)
    audit.note(work, "leave the time open", "session", row.id)


def _over(standing: Standing, found: Tie | NoneFits) -> Words:
    facts, quorum = standing.of.facts, standing.of.vote.quorum
    values: dict[str, Words] = {"title": facts.title, "number": facts.number}
    if isinstance(found, Tie):
        numbers = Listed(tuple(str(slot) for slot in found.slots))
        return _(
            "The vote on the time of *{title}* (session {number}) is over: times {numbers} are equally good.",
            **values,
            numbers=numbers,
        )
    if not standing.of.slots:
        return _(
            "The vote on the time of *{title}* (session {number}) is over, and all its times have passed.", **values
        )
    if standing.names and quorum <= 1:
        return _(
            "The vote on the time of *{title}* (session {number}) is over: there is no time at which all those needed can come.",
            **values,
        )
    if standing.names:
        return _(
            "The vote on the time of *{title}* (session {number}) is over: no time has enough people, at least {count}, "
            "and all those needed.",
            **values,
            count=quorum,
        )
    return _(
        "The vote on the time of *{title}* (session {number}) is over: no time has enough people, at least {count}.",
        **values,
        count=quorum,
    )


def _what_now(found: Tie | NoneFits) -> Words:
    if isinstance(found, Tie):
        return _("Which one shall it be?")
    return _("You can take one all the same, let people answer longer, or offer other times.")


def _leaders(work: Work, row: LearningSession) -> Sequence[int]:
    """Who organises it, or leads it, and has not left."""
    named = hosts_of(work.session, [row.id]).get(row.id, {})
    people = (row.organiser_id, *named.get(HostPart.HOST, ()), *named.get(HostPart.CO_HOST, ()))
    there = work.session.exec(
        select(Person.id).where(
            col(Person.id).in_(people), col(Person.state).in_([PersonState.ACTIVE, PersonState.STOPPED])
        )
    ).all()
    return [person for person in dict.fromkeys(people) if person in there]


def _ask_the_silent(work: Work) -> bool:
    """Once, a day before the end, where there were two days to answer at all."""
    vote = next_free(
        work.session,
        select(TimeVote).where(
            TimeVote.state == VoteState.OPEN,
            col(TimeVote.reminded_at).is_(None),
            col(TimeVote.closes_at) > work.now,
            col(TimeVote.closes_at) <= work.now + BEFORE_THE_END,
        ),
    )
    if vote is None:
        return False
    vote.reminded_at = work.now
    work.session.add(vote)
    if vote.closes_at - vote.begun_at >= 2 * BEFORE_THE_END:
        work.session.add(SessionRound(session_id=vote.session_id, kind=RoundKind.SILENT, created_at=work.now))
    return True
