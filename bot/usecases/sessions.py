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
    LearningSession,
    RoundKind,
    Rsvp,
    RsvpAnswer,
    SessionRound,
    SessionState,
    find_session,
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
        starts_at=starts_at,
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
    work.session.add(
        Rsvp(session_id=row.id, person_id=organiser.id, answer=RsvpAnswer.YES, in_calendar=True, at=work.now)
    )
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.INVITATION, created_at=work.now))
    work.session.flush()
    reminders.plan(work, row, {organiser.id: RsvpAnswer.YES})
    audit.note(work, "propose", "session", row.id, area=area, minutes=minutes)
    return row.id


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
    row.sequence += 1
    row.changed_at = work.now
    work.session.add(row)
    work.session.add(
        SessionRound(
            session_id=row.id, kind=RoundKind.CHANGE if starts_at is None else RoundKind.MOVE, created_at=work.now
        )
    )
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
    row.state, row.reason = SessionState.CANCELLED, reason
    row.sequence += 1
    row.changed_at = work.now
    work.session.add(row)
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.CANCELLATION, created_at=work.now))
    audit.note(work, "cancel", "session", row.id)
    return None


def cannot_touch(work: Work, row: LearningSession) -> Refusal | None:
    """Its organiser may, and whoever could have proposed it; only as long as it lies ahead."""
    is_organiser = work.actor.person_id == row.organiser_id
    if not is_organiser and audiences.refused(work, Right.PROPOSE_SESSIONS, Audience.from_json(row.audience)):
        return Refusal(_("Only the organiser of session {number} or a coordinator can do that.", number=str(row.id)))
    if row.state is SessionState.CANCELLED:
        return Refusal(_("Session {number} was cancelled already.", number=str(row.id)))
    if row.starts_at <= work.now:
        return Refusal(_("Session {number} has begun already; it stays as it was.", number=str(row.id)))
    return None


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
