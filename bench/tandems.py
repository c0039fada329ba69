"""Tandems for the whole network: how long a coordinator waits for a preview, all in the helper process."""

import asyncio
import time
from collections.abc import Sequence
from datetime import date
from random import Random

from bench.report import line
from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile
from bot.i18n.countries import BY_CODE
from bot.matching.tandems import CENTRES, TANDEMS
from bot.reports.process import HelperProcess

CENTRES_OF_THE_NETWORK = 243  # an odd number: there is a three
ON = date(2026, 11, 30)


def tandems() -> Sequence[str]:
    seconds, groups, alone = asyncio.run(_round(network(CENTRES_OF_THE_NETWORK)))
    return (
        f"\nTandems for {CENTRES_OF_THE_NETWORK} centres",
        line("from the centres to the groups, helper included", seconds, "s", most=5),
        line("groups", groups, ""),
        line("alone", alone, "", most=0),
    )


def network(number: int) -> tuple[CentreProfile, ...]:
    """Of all the network's countries; what each is good at is left to chance."""
    chance = Random(20261130)
    countries = sorted(BY_CODE.values(), key=lambda country: country.code)
    return tuple(
        CentreProfile(
            id=centre,
            country=country.code,
            languages=country.languages,
            zone=country.zone,
            levels={area: min(5.0, max(1.0, round(chance.gauss(3, 1), 2))) for area in PriorityArea},
            relevance={area: float(chance.randint(1, 3)) for area in PriorityArea},
        )
        for centre, country in ((number, countries[number % len(countries)]) for number in range(1, number + 1))
    )


async def _round(centres: tuple[CentreProfile, ...]) -> tuple[float, int, int]:
    async with HelperProcess() as helper:
        begun = time.monotonic()
        plain = await helper.call(
            "match_tandems", centres=CENTRES.dump_python(centres, mode="json"), apart=[], on=ON.isoformat()
        )
        taken = time.monotonic() - begun
    found = TANDEMS.validate_python(plain)
    return taken, len(found.groups), len(found.alone)
