"""The 243 centres: eleven as the programme names them, and others which say that they are fictitious."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import Any, Final

from bot.demo.networks import NetworkPlan
from bot.demo.sources import dice, document, table
from bot.demo.world import DemoCentre
from bot.domain.areas import PriorityArea
from bot.domain.centres import CentreRow
from bot.i18n.countries import BY_CODE

TRADES: Final = (
    *("hospitality", "agriculture", "construction", "mechanics", "energy"),
    *("digital", "health", "textile", "transport", "crafts"),
)
_SHARE_WITH_A_WORD: Final = 0.4
_AREAS: Final = {
    PriorityArea.WBL: 5,
    PriorityArea.INCLUSION: 5,
    PriorityArea.DIGITAL: 5,
    PriorityArea.GREEN: 4,
    PriorityArea.PEDAGOGY: 4,
    PriorityArea.ENTREPRENEURSHIP: 3,
    PriorityArea.SPECIALISATION: 2,
    PriorityArea.AUTONOMY: 2,
}


def demo_centres(plans: Sequence[NetworkPlan]) -> tuple[DemoCentre, ...]:
    named = list(_named())
    taken = Counter(centre.row.country for centre in named)
    return (*named, *_fictitious(taken, plans))


def _named() -> Iterator[DemoCentre]:
    """Nothing is said of them that the programme does not say: they take part in its initiative on inclusion."""
    for line in table("named.csv"):
        row = CentreRow(
            code=line["code"],
            country=line["country"],
            name=line["name"],
            city=line["city"],
            languages=tuple(line["languages"].split()),
            zone=BY_CODE[line["country"]].zone,
            areas=(PriorityArea.INCLUSION.value,),
            networks=("inclusion",),
        )
        yield DemoCentre(row, fictitious=False)


@dataclass(frozen=True)
class _City:
    country: str
    name: str
    centres: int
    zone: str
    languages: tuple[str, ...]
    local: Mapping[str, str]

    def called(self, language: str) -> str | None:
        """None where we do not know how the city is written there."""
        return self.local.get(language) or (None if language in _OTHER_SCRIPTS else self.name)


_OTHER_SCRIPTS: Final = frozenset({"ar", "he", "ka", "ru", "uk", "el", "sr", "mk", "hy", "kk", "am"})


def _cities() -> Iterator[_City]:
    for line in table("cities.csv"):
        country = BY_CODE[line["country"]]
        yield _City(
            country=country.code,
            name=line["city"],
            centres=int(line["centres"]),
            zone=line["zone"] or country.zone,
            languages=tuple(line["languages"].split()) or country.languages[:1],
            local=dict(pair.split("=") for pair in line["local"].split("|") if pair),
        )


@dataclass(frozen=True)
class _Place:
    code: str
    city: _City
    trade: str


def _places(taken: Mapping[str, int], throws: Random) -> Iterator[_Place]:
    asked_for = {(line["country"], line["city"]): line["trade"] for line in table("personas.csv") if line["trade"]}
    for country, cities in groupby(_cities(), key=lambda city: city.country):
        number = taken.get(country, 0)
        for city in cities:
            trades = throws.sample(TRADES, city.centres)
            wanted = asked_for.get((country, city.name), trades[0])
            for trade in [wanted, *(trade for trade in trades if trade != wanted)][: city.centres]:
                number += 1
                yield _Place(f"{country}-{number:02}", city, trade)


def _fictitious(taken: Mapping[str, int], plans: Sequence[NetworkPlan]) -> Iterator[DemoCentre]:
    wording = document("wording.json")
    throws = dice("centres")
    for place in _places(taken, throws):
        names = dict(_names(place, wording, throws))
        areas = _chosen_areas(throws)
        joins = (plan for plan in plans if plan.takes(place.code, place.city.country, place.trade, areas))
        row = CentreRow(
            code=place.code,
            country=place.city.country,
            name=names.pop("en"),
            names=names,
            city=place.city.name,
            languages=place.city.languages,
            zone=place.city.zone,
            areas=areas,
            networks=tuple(plan.network.slug for plan in joins),
        )
        yield DemoCentre(row, fictitious=True, trade=place.trade)


def _names(place: _Place, wording: Mapping[str, Any], throws: Random) -> Iterator[tuple[str, str]]:
    kind = throws.randrange(3)
    word = throws.randrange(8) if throws.random() < _SHARE_WITH_A_WORD else None
    for language in dict.fromkeys(("en", *place.city.languages)):
        city = place.city.called(language)
        if city is None or language not in wording:
            continue
        words = wording[language]
        pattern = words["with_trade"] if word is None else words["with_word"]
        name = pattern.format(
            city=city,
            kind=words["kinds"][kind],
            trade=words["trades"][TRADES.index(place.trade)],
            word="" if word is None else words["words"][word],
        )
        yield language, f"{name} {words['mark']}"


def _chosen_areas(throws: Random) -> tuple[str, ...]:
    """Two to four, in the network's order."""
    weighed = [(throws.random() ** (1 / weight), area) for area, weight in _AREAS.items()]
    chosen = {area for _, area in sorted(weighed, key=itemgetter(0))[-throws.randint(2, 4) :]}
    return tuple(area.value for area in PriorityArea if area in chosen)
