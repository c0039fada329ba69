"""The questionnaires that people fill in: read once, then kept in memory."""

from fractions import Fraction

from bot.domain.areas import PriorityArea
from bot.domain.scores import Indicator
from bot.questionnaires.outline import Outline, Section, outline
from bot.storage.forms import find_form, keep_form
from bot.usecases.work import Work

BUILT_IN = "built in"


class Forms:
    """A talk stays with the version that it began with, whatever is `current` meanwhile."""

    def __init__(self, current: Outline) -> None:
        self.current = current
        self._known = {current.sha256: current}

    def keep_current(self, work: Work) -> int:
        """The row of today's version; what is answered will point at it."""
        return keep_form(work.session, self.current.form, BUILT_IN, work.now)

    def form(self, work: Work, sha256: str) -> Outline:
        if sha256 not in self._known:
            found = find_form(work.session, sha256)
            assert found is not None, "a version that was begun with is kept"
            self._known[sha256] = outline(found)
        return self._known[sha256]


def indicators(part: Outline | Section) -> tuple[Indicator, ...]:
    """What is rated in it, as the scores want it."""
    return tuple(
        Indicator(one.rating.indicator, PriorityArea(one.rating.area), Fraction(one.rating.weight))
        for one in part.questions
        if one.rating is not None
    )
