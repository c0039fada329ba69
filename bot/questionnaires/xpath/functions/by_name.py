"""Every function there is: the visible list."""

from bot.questionnaires.xpath.function import Function
from bot.questionnaires.xpath.functions import (
    chance,
    control,
    dates,
    digests,
    geography,
    lookups,
    nodes,
    numbers,
    patterns,
    repeats,
    selects,
    strings,
    truth,
)

FUNCTIONS: dict[str, Function] = {
    **truth.FUNCTIONS,
    **control.FUNCTIONS,
    **strings.FUNCTIONS,
    **patterns.FUNCTIONS,
    **numbers.FUNCTIONS,
    **dates.FUNCTIONS,
    **selects.FUNCTIONS,
    **nodes.FUNCTIONS,
    **repeats.FUNCTIONS,
    **lookups.FUNCTIONS,
    **geography.FUNCTIONS,
    **digests.FUNCTIONS,
    **chance.FUNCTIONS,
}
