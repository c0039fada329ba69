"""Time zones by the town or country that somebody types, in their language or in English."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.core.reading import folded
from bot.i18n.translator import locale_of

MOST = 7


@dataclass(frozen=True)
class Town:
    """The one that a zone is named after, and its country (ISO 3166)."""

    zone: str
    country: str


def towns_called(typed: str, language: str) -> tuple[Town, ...]:
    """Those whose name begins so, then those of a country that is called so; at most seven."""
    wanted = _said(typed)
    if not wanted:
        return ()
    names = [(one, _names(one, tag)) for tag in dict.fromkeys((language, "en")) for one in _towns()]
    named = [one for one, (town, _country) in names if town == wanted]
    begun = [one for one, (town, _country) in names if town.startswith(wanted)]
    of_country = [one for one, (_town, country) in names if country.startswith(wanted)]
    return tuple(dict.fromkeys((*named, *begun, *of_country)))[:MOST]


@lru_cache(maxsize=1)
def _towns() -> tuple[Town, ...]:
    """Of the tz database that comes with us, each country's zones."""
    return tuple(_read(files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")))


def _read(table: str) -> Iterator[Town]:
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _place, zone, *_remark = line.split("\t")
            yield Town(zone, country)


@lru_cache(maxsize=4096)
def _names(town: Town, language: str) -> tuple[str, str]:
    locale = locale_of(language)
    city = locale.time_zones.get(town.zone, {}).get("city") or town.zone.rsplit("/", 1)[-1].replace("_", " ")
    return _said(city), _said(locale.territories.get(town.country, town.country))


def _said(name: str) -> str:
    """ "Addis-Abeba" is typed without its hyphen, too."""
    return " ".join(folded(name).replace("-", " ").split())
