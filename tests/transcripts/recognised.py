"""Signs a centre's self-assessment as its team would, and opens it again, without anybody typing hundreds of answers."""

from datetime import datetime, timedelta

from sqlmodel import Session, delete, select

from bot import app
from bot.questionnaires import builtin
from bot.questionnaires.form import Form
from bot.storage.assessments import Assessment, AssessmentState, Settled, SettledLevel
from bot.storage.centres import Centre
from bot.storage.people import Person
from bot.storage.questionnaires import Submission
from bot.usecases import publishing, recognition
from bot.usecases.work import Actor, ActorKind, Work


def signed(session: Session, centre: str, now: datetime, **said: str) -> int:
    """`said`: of (an instrument), by (who signs), people (who contributed), rated (how many), needs (kinds answered).

    Signs the one that is open, if the centre has one. Its id.
    """
    signer, *_ = found = [_person(session, name) for name in said["people"].split(",")]
    if "by" in said:
        signer = _person(session, said["by"])
    work = Work(session, now, Actor(ActorKind.PERSON, signer), app.translator(), lambda *_: None)
    form = builtin.form(said["of"])
    version = publishing.keep_built_in(work, form)
    place = session.exec(select(Centre).where(Centre.code == centre)).one()
    assessment = _open(session, place.id) or Assessment(centre_id=place.id, version_id=version, opened_at=now)
    assessment.state, assessment.signed_at, assessment.signed_by_id = AssessmentState.SIGNED, now, signer
    assessment.first_signed_at = assessment.first_signed_at or now
    session.add(assessment)
    session.flush()
    for number, person in enumerate(found):
        kinds = said.get("needs", "").split(",") if number == 0 else []
        session.add(_contribution(form, version, assessment, person, kinds, now))
    session.exec(delete(SettledLevel).where(SettledLevel.assessment_id == assessment.id))
    _settle(session, form, assessment, int(said["rated"]), now)
    session.flush()
    recognition.recognise(work, assessment.id)
    return assessment.id


def reopened(session: Session, centre: str, reason: str, now: datetime) -> None:
    place = session.exec(select(Centre).where(Centre.code == centre)).one()
    assessment = session.exec(
        select(Assessment).where(Assessment.centre_id == place.id, Assessment.state == AssessmentState.SIGNED)
    ).one()
    assessment.state = AssessmentState.OPEN
    session.add(assessment)
    session.flush()
    work = Work(session, now, Actor(ActorKind.SYSTEM), app.translator(), lambda *_: None)
    recognition.suspend(work, assessment.id, reason)


def _person(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name.title())).one()


def _open(session: Session, centre_id: int) -> Assessment | None:
    return session.exec(
        select(Assessment).where(Assessment.centre_id == centre_id, Assessment.state == AssessmentState.OPEN)
    ).first()


def _contribution(
    form: Form, version: int, assessment: Assessment, person: int, kinds: list[str], now: datetime
) -> Submission:
    paths = {part.marks["kind"]: path for path, part in form.parts.items() if "kind" in part.marks}
    return Submission(
        assessment_id=assessment.id,
        version_id=version,
        person_id=person,
        centre_id=assessment.centre_id,
        language="en",
        started_at=now - timedelta(minutes=5),
        finished_at=now,
        answers={paths[kind]: "green" for kind in kinds if kind},
    )


def _settle(session: Session, form: Form, assessment: Assessment, rated: int, now: datetime) -> None:
    """The first ones get a level; the others do not apply."""
    parts = [part for part in form.parts.values() if part.marks.get("kind") == "level"]
    indicators = list(dict.fromkeys(part.marks["indicator"] for part in parts if "indicator" in part.marks))
    for number, indicator in enumerate(indicators):
        session.add(
            SettledLevel(
                assessment_id=assessment.id,
                indicator=indicator,
                level=3 if number < rated else None,
                not_applicable=number >= rated,
                how=Settled.AGREED,
                at=now,
            )
        )
