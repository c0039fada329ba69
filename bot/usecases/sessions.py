"""A session gets its time, changes, is called off; and who may do that."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypedDict, Unpack, cast

from sqlmodel import col, delete

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.domain.sessions import HostPart, OriginKind, SessionKind
from bot.domain.web_links import is_web_link
from bot.i18n.phrase import Moment, Words, _
from bot.storage.sessions import (
    LearningSession,
    RoundKind,
    Rsvp,
    RsvpAnswer,
    SessionRound,
    SessionState,
    find_rsvp,
    find_session,
    hosts_of,
)
from bot.storage.time_votes import drop_vote
from bot.storage.variants import TextVariant
from bot.usecases import audiences, audit, reminders, session_hosts, session_talks, variants
from bot.usecases.people import person_of
from bot.usecases.work import Work

UNKNOWN = _("There is no such session. Write *sessions* to see yours.")
WRONG_LINK = _(
    'Please give a link that begins with https://, for example "{example}".', example="https://meet.jit.si/room"
)


NOBODY = _("There is nobody in this audience yet. Please choose another one.")
_TEXTS = frozenset({"title", "aim"})
_TOLD_TO_NOBODY = frozenset({"capacity", "per_centre"})  # it shows when somebody wants to come


def plan_at(work: Work, row: LearningSession, starts_at: datetime, minutes: int) -> Refusal | None:
    """A draft, or a session whose time was sought, takes place then; the clock tells everybody, in slices.

    Those who were invited while the time was sought hear that it is found; the others in the audience are invited.
    Whoever calls it has looked at the right. Of two who do so at once, the second is refused.
    """
    work.session.flush()
    work.session.refresh(row, with_for_update=True)
    if row.state is SessionState.PLANNED:
        return Refusal(
            _("Session {number} has its time already: {moment}.", number=str(row.id), moment=Moment(row.begins))
        )
    if row.state is SessionState.CANCELLED:
        return Refusal(_("Session {number} was cancelled already.", number=str(row.id)))
    if refusal := cannot_be(work, starts_at, None, None, None):
        return refusal
    was_sought = row.state is SessionState.SEEKING
    row.state, row.starts_at, row.minutes, row.changed_at = SessionState.PLANNED, starts_at, minutes, work.now
    row.sequence += was_sought
    work.session.add(row)
    kinds = (
        *([RoundKind.WISH] if row.origin_kind is OriginKind.WISH else []),
        *([RoundKind.TIME] if was_sought else []),
        RoundKind.INVITATION,
    )
    work.session.add_all(SessionRound(session_id=row.id, kind=kind, created_at=work.now) for kind in kinds)
    _comes(work, row, row.organiser_id)
    session_hosts.ask_named(work, row)
    _let_talks_go(work, row)
    audit.note(work, "plan", "session", row.id, minutes=minutes)
    return None


def _comes(work: Work, row: LearningSession, person_id: int) -> None:
    """Who organises is there."""
    rsvp = find_rsvp(work.session, row.id, person_id) or Rsvp(session_id=row.id, person_id=person_id, at=work.now)
    rsvp.answer, rsvp.in_calendar = RsvpAnswer.YES, True
    work.session.add(rsvp)
    work.session.flush()
    reminders.plan(work, row, {person_id: RsvpAnswer.YES})


class Changes(TypedDict, total=False):
    """What is there is new; None takes it away."""

    title: str
    aim: str | None
    kind: SessionKind
    area: PriorityArea
    starts_at: datetime
    minutes: int
    link: str | None
    room: str | None
    languages: list[str]
    capacity: int | None
    per_centre: int | None


def change(work: Work, number: int, **new: Unpack[Changes]) -> Refusal | None:
    """Everybody who is invited is told, those who said no too; of what concerns nobody else, nobody."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(UNKNOWN)
    starts_at = new.get("starts_at")
    if refusal := cannot_touch(work, row) or cannot_be(
        work,
        starts_at,
        new.get("link"),
        new.get("capacity", row.capacity),
        new.get("per_centre", row.per_centre),
    ):
        return refusal
    if row.state is SessionState.SEEKING and starts_at is not None:
        return plan_at(work, row, starts_at, new.get("minutes", row.minutes))
    for name, value in new.items():
        if name in _TEXTS:
            write_text(work, row, name, cast("str | None", value))
        else:
            setattr(row, name, value)
    row.changed_at = work.now
    work.session.add(row)
    if row.state is SessionState.PLANNED and not _TOLD_TO_NOBODY.issuperset(new):
        row.sequence += 1
        kind = RoundKind.CHANGE if starts_at is None else RoundKind.MOVE
        work.session.add(SessionRound(session_id=row.id, kind=kind, created_at=work.now))
    audit.note(work, "change", "session", row.id, what=sorted(new))
    return None


