"""A round opened to all centres, and what people of a team hand in for it: rows as the talk of a team writes them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.core.identifiers import new_public_id
from bot.domain.audiences import Audience
from bot.domain.settling import Settling
from bot.questionnaires.form import Form
from bot.questionnaires.scoring import rated, ratings
from bot.storage.assessments import Assessment, Rating
from bot.storage.centres import Centre
from bot.storage.memberships import Membership
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, PublicationWay, QuestionnaireVersion, Submission
from bot.usecases import rounds
from bot.usecases.rounds import Plan
from bot.usecases.work import Work

NAMES = {"en": "Spring round", "fr": "Campagne de printemps", "ar": "جولة الربيع"}


def round_opened(
    work: Work,
    settling: Settling = Settling.AGREE,
    *,
    instrument: str = "eight_areas",
    closes_at: datetime | None = None,
    baseline: int | None = None,
) -> int:
    """Its publication for teams."""
    plan = Plan(instrument, NAMES, "en", Audience(), closes_at=closes_at, baseline=baseline, settling=settling)
    number = rounds.open(work, plan)
    assert isinstance(number, int), number
    return rounds.team_publication(work.session, number).id


def begun(session: Session, publication: int, centre_code: str, at: datetime) -> int:
    """The centre's assessment; the same one if it was begun before."""
    centre = session.exec(select(Centre.id).where(Centre.code == centre_code)).one()
    found = session.exec(
        select(Assessment.id).where(Assessment.publication_id == publication, Assessment.centre_id == centre)
    ).first()
    if found is not None:
        return found
    version = session.get_one(Publication, publication).version_id
    assessment = Assessment(centre_id=centre, publication_id=publication, version_id=version, opened_at=at)
    session.add(assessment)
    session.flush()
    return assessment.id


def contributed(session: Session, assessment_id: int, name: str, said: Mapping[str, int | str], at: datetime) -> int:
    """`said` are levels by indicator, "na" where it does not apply, and relevances by `<indicator>_relevance`.

    The parts are those in which something is said. The submission's number.
    """
    assessment = session.get_one(Assessment, assessment_id)
    form = Form.from_json(session.get_one(QuestionnaireVersion, assessment.version_id).compiled)
    paths = {}
    for one in rated(form):
        paths[one.indicator] = one.path
        if one.relevance is not None:
            paths[f"{one.indicator}_relevance"] = one.relevance.path
    answers = {paths[name]: str(value) for name, value in said.items()}
    person = session.exec(select(Person).where(Person.name == name.title())).one()
    place = session.exec(
        select(Membership).where(Membership.person_id == person.id, Membership.centre_id == assessment.centre_id)
    ).first()
    submission = Submission(
        public_id=new_public_id(),
        publication_id=assessment.publication_id,
        assessment_id=assessment_id,
        version_id=assessment.version_id,
        person_id=person.id,
        membership_id=place.id if place is not None else None,
        centre_id=assessment.centre_id,
        parts=sorted({path.split("/")[2] for path in answers}),
        language=person.language or "en",
        started_at=at - timedelta(minutes=5),
        finished_at=at,
        answers=answers,
    )
    session.add(submission)
    session.flush()
    session.add_all(
        Rating(
            submission_id=submission.id,
            indicator=indicator,
            level=of_it.level,
            not_applicable=of_it.not_applicable,
            relevance=of_it.relevance,
        )
        for indicator, of_it in ratings(form, answers).items()
    )
    session.flush()
    return submission.id


def latest_for_teams(session: Session) -> int:
    """The publication of the latest round."""
    found = select(Publication.id).where(Publication.way == PublicationWay.TEAM)
    return session.exec(found.order_by(col(Publication.id).desc()).limit(1)).one()
