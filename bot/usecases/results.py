"""What assessments said of a centre: for its own team, and for those with the right to see results there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, or_, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.priorities import Priority, Relevances, priorities_by
from bot.domain.rights import HeldRole, Right, ScopeKind, gives
from bot.domain.scores import (
    Comparison,
    Indicator,
    Levels,
    Profile,
    Score,
    common_scale,
    scores_by,
    strongest,
    to_work_on,
)
from bot.domain.steps import Step
from bot.i18n.phrase import Variants, _
from bot.questionnaires.described import Level, grades
from bot.storage.assessments import (
    Assessment,
    AssessmentState,
    ScoreKind,
    before,
    scores_of,
    settled_of,
    signed_of,
    stands,
)
from bot.storage.centres import Centre
from bot.storage.networks import NetworkCentre
from bot.storage.people import Person
from bot.storage.questionnaires import Publication
from bot.storage.rounds import KIND as ROUND
from bot.storage.variants import texts
from bot.usecases import results_beside, rights
from bot.usecases.assessments import standing
from bot.usecases.editions import Editions
from bot.usecases.forms import indicators
from bot.usecases.invitations import centre_name
from bot.usecases.results_beside import Subject, View
from bot.usecases.work import Work

MOST_TO_WORK_ON = 3  # areas
EARLIER = 10  # lines of the past that fit on a phone


@dataclass(frozen=True)
class Change:
    """Of an area, over what was rated both times."""

    before: float
    now: float


@dataclass(frozen=True)
class Result:
    """One signed assessment, and where others stand in each area: from five centres on.

    Of an assessment in a round, the others are those of the round, and `earlier` is the centre's last one before it.
    """

    id: int
    centre: Variants
    programme: Variants
    round: Variants | None
    finished_at: datetime
    grades: tuple[Level, ...]  # from the lowest to the highest
    profile: Profile
    network: Mapping[Subject, Comparison]
    to_work_on: tuple[Subject, ...]
    earlier: Variants | None
    changes: Mapping[Subject, Change]
    views: tuple[View, ...]
    is_open_again: bool

    @property
    def parts(self) -> Mapping[Subject, Score]:
        """Areas; of an instrument without any, the steps of the circle."""
        return parts_of(self.profile)


@dataclass(frozen=True)
class Line:
    """A finished assessment at a glance; without a name where the person has gone."""

    id: int
    finished_at: datetime
    overall: float | None
    by: str | None


def parts_of(scores: Profile) -> dict[Subject, Score]:
    return dict[Subject, Score]((scores.areas or scores.steps).items())


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
            stands(),
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


def result(work: Work, editions: Editions, assessment_id: int) -> Result | Refusal:
    assessment = work.session.get_one(Assessment, assessment_id)
    if refusal := refused(work, assessment.centre_id):
        return refusal
    return _told(work, editions, assessment)


def result_of_team(work: Work, editions: Editions, assessment_id: int) -> Result:
    """For those who took part, who need no right: what is being signed is told to them."""
    return _told(work, editions, work.session.get_one(Assessment, assessment_id))


def _told(work: Work, editions: Editions, assessment: Assessment) -> Result:
    assert assessment.signed_at is not None, "only signed ones have a result"
    centre = work.session.get_one(Centre, assessment.centre_id)
    form = editions.edition(work, assessment.version_id).plan.form
    asked = indicators(form)
    levels, relevances = _settled(work.session, assessment.id)
    profile = _profile(work.session, assessment, asked, levels)
    publication = (
        None if assessment.publication_id is None else work.session.get(Publication, assessment.publication_id)
    )
    number = None if publication is None else publication.round_id
    earlier = None if number is None else before(work.session, assessment)
    rounds = texts(work.session, ROUND, [one for one in (number, earlier and earlier[1]) if one is not None], "name")
    return Result(
        id=assessment.id,
        centre=centre_name(work, centre.id),
        programme=Variants(
            texts(work.session, "programme", [centre.programme_id], "name").get(centre.programme_id, {})
        ),
        round=None if number is None else Variants(rounds.get(number, {})),
        finished_at=assessment.signed_at,
        grades=grades(form),
        profile=profile,
        network=results_beside.in_network(work.session, centre.programme_id)
        if number is None
        else results_beside.in_round(work.session, number, centre.id),
        to_work_on=_to_work_on(asked, levels, relevances, profile),
        earlier=None if earlier is None else Variants(rounds.get(earlier[1], {})),
        changes={} if earlier is None else _changes(work.session, asked, levels, profile, earlier[0]),
        views=() if number is None else results_beside.views(work.session, number, centre.id),
        is_open_again=assessment.state is AssessmentState.OPEN,
    )


def _settled(session: Session, assessment_id: int) -> tuple[dict[str, float | None], dict[str, float]]:
    """Levels and relevances by indicator, as they counted when it was signed."""
    rows = settled_of(session, assessment_id)
    levels = {row.indicator: row.level for row in rows if row.level is not None or row.not_applicable}
    return levels, {row.indicator: row.relevance for row in rows if row.relevance is not None}


def _to_work_on(
    asked: Sequence[Indicator], levels: Levels, relevances: Relevances, scores: Profile
) -> tuple[Subject, ...]:
    """What matters much and lacks much; where nobody was asked how much it matters, what is lowest."""
    strong = strongest(parts_of(scores))  # what is called so is not called weak at once
    ranked: Mapping[Subject, Priority] = priorities_by(asked, levels, relevances, _subject(scores))
    weak = [one for one in ranked if one not in strong]
    return tuple(weak[:MOST_TO_WORK_ON]) if weak else to_work_on(parts_of(scores), MOST_TO_WORK_ON)


def _subject(scores: Profile) -> Callable[[Indicator], Subject | None]:
    return (lambda one: one.area) if scores.areas else (lambda one: one.step)


def _changes(
    session: Session, asked: Sequence[Indicator], levels: Levels, scores: Profile, earlier: int
) -> dict[Subject, Change]:
    """Of what has indicators in common: the mean of these, then and now."""
    then, _relevances = _settled(session, earlier)
    both = [one for one in asked if levels.get(one.id) is not None and _is_on(one, then.get(one.id))]
    was: dict[Subject, Score] = scores_by(both, then, _subject(scores), scores.scale)
    now: dict[Subject, Score] = scores_by(both, levels, _subject(scores), scores.scale)
    return {
        area: Change(was[area].mean or 0.0, score.mean)
        for area, score in now.items()
        if score.mean is not None and was[area].mean is not None
    }


def _is_on(indicator: Indicator, level: float | None) -> bool:
    """An earlier version may have had another scale."""
    return level is not None and indicator.scale.lowest <= level <= indicator.scale.highest


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


def _profile(session: Session, assessment: Assessment, asked: Sequence[Indicator], levels: Levels) -> Profile:
    """From the stored means, so that it stays what it was."""
    stored = {
        (one.kind, one.key): Score(one.mean, one.answered, one.total, one.not_applicable)
        for one in scores_of(session, assessment.id)
    }
    rated = sum(1 for level in levels.values() if level is not None)
    return Profile(
        areas={area: stored[ScoreKind.AREA, area] for area in PriorityArea if (ScoreKind.AREA, area) in stored},
        overall=Score(assessment.overall, rated, len(asked), len(levels) - rated),
        steps={step: stored[ScoreKind.STEP, step] for step in Step if (ScoreKind.STEP, step) in stored},
        scale=common_scale(asked),
    )


def text_only(work: Work, people: Sequence[int]) -> frozenset[int]:
    """Those of them who want neither pictures nor files."""
    rows = work.session.exec(select(Person.id).where(col(Person.id).in_(people), col(Person.text_only)))
    return frozenset(rows)


def _names(session: Session, people: Sequence[int]) -> Mapping[int | None, str | None]:
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all())
