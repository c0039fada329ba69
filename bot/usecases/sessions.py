"""Proposing a peer-learning session, changing it, calling it off."""

from datetime import datetime
from typing import Any

from sqlmodel import col, delete

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.domain.web_links import is_web_link
from bot.i18n.phrase import Moment, Words, _
from bot.storage.sessions import (
    HostPart,
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
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import audiences, audit, partner_introductions, reminders
from bot.usecases.people import person_of
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

UNKNOWN = _("There is no such session. Write *sessions* to see yours.")
WRONG_LINK = _(
    'Please give a link that begins with https://, for example "{example}".', example="https://meet.jit.si/room"
)


def propose(
    work: Work, title: str, area: PriorityArea, starts_at: datetime, minutes: int, link: str | None, audience: Audience
) -> int | Refusal:
    """The number of the new session. Who is in the audience is told in slices, by the clock."""
    if refusal := _cannot_be(work, starts_at, link):
        return refusal
    # Whoever was introduced to a partner may invite the people of both, whatever their roles.
    if not partner_introductions.is_among_partners(work, audience) and (
        refusal := audiences.refused(work, Right.PROPOSE_SESSIONS, audience)
    ):
        return refusal
    if not audiences.is_anybody_in(work, audience):
        key = "priority" if audience.areas else "audience"
        return Refusal(_("There is nobody in this audience yet. Please choose another one."), key=key)
    organiser = person_of(work)
    row = LearningSession(
        programme_id=the_programme(work).id,
        organiser_id=organiser.id,
        area=area,
        state=SessionState.DRAFT,
        zone=organiser.zone,
        minutes=minutes,
        link=link,
        audience=audience.to_json(),
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _give_title(work, row, title)
    if refusal := plan_at(work, row, starts_at, minutes):
        return refusal
    audit.note(work, "propose", "session", row.id, area=area, minutes=minutes)
    return row.id


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
    if refusal := _cannot_be(work, starts_at, None):
        return refusal
    was_sought = row.state is SessionState.SEEKING
    row.state, row.starts_at, row.minutes, row.changed_at = SessionState.PLANNED, starts_at, minutes, work.now
    row.sequence += was_sought
    work.session.add(row)
    kinds = (RoundKind.TIME, RoundKind.INVITATION) if was_sought else (RoundKind.INVITATION,)
    work.session.add_all(SessionRound(session_id=row.id, kind=kind, created_at=work.now) for kind in kinds)
    _comes(work, row, row.organiser_id)
    audit.note(work, "plan", "session", row.id, minutes=minutes)
    return None


def _comes(work: Work, row: LearningSession, person_id: int) -> None:
    """Who organises is there."""
    rsvp = find_rsvp(work.session, row.id, person_id) or Rsvp(session_id=row.id, person_id=person_id, at=work.now)
    rsvp.answer, rsvp.in_calendar = RsvpAnswer.YES, True
    work.session.add(rsvp)
    work.session.flush()
    reminders.plan(work, row, {person_id: RsvpAnswer.YES})


def change(
    work: Work,
    number: int,
    *,
    title: str | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    link: str | None = None,
) -> Refusal | None:
    """What is given is new. Everybody who is invited is told, those who said no too."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(UNKNOWN)
    if refusal := cannot_touch(work, row) or _cannot_be(work, starts_at, link):
        return refusal
    new: dict[str, Any] = {"starts_at": starts_at, "minutes": minutes, "link": link}
    for name, value in new.items():
        if value is not None:
            setattr(row, name, value)
    if title is not None:
        _give_title(work, row, title)
    row.changed_at = work.now
    work.session.add(row)
    if row.state is SessionState.PLANNED:  # of a draft nobody knows; who votes for a time sees the change there
        row.sequence += 1
        kind = RoundKind.CHANGE if starts_at is None else RoundKind.MOVE
        work.session.add(SessionRound(session_id=row.id, kind=kind, created_at=work.now))
    changed = sorted([*(name for name, value in new.items() if value is not None), *(["title"] if title else [])])
    audit.note(work, "change", "session", row.id, what=changed)
    return None


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
    audit.note(work, "cancel", "session", row.id)


def cannot_touch(work: Work, row: LearningSession) -> Refusal | None:
    """Its organiser may, who leads it or helps to, and whoever could have proposed it; only as long as it lies ahead."""
    if not leads(work, row) and audiences.refused(work, Right.PROPOSE_SESSIONS, Audience.from_json(row.audience)):
        return Refusal(_("Only the organiser of session {number} or a coordinator can do that.", number=str(row.id)))
    if row.state is SessionState.CANCELLED:
        return Refusal(_("Session {number} was cancelled already.", number=str(row.id)))
    if row.starts_at is not None and row.starts_at <= work.now:
        return Refusal(_("Session {number} has begun already; it stays as it was.", number=str(row.id)))
    return None


def leads(work: Work, row: LearningSession) -> bool:
    """Whether the actor is its organiser, its host or a co-host, before and after it was held."""
    named = hosts_of(work.session, [row.id]).get(row.id, {})
    leading = {row.organiser_id, *named.get(HostPart.HOST, ()), *named.get(HostPart.CO_HOST, ())}
    return work.actor.person_id in leading


def _give_title(work: Work, row: LearningSession, title: str) -> None:
    """In the language of whoever writes it; what an older title was called elsewhere goes."""
    author = person_of(work)
    work.session.exec(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == "session",
            col(TextVariant.subject_id) == row.id,
            col(TextVariant.field) == "title",
        )
    )
    work.session.add(
        TextVariant(
            subject_kind="session",
            subject_id=row.id,
            field="title",
            language=author.language or work.translator.spoken(None),
            text=title,
            state=VariantState.ORIGINAL,
            by_person_id=author.id,
            at=work.now,
        )
    )


def _cannot_be(work: Work, starts_at: datetime | None, link: str | None) -> Refusal | None:
    if starts_at is not None and starts_at <= work.now:
        why: Words = _(
            "That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(starts_at)
        )
        return Refusal(why, key="starts_at")
    if link is not None and not is_web_link(link):
        return Refusal(WRONG_LINK, key="link")
    return None
