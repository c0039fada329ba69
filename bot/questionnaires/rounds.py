"""What a form says of itself as the instrument of a round: its indicators, and how a team's levels are settled."""

from dataclasses import dataclass

from bot.questionnaires.form import Form
from bot.questionnaires.scoring import rated

SETTLING = "settling"  # the setting `attribute::passerelle:settling`
RULES = ("agree", "average", "keep")


@dataclass(frozen=True)
class Instrument:
    """No indicators: there will be answers, but no scores. No settling: whoever opens a round says it."""

    indicators: frozenset[str]
    settling: str | None


def instrument(form: Form) -> Instrument:
    settling = form.root.marks.get(SETTLING, "").strip().lower()
    return Instrument(frozenset(one.indicator for one in rated(form)), settling or None)
