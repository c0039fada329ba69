"""What is known of centres when partners are looked for: from the latest assessment that each has signed."""

from collections.abc import Collection, Mapping
from statistics import mean

from sqlmodel import col, func, select

from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile
from bot.domain.scores import Indicator, Scale, common_scale
from bot.questionnaires.form import Form
from bot.storage.assessments import Assessment, AssessmentScore, AssessmentState, ScoreKind, SettledLevel
from bot.storage.centres import Centre, CentreState
from bot.storage.questionnaires import QuestionnaireVersion
from bot.usecases import centre_languages
from bot.usecases.forms import indicators
from bot.usecases.work import Work

LEVELS, RELEVANCE = Scale(1, 5), Scale(0, 3)  # on which profiles stand

Practices = Mapping[int, frozenset[PriorityArea]]
"""By centre, the areas of what it has published."""


def profiles(
    work: Work, centres: Collection[int] | None = None, practices: Practices | None = None
) -> tuple[CentreProfile, ...]:
    """
    Of these centres, or of all, as long as they take part. Five queries; some 15,000 rows for 243 centres, so for reading
    connections. A centre that has registered no language has those of its people.
    """
    wanted = select(Centre).where(Centre.state == CentreState.ACTIVE).order_by(col(Centre.id))
    if centres is not None:
        wanted = wanted.where(col(Centre.id).in_(list(centres)))
    rows = work.session.exec(wanted).all()
    latest = dict(
        work.session.exec(
            select(func.max(Assessment.id), Assessment.centre_id)
            .where(Assessment.state == AssessmentState.SIGNED)
            .group_by(col(Assessment.centre_id))
        ).all()
    )
    ours = {row.id for row in rows}
    known = {assessment: centre for assessment, centre in latest.items() if centre in ours}
    of_version = dict(
        work.session.exec(select(Assessment.id, Assessment.version_id).where(col(Assessment.id).in_(known))).all()
    )
    asked = _indicators(work, set(of_version.values()))
    levels = _levels(work, known, of_version, asked)
    relevance = _relevance(work, known, of_version, asked)
    of_people = centre_languages.of_people(work, [row.id for row in rows if not row.languages])
    by_centre = {centre: assessment for assessment, centre in known.items()}
    return tuple(
        CentreProfile(
            id=row.id,
            country=row.country,
            languages=tuple(row.languages) or of_people.get(row.id, ()),
            zone=row.zone,
            levels=levels.get(by_centre.get(row.id, 0), {}),
            relevance=relevance.get(by_centre.get(row.id, 0), {}),
            practices=(practices or {}).get(row.id, frozenset()),
        )
        for row in rows
    )


def _indicators(work: Work, versions: Collection[int]) -> dict[int, dict[str, Indicator]]:
    rows = work.session.exec(select(QuestionnaireVersion).where(col(QuestionnaireVersion.id).in_(list(versions))))
    return {row.id: {one.id: one for one in indicators(Form.from_json(row.compiled))} for row in rows}


def _levels(
    work: Work, known: Collection[int], of_version: Mapping[int, int], asked: Mapping[int, Mapping[str, Indicator]]
) -> dict[int, dict[PriorityArea, float]]:
    scales = {version: common_scale(tuple(found.values())) for version, found in asked.items()}
    found: dict[int, dict[PriorityArea, float]] = {}
    for row in work.session.exec(
        select(AssessmentScore).where(
            col(AssessmentScore.assessment_id).in_(list(known)), AssessmentScore.kind == ScoreKind.AREA
        )
    ):
        if row.mean is not None and row.key in set(PriorityArea):
            scale = scales[of_version[row.assessment_id]]
            level = float(LEVELS.at(scale.share(min(max(row.mean, scale.lowest), scale.highest))))
            found.setdefault(row.assessment_id, {})[PriorityArea(row.key)] = level
    return found


def _relevance(
    work: Work, known: Collection[int], of_version: Mapping[int, int], asked: Mapping[int, Mapping[str, Indicator]]
) -> dict[int, dict[PriorityArea, float]]:
    said: dict[tuple[int, PriorityArea], list[float]] = {}
    for assessment, indicator, value in work.session.exec(
        select(SettledLevel.assessment_id, SettledLevel.indicator, SettledLevel.relevance).where(
            col(SettledLevel.assessment_id).in_(list(known)), col(SettledLevel.relevance).is_not(None)
        )
    ):
        one = asked[of_version[assessment]].get(indicator)
        if one is not None and one.area is not None and one.relevance is not None and value is not None:
            said.setdefault((assessment, one.area), []).append(float(RELEVANCE.at(one.relevance.share(value))))
    found: dict[int, dict[PriorityArea, float]] = {}
    for (assessment, area), values in said.items():
        found.setdefault(assessment, {})[area] = mean(values)
    return found