def give_part(work: Work, number: int, part: HostPart, people: Collection[int]) -> Refusal | None:
    """Nobody else has it any more; the other parts stay."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(UNKNOWN)
    if refusal := cannot_touch(work, row):
        return refusal
    others = hosts_of(work.session, [row.id]).get(row.id, {})
    kept = {
        other: tuple(one for one in named if one not in people) for other, named in others.items() if other is not part
    }
    return session_hosts.name(work, row, {**kept, part: people})


def cancel(work: Work, number: int, reason: str | None) -> Refusal | None:
    """It stays to be seen, as cancelled; everybody who was invited is told."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(UNKNOWN)
    if refusal := cannot_touch(work, row):
        return refusal
    call_off(work, row, reason)
    return None


def call_off(work: Work, row: LearningSession, reason: str | None) -> None:
    """Whoever calls it has looked at the right."""
    if row.state is not SessionState.DRAFT:
        row.sequence += 1
        work.session.add(SessionRound(session_id=row.id, kind=RoundKind.CANCELLATION, created_at=work.now))
    row.state, row.reason, row.changed_at = SessionState.CANCELLED, reason, work.now
    work.session.add(row)
    drop_vote(work.session, row.id, work.now)
    _let_talks_go(work, row)
    audit.note(work, "cancel", "session", row.id)


def _let_talks_go(work: Work, row: LearningSession) -> None:
    actor = work.actor.person_id
    session_talks.let_go(work, row.id, leading(work, row) | ({actor} if actor else set()))


def cannot_touch(work: Work, row: LearningSession) -> Refusal | None:
    """Its organiser may, who leads it or helps to, and whoever could have proposed it; only as long as it lies ahead."""
    if refusal := not_looked_after(work, row):
        return refusal
    if row.state is SessionState.CANCELLED:
        return Refusal(_("Session {number} was cancelled already.", number=str(row.id)))
    if row.starts_at is not None and row.starts_at <= work.now:
        return Refusal(_("Session {number} has begun already; it stays as it was.", number=str(row.id)))
    return None


def not_looked_after(work: Work, row: LearningSession) -> Refusal | None:
    if looks_after(work, row):
        return None
    return Refusal(_("Only the organiser of session {number} or a coordinator can do that.", number=str(row.id)))


def looks_after(work: Work, row: LearningSession) -> bool:
    """Whether the actor leads it or could have proposed it, before and after it was held."""
    if leads(work, row):
        return True
    return audiences.refused(work, Right.PROPOSE_SESSIONS, Audience.from_json(row.audience)) is None


def leads(work: Work, row: LearningSession) -> bool:
    """Whether the actor is its organiser, its host or a co-host, before and after it was held."""
    return work.actor.person_id in leading(work, row)


def leading(work: Work, row: LearningSession) -> frozenset[int]:
    return leading_of(row, hosts_of(work.session, [row.id]).get(row.id, {}))


def leading_of(row: LearningSession, named: Mapping[HostPart, Collection[int]]) -> frozenset[int]:
    """`named`: who has which part there."""
    return frozenset({row.organiser_id, *named.get(HostPart.HOST, ()), *named.get(HostPart.CO_HOST, ())})


def awaited(work: Work, row: LearningSession) -> frozenset[int]:
    """Without whom it cannot begin: whoever is named to lead it, else its organiser."""
    return frozenset(hosts_of(work.session, [row.id]).get(row.id, {}).get(HostPart.HOST, ())) or frozenset(
        {row.organiser_id}
    )


def write_text(work: Work, row: LearningSession, field: str, text: str | None) -> None:
    """In the language of whoever writes it; what stood there in other languages goes."""
    author = person_of(work)
    work.session.exec(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == "session",
            col(TextVariant.subject_id) == row.id,
            col(TextVariant.field) == field,
        )
    )
    if text is None:
        return
    language = author.language or work.translator.spoken(None)
    variants.write(work, "session", row.id, field, {language: text}, language)


def cannot_be(
    work: Work, starts_at: datetime | None, link: str | None, capacity: int | None, per_centre: int | None
) -> Refusal | None:
    if starts_at is not None and starts_at <= work.now:
        why: Words = _(
            "That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(starts_at)
        )
        return Refusal(why, key="starts_at")
    if link is not None and not is_web_link(link):
        return Refusal(WRONG_LINK, key="link")
    if capacity is not None and per_centre is not None and per_centre > capacity:
        return Refusal(_("That is more than the {count} places there are in all.", count=capacity), key="per_centre")
    return None
