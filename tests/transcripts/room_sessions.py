"""A session that somebody organises, for transcripts whose subject is not how it is proposed."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.domain.areas import PriorityArea
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState
from bot.storage.variants import TextVariant, VariantState


def held(session: Session, *, now: datetime, about: tuple[str, ...]) -> None:
    """`@held giulia 2 marco=yes,carla=none A title`: in two days, with these invited; giulia organises it and comes."""
    organiser, days, invited, *title = about
    by = _person(session, organiser)
    row = LearningSession(
        programme_id=1,
        organiser_id=by.id,
        area=PriorityArea.GREEN,
        starts_at=now + timedelta(days=int(days)),
        zone=by.zone,
        minutes=60,
        link="https://meet.example.org/bread",
        audience={"countries": [by.country]},
        state=SessionState.PLANNED,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    session.add(
        TextVariant(
            subject_kind="session",
            subject_id=row.id,
            field="title",
            language=by.language or "en",
            text=" ".join(title),
            state=VariantState.ORIGINAL,
            at=now,
        )
    )
    answers = {organiser: "yes", **dict(one.split("=") for one in invited.split(","))}
    for name, answer in answers.items():
        given = None if answer == "none" else RsvpAnswer(answer)
        session.add(Rsvp(session_id=row.id, person_id=_person(session, name).id, answer=given, at=now))


def _person(session: Session, name: str) -> Person:
    return session.exec(select(Person).where(Person.name == name.title())).one()
