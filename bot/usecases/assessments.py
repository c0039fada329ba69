"""Self-assessments: begun by a member of a centre, handed in as a whole, seen by the centre."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.identifiers import new_public_id
from bot.core.refusal import Refusal
from bot.domain.scores import Profile, profile
from bot.domain.settling import Settled
from bot.i18n.languages import BASE
from bot.i18n.phrase import Variants, _
from bot.questionnaires.outline import Outline
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.storage.assessments import (
    Assessment,
    AssessmentState,
    Rating,
    SettledLevel,
    find_assessment,
)
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState, belongs
from bot.storage.people import Person
from bot.storage.questionnaires import Submission
from bot.storage.variants import texts
from bot.usecases import assessment_scores, audit, partner_search
from bot.usecases.forms import Forms, indicators
from bot.usecases.invitations import centre_name
from bot.usecases.work import Work

SEND = "send"  # the answer that hands an assessment in


@dataclass(frozen=True)
class Place:
    """A centre that the person may speak for."""

    membership: int
    centre: Variants


@dataclass(frozen=True)
class Begun:
    """What an assessment starts from and keeps to; plain JSON in its talk."""

    assessment: str  # its future public id: handing in twice writes once
    version: int
    at: datetime
    places: tuple[Place, ...]

    def to_json(self) -> dict[str, Any]:
        places = [{"membership": place.membership, "centre": dict(place.centre.texts)} for place in self.places]
        return {"assessment": self.assessment, "version": self.version, "at": self.at.isoformat(), "places": places}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Begun":
        places = tuple(Place(each["membership"], Variants(each["centre"])) for each in plain["places"])
        return cls(plain["assessment"], plain["version"], datetime.fromisoformat(plain["at"]), places)


@dataclass(frozen=True)
class Filled:
    """By the names of the questions; None as a level: does not apply. What is missing was not answered."""

    begun: Begun
    membership: int
    levels: Mapping[str, int | None]
    texts: Mapping[str, str]


def may_answer(work: Work) -> bool:
    """For the menu: whether there is a centre to speak for."""
    return work.session.exec(standing(work).limit(1)).first() is not None


def begin(work: Work, forms: Forms) -> dict[str, Any] | Refusal:
    """Nothing is written but the version of the questionnaire; a `Begun` as JSON."""
    memberships = work.session.exec(standing(work)).all()
    if not memberships:
        return _not_yet(work)
    version = forms.keep_current(work)
    names = texts(work.session, "centre", [one.centre_id for one in memberships], "name")
    one_each: dict[int, Membership] = {}  # of a centre, where somebody has more than one function
    for one in memberships:
        one_each.setdefault(one.centre_id, one)
    places = tuple(Place(one.id, Variants(names.get(centre, {}))) for centre, one in one_each.items())
    return Begun(new_public_id(), version, work.now, places).to_json()


def finish(work: Work, forms: Forms, filled: Filled) -> int | Refusal:
    """Hand it in: answers and means land together. Its id; the same one if it was handed in before."""
    before = find_assessment(work.session, filled.begun.assessment)
    if before is not None:
        return before.id
    membership = work.session.exec(standing(work).where(Membership.id == filled.membership)).first()
    if membership is None:
        return Refusal(
            _(
                "You no longer speak for this centre, so I cannot send this now. Nothing is lost: ask the coordinator of your "
                "centre to confirm you again, then send it."
            ),
            SEND,
        )
    form = forms.form(work, filled.begun.version)
    by_indicator = {
        question.rating.indicator: filled.levels[question.name]
        for question in form.questions
        if question.rating is not None and question.name in filled.levels
    }
    scores = profile(indicators(form), by_indicator)
    assessment = _signed(work, filled.begun, membership, scores)
    submission = _submission(work, form, filled, membership, assessment)
    _rate(work, assessment, submission, by_indicator)
    assessment_scores.write(work, assessment.id, scores)
    work.session.flush()
    audit.note(
        work,
        "finish",
        "assessment",
        assessment.id,
        scope=f"centre:{membership.centre_id}",
        form=form.id,
        rated=scores.overall.answered,
    )
    partner_search.want(work, membership.centre_id)
    return assessment.id


def _signed(work: Work, begun: Begun, membership: Membership, scores: Profile) -> Assessment:
    """Whoever answers alone signs off by sending."""
    assessment = Assessment(
        public_id=begun.assessment,
        centre_id=membership.centre_id,
        version_id=begun.version,
        state=AssessmentState.SIGNED,
        opened_at=begun.at,
        signed_at=work.now,
        first_signed_at=work.now,
        signed_by_id=membership.person_id,
        overall=scores.overall.mean,
    )
    work.session.add(assessment)
    work.session.flush()
    return assessment


def _submission(
    work: Work, form: Outline, filled: Filled, membership: Membership, assessment: Assessment
) -> Submission:
    submission = Submission(
        public_id=new_public_id(),
        assessment_id=assessment.id,
        version_id=filled.begun.version,
        person_id=membership.person_id,
        membership_id=membership.id,
        centre_id=membership.centre_id,
        language=work.session.get_one(Person, membership.person_id).language or BASE,
        started_at=filled.begun.at,
        finished_at=work.now,
        answers=_answers(form, filled),
    )
    work.session.add(submission)
    work.session.flush()
    return submission


def _rate(work: Work, assessment: Assessment, submission: Submission, levels: Mapping[str, int | None]) -> None:
    """As one person's ratings, and as what counts: there is nobody else to settle it with."""
    for indicator, level in levels.items():
        left_out = level is None
        work.session.add(Rating(submission_id=submission.id, indicator=indicator, level=level, not_applicable=left_out))
        work.session.add(
            SettledLevel(
                assessment_id=assessment.id,
                indicator=indicator,
                level=level,
                not_applicable=left_out,
                how=Settled.ONE,
                by_id=submission.person_id,
                at=work.now,
            )
        )


def _answers(form: Outline, filled: Filled) -> dict[str, str]:
    """By path, as every submission has them."""
    said = {name: NOT_APPLICABLE if level is None else str(level) for name, level in filled.levels.items()}
    given = {**said, **filled.texts}
    return {question.path: given[question.name] for question in form.questions if question.name in given}


def standing(work: Work) -> SelectOfScalar[Membership]:
    """The person's confirmed places in centres that take part."""
    return (
        select(Membership)
        .join(Centre, col(Centre.id) == Membership.centre_id)
        .where(
            Membership.person_id == work.person_id,
            belongs(work.now.date()),
            Centre.state == CentreState.ACTIVE,
        )
        .order_by(col(Membership.id))
    )


def _not_yet(work: Work) -> Refusal:
    asked = work.session.exec(
        select(Membership.centre_id).where(
            Membership.person_id == work.person_id, Membership.state == MembershipState.PENDING
        )
    ).first()
    if asked is None:
        return Refusal(
            _(
                "A self-assessment is made by the team of a centre, and you belong to none at present. Write *menu* to join one."
            )
        )
    return Refusal(
        _(
            "Your place in *{centre}* is not confirmed yet. I will tell you as soon as it is; then you can begin.",
            centre=centre_name(work, asked),
        )
    )
