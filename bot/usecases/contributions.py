"""What the people of a centre hand in to the assessment that they fill in together: each some parts, the latest counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot.core.identifiers import new_public_id
from bot.core.refusal import Refusal
from bot.questionnaires.parts import rated_by_part
from bot.questionnaires.scoring import Said, ratings
from bot.storage.assessments import Assessment, Rating, assessment_of, held
from bot.storage.questionnaires import KIND, Publication, Submission, find_publication
from bot.usecases import audit, submitted_files
from bot.usecases.editions import Editions
from bot.usecases.team_places import TeamAssessment, hindrance, open_for
from bot.usecases.team_progress import tell_when_complete
from bot.usecases.team_standing import Standing, standing_of
from bot.usecases.work import Work

NOTHING_SAID = Said(None)


@dataclass(frozen=True)
class Contribution:
    """`begun` as `team_places.begin` gave it; `parts` were answered, `asked` are all that the team is asked by now."""

    begun: Mapping[str, Any]
    membership: int
    version: int
    language: str
    parts: Sequence[str] | None  # None: the form has none, so it was the whole of it
    asked: Sequence[str]
    answers: Mapping[str, str]
    files: Mapping[str, Any]


def contribute(work: Work, editions: Editions, given: Contribution) -> int | Refusal:
    """The id of the assessment. Handing the same one in twice writes it once."""
    found = work.session.exec(select(Submission).where(Submission.public_id == given.begun["submission"])).first()
    if found is not None and found.assessment_id is not None:
        return found.assessment_id
    publication = find_publication(work.session, given.begun["publication"])
    assert publication is not None, "publications are kept"
    place = hindrance(work, publication, given.membership)
    if isinstance(place, Refusal):
        return place
    assessment = ensure_assessment(work, publication, place.centre_id)
    submission = Submission(
        public_id=given.begun["submission"],
        publication_id=publication.id,
        assessment_id=assessment.id,
        version_id=given.version,
        person_id=work.person_id,
        membership_id=given.membership,
        centre_id=place.centre_id,
        parts=None if given.parts is None else list(given.parts),
        language=given.language,
        started_at=datetime.fromisoformat(given.begun["at"]),
        finished_at=work.now,
        answers=dict(given.answers),
        files={path: submitted_files.told(file) for path, file in given.files.items()},
    )
    work.session.add(submission)
    assessment.parts = list(given.asked)
    work.session.add(assessment)
    work.session.flush()
    _rate(work, editions, submission)
    submitted_files.want(work, submission, given.files)
    audit.note(work, "contribute", KIND, publication.id, scope=f"centre:{place.centre_id}", submission=submission.id)
    tell_when_complete(work, assessment)
    return assessment.id


def ensure_assessment(work: Work, publication: Publication, centre_id: int) -> Assessment:
    """The centre's one of this publication, held until the end of the transaction: two may hand in at the same time."""
    for _attempt in range(2):
        found = assessment_of(work.session, publication.id, centre_id)
        if found is not None:
            return held(work.session, found.id) or found
        try:
            with work.session.begin_nested():
                work.session.add(_new(work, publication, centre_id))
                work.session.flush()
        except IntegrityError:  # somebody else has begun it at this moment
            continue
    found = assessment_of(work.session, publication.id, centre_id)
    assert found is not None, "there is one by now"
    return found


def _new(work: Work, publication: Publication, centre_id: int) -> Assessment:
    return Assessment(
        public_id=new_public_id(),
        centre_id=centre_id,
        publication_id=publication.id,
        version_id=publication.version_id,
        opened_at=work.now,
    )


def _rate(work: Work, editions: Editions, submission: Submission) -> None:
    """Each indicator of these parts, also what nothing is said of by now: so that it takes the place of what was said before."""
    form = editions.edition(work, submission.version_id).plan.form
    said = ratings(form, submission.answers)
    by_part = rated_by_part(form)
    for name in by_part if submission.parts is None else submission.parts:
        for one in by_part.get(name, ()):
            of_it = said.get(one.indicator, NOTHING_SAID)
            work.session.add(
                Rating(
                    submission_id=submission.id,
                    indicator=one.indicator,
                    level=of_it.level,
                    not_applicable=of_it.not_applicable,
                    relevance=of_it.relevance,
                )
            )
    work.session.flush()


__all__ = ["Contribution", "Standing", "TeamAssessment", "contribute", "ensure_assessment", "open_for", "standing_of"]
