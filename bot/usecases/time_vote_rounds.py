"""Asking all of an audience which times suit them, telling them that the times are others, asking the silent once more."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import insert, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.messages import Priority
from bot.domain.audiences import Audience
from bot.domain.nudges import next_allowed
from bot.domain.subscriptions import SESSIONS
from bot.domain.time_votes import Suits
from bot.i18n.phrase import Words, _
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, RoundKind, Rsvp, SessionRound, SessionState
from bot.storage.subscriptions import without_objection
from bot.storage.time_votes import SlotVote, TimeSlot, TimeVote, VoteNeeds, VoteState
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_slices import Slice, next_of_audience, nobody
from bot.usecases.time_vote_words import Offered, acts, card, offered
from bot.usecases.work import Work

CARDS = 8  # people told in one transaction: ten times on twenty clocks are thirty dates for each of them

NEEDED = _("It makes no sense without you, so your answer counts above all.")
LEADS: Mapping[RoundKind, Words] = {
    RoundKind.VOTE: _("A session is being prepared, and you are invited. When shall it be?"),
    RoundKind.SLOTS: _("The times for this session have changed. What you said of the others still counts:"),
    RoundKind.SILENT: _("You have not said yet which times suit you:"),
}

_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_vote = SlotVote.__table__  # type: ignore[attr-defined] # see above
_slot = TimeSlot.__table__  # type: ignore[attr-defined] # see above
_person = Person.__table__  # type: ignore[attr-defined] # see above


def ask(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Everybody who is in the audience now and not asked yet."""
    of = _running(work, row)
    if of is None:
        return nobody(round_)
    slice_ = next_of_audience(work, round_, Audience.from_json(row.audience), CARDS)
    connection = work.session.connection()
    invited = connection.execute(
        select(_rsvp.c.person_id).where(_rsvp.c.session_id == row.id, _rsvp.c.person_id.in_(slice_.people))
    ).scalars()
    new = sorted(set(slice_.people).difference(invited))
    if new:
        connection.execute(insert(_rsvp), [{"session_id": row.id, "person_id": one, "at": work.now} for one in new])
        _tell(work, round_.kind, round_.id, of, without_objection(work.session, new, SESSIONS), {})
    return slice_


def ask_at_once(work: Work, row: LearningSession, people: Collection[int]) -> None:
    """Those who lead it or are needed, whether they are in the audience or not."""
    vote = work.session.get_one(TimeVote, row.id)
    invited = work.session.exec(
        select_rows(Rsvp.person_id).where(Rsvp.session_id == row.id, col(Rsvp.person_id).in_(list(people)))
    )
    new = sorted(set(people).difference(invited))
    work.session.add_all(Rsvp(session_id=row.id, person_id=one, at=work.now) for one in new)
    work.session.flush()
    _tell(work, RoundKind.VOTE, 0, offered(work, row, vote), new, {})


def tell_again(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """All who were asked, but whoever organises it; with what they have said so far. Of the silent, only those."""
    of = _running(work, row)
    if of is None:
        return nobody(round_)
    connection = work.session.connection()
    people = list(
        connection.execute(
            select(_rsvp.c.person_id)
            .where(_rsvp.c.session_id == row.id, _rsvp.c.person_id > round_.last_person_id)
            .order_by(_rsvp.c.person_id)
            .limit(CARDS)
        ).scalars()
    )
    said = _said(work, of, people)
    wanted = [
        one for one in people if one != row.organiser_id and (round_.kind is not RoundKind.SILENT or not said.get(one))
    ]
    silent = [one for one in wanted if not said.get(one)]
    left_alone = set(silent) - set(without_objection(work.session, silent, SESSIONS))
    _tell(work, round_.kind, round_.id, of, [one for one in wanted if one not in left_alone], said)
    return Slice(people, max(people, default=round_.last_person_id), is_last=len(people) < CARDS)


def _running(work: Work, row: LearningSession) -> Offered | None:
    """None: the vote is over, or was called off, before all were told."""
    vote = work.session.get(TimeVote, row.id)
    if row.state is not SessionState.SEEKING or vote is None:
        return None
    return offered(work, row, vote) if vote.state is VoteState.OPEN and vote.closes_at > work.now else None


def _said(work: Work, of: Offered, people: Sequence[int]) -> Mapping[int, Mapping[int, Suits]]:
    """By person, by the number of a time on offer."""
    rows = work.session.connection().execute(
        select(_vote.c.person_id, _slot.c.number, _vote.c.suits)
        .join(_slot, _slot.c.id == _vote.c.slot_id)
        .where(_slot.c.session_id == of.facts.row.id, _slot.c.dropped_at.is_(None), _vote.c.person_id.in_(people))
    )
    found: dict[int, dict[int, Suits]] = defaultdict(dict)
    for person, number, suits in rows:
        found[person][number] = suits
    return found


def _tell(
    work: Work,
    kind: RoundKind,
    round_id: int,
    of: Offered,
    people: Sequence[int],
    said: Mapping[int, Mapping[int, Suits]],
) -> None:
    needed = _needed(work, of, people)

    @cache
    def notice(answers: tuple[tuple[int, Suits], ...], zone: str, *, is_needed: bool) -> Notice:
        so_far = dict(answers)
        return Notice(
            f"session:{of.number}:{kind}:{round_id}",
            card(of, so_far, zone, (LEADS[kind], NEEDED) if is_needed else (LEADS[kind],)),
            acts=acts(of, so_far),
            priority=Priority.REMINDER if so_far else Priority.BROADCAST,
            due_at=next_allowed(work.now, zone) if kind is RoundKind.SILENT else None,
        )

    def compose(to: Recipient) -> Notice:
        answers = tuple(sorted(said.get(to.person_id, {}).items()))
        return notice(answers, to.zone, is_needed=to.person_id in needed)

    tell(work, people, compose)


def _needed(work: Work, of: Offered, people: Collection[int]) -> frozenset[int]:
    """Without whom it shall not take place."""
    rows = work.session.exec(
        select_rows(VoteNeeds.person_id).where(
            VoteNeeds.session_id == of.facts.row.id, col(VoteNeeds.person_id).in_(list(people))
        )
    )
    return frozenset(rows)
