"""The circle of quality, after EQAVET and Qualéduc: plan, do, check, act, and from there to plan again."""

from collections.abc import Mapping
from enum import StrEnum

from bot.i18n.phrase import Phrase, _p


class Step(StrEnum):
    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"


STEP_NAMES: Mapping[Step, Phrase] = {
    Step.PLAN: _p("step of quality", "Plan"),
    Step.DO: _p("step of quality", "Do"),
    Step.CHECK: _p("step of quality", "Check"),
    Step.ACT: _p("step of quality", "Act"),
}
