"""Sessions that somebody of the small world has proposed to everybody."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlmodel import Session, select

from bot.domain.areas import PriorityArea
from bot.i18n.zones import zone_of
from bot.storage.people import Person
from bot.storage.programmes import Programme
from bot.storage.sessions import LearningSession, RoundKind, Rsvp, RsvpAnswer, SessionRound
from bot.storage.variants import TextVariant, VariantState

TITLE = "Mentors in companies"


def _session(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """About: who organises it, when it begins on their clock, and its limits as "capacity=2"."""
    name, begins, *limits = about
    organiser = session.exec(select(Person).where(Person.name == name.title())).one()
    starts_at = datetime.fromisoformat(begins).replace(tzinfo=zone_of(organiser.zone)).astimezone(UTC)
    row = LearningSession(
        programme_id=session.exec(select(Programme.id)).one(),
        organiser_id=organiser.id,
        area=PriorityArea.WBL,
        starts_at=starts_at,
        zone=organiser.zone,
        minutes=60,
        link="https://meet.example.org/mentors",
        created_at=now,
        changed_at=now,
        **{key: int(value) for key, value in (one.split("=") for one in limits)},
    )
    session.add(row)
    session.flush()
    title = {"subject_kind": "session", "subject_id": row.id, "field": "title"}
    session.add(TextVariant(language="en", text=TITLE, state=VariantState.ORIGINAL, at=now, **title))
    answer = {"answer": RsvpAnswer.YES, "in_calendar": True}
    session.add(Rsvp(session_id=row.id, person_id=organiser.id, at=now, **answer))
    session.add(SessionRound(session_id=row.id, kind=RoundKind.INVITATION, created_at=now))


SESSIONS: Mapping[str, Callable[..., None]] = {"session": _session}
