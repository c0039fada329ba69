"""The questionnaires of self-assessments: read once, then kept in memory."""

from fractions import Fraction

from bot.domain.areas import PriorityArea
from bot.domain.scores import Indicator
from bot.questionnaires.form import Form
from bot.questionnaires.outline import Outline, Section, outline
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


def indicators(part: Outline | Section) -> tuple[Indicator, ...]:
    """What is rated in it, as the scores want it."""
    return tuple(
        Indicator(one.rating.indicator, PriorityArea(one.rating.area), Fraction(one.rating.weight))
        for one in part.questions
        if one.rating is not None
    )
