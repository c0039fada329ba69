"""Rounds, and teams that answer in them: rows as the talk leaves them."""

from sqlmodel import select

from bot.core.identifiers import new_public_id
from bot.questionnaires.builtin import form
from bot.questionnaires.rounds import parts
from bot.storage.assessments import Assessment, AssessmentState, assessment_of
from bot.storage.centres import Centre
from bot.storage.memberships import Membership
from bot.storage.questionnaires import Submission
from bot.usecases import rounds
from bot.usecases.rounds import Plan
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import TUNISIA

EIGHT = "eight_areas"
ALL_PARTS = sorted(parts(form(EIGHT)).always)


def plan(audience=TUNISIA, **given):
    return Plan(**{"instrument": EIGHT, "name": {"en": "Spring"}, "original": "en", "audience": audience} | given)


def hands_in(database, person_id, centre, number=1, parts=None, now=BEGINNING):
    """Some parts (all of them where none are named) of the round's questionnaire, for the centre with that code."""

    def job(session):
        publication = rounds.team_publication(session, number)
        place = session.exec(select(Centre.id).where(Centre.code == centre)).one()
        assessment = _assessment(session, publication, place, now)
        membership = session.exec(
            select(Membership.id).where(Membership.person_id == person_id, Membership.centre_id == place)
        ).first()
        submission = Submission(
            public_id=new_public_id(),
            assessment_id=assessment.id,
            version_id=publication.version_id,
            person_id=person_id,
            membership_id=membership,
            centre_id=place,
            parts=parts,
            language="en",
            started_at=now,
            finished_at=now,
            answers={},
        )
        session.add(submission)

    database.write_now(job)


def signs(database, centre, number=1, now=BEGINNING):
    def job(session):
        publication = rounds.team_publication(session, number)
        place = session.exec(select(Centre.id).where(Centre.code == centre)).one()
        assessment = _assessment(session, publication, place, now)
        assessment.state, assessment.signed_at = AssessmentState.SIGNED, now
        session.add(assessment)

    database.write_now(job)


def _assessment(session, publication, centre, now):
    found = assessment_of(session, publication.id, centre)
    if found is None:
        found = Assessment(
            public_id=new_public_id(),
            centre_id=centre,
            publication_id=publication.id,
            version_id=publication.version_id,
            opened_at=now,
        )
        session.add(found)
        session.flush()
    return found
