"""What the latest self-assessment of a centre says to work on: of each area, or step, the indicator that lacks most."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.priorities import priorities
from bot.domain.scores import Indicator, Levels
from bot.domain.steps import STEP_NAMES
from bot.i18n.phrase import Words
from bot.questionnaires.described import Texts, described
from bot.storage.assessments import Assessment, settled_of
from bot.usecases import results
from bot.usecases.editions import Editions
from bot.usecases.forms import indicators
from bot.usecases.work import Work


@dataclass(frozen=True)
class Lacking:
    assessment: int
    name: Words  # of the area or step
    area: PriorityArea | None
    indicator: str
    question: Texts


def lacking(work: Work, editions: Editions, centre_id: int) -> tuple[Lacking, ...]:
    """The most pressing first; nothing for those who may not see the results, or where there are none."""
    finished = results.finished(work, centre_id)
    if isinstance(finished, Refusal) or not finished:
        return ()
    result = results.result(work, editions, finished[0].id)
    if isinstance(result, Refusal):
        return ()
    assessment = work.session.get_one(Assessment, result.id)
    form = editions.edition(work, assessment.version_id).plan.form
    rows = settled_of(work.session, assessment.id)
    levels: Levels = {row.indicator: row.level for row in rows}
    first = tuple(
        priorities(
            indicators(form), levels, {row.indicator: row.relevance for row in rows if row.relevance is not None}
        )
    )
    rank = {indicator: place for place, indicator in enumerate(first)}
    about = described(form)
    found = []
    for subject in result.to_work_on:
        within = [one for one in indicators(form) if subject in {one.area, one.step}]
        weakest = _weakest(within, levels, rank)
        if weakest is not None:
            area = subject if isinstance(subject, PriorityArea) else None
            found.append(
                Lacking(
                    assessment=assessment.id,
                    name=AREA_NAMES[subject] if isinstance(subject, PriorityArea) else STEP_NAMES[subject],
                    area=area,
                    indicator=weakest.id,
                    question=about[weakest.id].question,
                )
            )
    return tuple(found)


def _weakest(within: list[Indicator], levels: Levels, rank: Mapping[str, int]) -> Indicator | None:
    """By what matters much and lacks much; where nobody was asked how much it matters, the lowest."""
    standings = {one.id: one.standing(level) for one in within if (level := levels.get(one.id)) is not None}
    below = [one for one in within if standings.get(one.id, 1) < 1]
    return min(below, key=lambda one: (rank.get(one.id, len(rank)), standings[one.id]), default=None)
