"""The questionnaires of self-assessments: read once, then kept in memory."""

from bot.domain.areas import PriorityArea
from bot.domain.scores import Indicator, Scale
from bot.domain.steps import Step
from bot.questionnaires.form import Form
from bot.questionnaires.outline import Outline, Section, outline
from bot.questionnaires.scoring import Rated, rated
from bot.storage.questionnaires import QuestionnaireVersion
from bot.usecases import publishing
from bot.usecases.work import Work


class Forms:
    """A talk stays with the version that it began with, whatever is `current` meanwhile."""

    def __init__(self, current: Outline) -> None:
        self.current = current
        self._known: dict[int, Outline] = {}

    def keep_current(self, work: Work) -> int:
        """The row of today's version; what is answered will point at it."""
        return publishing.keep_built_in(work, self.current.form)

    def form(self, work: Work, version_id: int) -> Outline:
        if version_id not in self._known:
            version = work.session.get_one(QuestionnaireVersion, version_id)
            self._known[version_id] = outline(Form.from_json(version.compiled))
        return self._known[version_id]


def indicators(of: Form | Outline | Section) -> tuple[Indicator, ...]:
    """What is rated in it, as the scores want it; an area or step that is none of the known ones is passed over."""
    if isinstance(of, Form):
        return tuple(map(indicator, rated(of)))
    return tuple(indicator(one.rating) for one in of.questions if one.rating is not None)


def indicator(one: Rated) -> Indicator:
    relevance = one.relevance
    return Indicator(
        id=one.indicator,
        area=PriorityArea(one.area) if one.area in set(PriorityArea) else None,
        weight=one.weight,
        criterion=one.criterion or None,
        step=Step(one.step) if one.step in set(Step) else None,
        scale=Scale(one.lowest, one.highest),
        reverse=one.reverse,
        relevance=None if relevance is None else Scale(relevance.lowest, relevance.highest),
    )
