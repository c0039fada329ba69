"""Announcements of a session: whoever likes is invited by a tap; and of a questionnaire that is published."""

from dataclasses import dataclass

from sqlmodel import col, or_, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.sessions import HostPart
from bot.i18n.phrase import Variants, Words, _
from bot.storage.announcements import AnnouncementKind
from bot.storage.sessions import (
    LearningSession,
    Rsvp,
    SessionHost,
    SessionState,
    find_rsvp,
    find_session,
    titles,
)
from bot.usecases import announcement_readers, audit, publication_lists, rsvps
from bot.usecases.session_words import when
from bot.usecases.work import Work

MOST = 20  # on offer


@dataclass(frozen=True)
class Choice:
    number: int
    label: Words


def sessions_on_offer(work: Work, zone: str) -> tuple[Choice, ...]:
    """Planned ones that the person leads, soonest first."""
    leading = select(SessionHost.session_id).where(
        SessionHost.person_id == work.person_id, SessionHost.part != HostPart.INTERPRETER
    )
    rows = work.session.exec(
        select(LearningSession)
        .where(
            LearningSession.state == SessionState.PLANNED,
            col(LearningSession.starts_at) > work.now,
            or_(LearningSession.organiser_id == work.person_id, col(LearningSession.id).in_(leading)),
        )
        .order_by(col(LearningSession.starts_at), col(LearningSession.id))
        .limit(MOST)
    ).all()
    named = titles(work.session, [row.id for row in rows])
    return tuple(
        Choice(
            row.id,
            _("{title}, {when}", title=Variants(named.get(row.id, {})), when=when(row.begins, row.zone, zone)),
        )
        for row in rows
    )


def questionnaires_on_offer(work: Work) -> tuple[Choice, ...]:
    found = publication_lists.in_sight(work)
    return tuple(Choice(one.number, one.title) for one in found if one.is_open)[:MOST]


def show(work: Work, argument: str) -> Told | Refusal:
    """The session on the person's own clock, with yes, maybe and no; whoever looks is invited from then on."""
    announcement = announcement_readers.mine(work, argument)
    if announcement is None or announcement.kind is not AnnouncementKind.EVENT or announcement.subject_id is None:
        return Refusal(announcement_readers.NOT_YOURS)
    session = find_session(work.session, announcement.subject_id)
    if session is None or not session.lies_ahead(work.now):
        return Refusal(_("This session is over, or was called off."))
    if find_rsvp(work.session, session.id, work.person_id) is None:
        work.session.add(Rsvp(session_id=session.id, person_id=work.person_id, at=work.now))
        work.session.flush()
        audit.note(work, "invite by announcement", "session", session.id)
    return rsvps.show(work, str(session.id))
