"""What assessments said of a centre: for its own team, and for those with the right to see results there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, or_, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.rights import HeldRole, Right, ScopeKind, gives
from bot.domain.scores import Comparison, Profile, Score, compare
from bot.i18n.phrase import Variants, _
from bot.questionnaires.outline import Outline
from bot.storage.assessments import Assessment, AssessmentState, ScoreKind, means_of_centres, scores_of, signed_of
from bot.storage.centres import Centre
from bot.storage.networks import NetworkCentre
from bot.storage.people import Person
from bot.storage.variants import texts
from bot.usecases import rights
from bot.usecases.assessments import standing
from bot.usecases.forms import Forms
from bot.usecases.invitations import centre_name
from bot.usecases.work import Work

EARLIER = 10  # lines of the past that fit on a phone


@dataclass(frozen=True)
class Result:
    """One finished assessment, and where the network's centres stand in each area: from five centres on."""

    id: int
    centre: Variants
    programme: Variants
    finished_at: datetime
    form: Outline
    profile: Profile
    network: Mapping[PriorityArea, Comparison]


@dataclass(frozen=True)
class Line:
    """A finished assessment at a glance; without a name where the person has gone."""

    id: int
    finished_at: datetime
    overall: float | None
    by: str | None


def centres_of(work: Work) -> tuple[tuple[int, Variants], ...]:
    """Those that are the person's own, as one of the team or by a role in just this centre: (id, name)."""
    ids = _own(work, _seeing(work))
    names = texts(work.session, "centre", ids, "name")
    return tuple((key, Variants(names.get(key, {}))) for key in ids)


def sees_others(work: Work) -> bool:
    """Whether a role reaches beyond single centres."""
    return any(role.scope_kind is not ScopeKind.CENTRE for role in _seeing(work))


def any_to_see(work: Work) -> bool:
    """For the menu: whether there is a result that the person may see."""
    seeing = _seeing(work)
    finished = (
        select(Assessment.id)
        .join(Centre, col(Centre.id) == Assessment.centre_id)
        .where(
            Assessment.state == AssessmentState.SIGNED,
            or_(col(Centre.id).in_(_own(work, seeing)), *map(_within, seeing)),
        )
    )
    return work.session.exec(finished.limit(1)).first() is not None


def finished(work: Work, centre_id: int) -> tuple[Line, ...] | Refusal:
    """The latest first."""
    if refusal := refused(work, centre_id):
        return refusal
    found = signed_of(work.session, centre_id, EARLIER + 1)
    names = _names(work.session, [one.signed_by_id for one in found if one.signed_by_id is not None])
    return tuple(
        Line(one.id, one.signed_at, one.overall, names.get(one.signed_by_id))
        for one in found
        if one.signed_at is not None
    )


def result(work: Work, forms: Forms, assessment_id: int) -> Result | Refusal:
    assessment = work.session.get_one(Assessment, assessment_id)
    if refusal := refused(work, assessment.centre_id):
        return refusal
    assert assessment.signed_at is not None, "only signed ones have a result"
    centre = work.session.get_one(Centre, assessment.centre_id)
    return Result(
        id=assessment.id,
        centre=centre_name(work, centre.id),
        programme=Variants(
            texts(work.session, "programme", [centre.programme_id], "name").get(centre.programme_id, {})
        ),
        finished_at=assessment.signed_at,
        form=forms.form(work, assessment.version_id),
        profile=_profile(work.session, assessment),
        network=_network(work.session, centre.programme_id),
    )


def _seeing(work: Work) -> tuple[HeldRole, ...]:
    return tuple(role for role in rights.roles_of(work, work.person_id) if gives(role, Right.SEE_RESULTS))


def _own(work: Work, seeing: Sequence[HeldRole]) -> list[int]:
    of_the_team = [one.centre_id for one in work.session.exec(standing(work))]
    by_role = [int(role.scope_id) for role in seeing if role.scope_kind is ScopeKind.CENTRE]
    return list(dict.fromkeys((*of_the_team, *by_role)))


def _within(role: HeldRole) -> ColumnElement[bool]:
    """The centres that a role takes in, as `domain.rights.covers` tells it of one."""
    match role.scope_kind:
        case ScopeKind.PROGRAMME:
            return true()
        case ScopeKind.COUNTRY:
            return col(Centre.country) == role.scope_id
        case ScopeKind.NETWORK:
            belonging = select(NetworkCentre.centre_id).where(
                NetworkCentre.network_id == int(role.scope_id), col(NetworkCentre.left_on).is_(None)
            )
            return col(Centre.id).in_(belonging)
        case ScopeKind.CENTRE:
            return col(Centre.id) == int(role.scope_id)


def refused(work: Work, centre_id: int) -> Refusal | None:
    """None: the person belongs to the centre, or may see results there."""
    if any(one.centre_id == centre_id for one in work.session.exec(standing(work))):
        return None
    if rights.refused(work, Right.SEE_RESULTS, rights.at_centre(work, centre_id)) is None:
        return None
    return Refusal(_("The results of a centre are seen by its team and by its coordinators only."))


def _profile(session: Session, assessment: Assessment) -> Profile:
    """From the stored means, so that it stays what it was."""
    by_area = {
        one.key: Score(one.mean, one.answered, one.total, one.not_applicable)
        for one in scores_of(session, assessment.id)
        if one.kind is ScoreKind.AREA
    }
    areas = {area: by_area[area] for area in PriorityArea if area in by_area}
    overall = Score(
        mean=assessment.overall,
        answered=sum(one.answered for one in areas.values()),
        total=sum(one.total for one in areas.values()),
        not_applicable=sum(one.not_applicable for one in areas.values()),
    )
    return Profile(areas, overall)


def _network(session: Session, programme_id: int) -> Mapping[PriorityArea, Comparison]:
    means: dict[PriorityArea, dict[int, list[float]]] = {}
    for area, centre_id, mean in means_of_centres(session, programme_id):
        means.setdefault(area, {})[centre_id] = [mean]
    return {area: comparison for area, of_area in means.items() if (comparison := compare(of_area)) is not None}


def _names(session: Session, people: Sequence[int]) -> Mapping[int | None, str | None]:
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all())
