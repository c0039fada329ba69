"""The 39 countries of the network: group, time zone, languages; and what is spoken anywhere else."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_territory_language_info


class Group(StrEnum):
    EU = "eu"
    ETF = "etf"
    AFRICA = "africa"


@dataclass(frozen=True)
class Country:
    """ISO 3166 code; the zone most of its centres live in; languages of the network that people there write, likeliest first."""

    code: str
    group: Group
    zone: str
    languages: tuple[str, ...]


def _country(group: Group, code: str, zone: str, languages: str) -> Country:
    return Country(code, group, zone, tuple(languages.split()))


COUNTRIES: tuple[Country, ...] = (
    _country(Group.EU, "DE", "Europe/Berlin", "de en"),
    _country(Group.EU, "ES", "Europe/Madrid", "es en"),
    _country(Group.EU, "FR", "Europe/Paris", "fr en"),
    _country(Group.EU, "GR", "Europe/Athens", "el en"),
    _country(Group.EU, "HR", "Europe/Zagreb", "hr en"),
    _country(Group.EU, "IT", "Europe/Rome", "it en"),
    _country(Group.EU, "PL", "Europe/Warsaw", "pl en"),
    _country(Group.EU, "PT", "Europe/Lisbon", "pt en"),
    _country(Group.EU, "RO", "Europe/Bucharest", "ro en"),
    _country(Group.ETF, "AL", "Europe/Tirane", "sq en it"),
    _country(Group.ETF, "AM", "Asia/Yerevan", "hy ru en"),
    _country(Group.ETF, "AZ", "Asia/Baku", "az ru en"),
    _country(Group.ETF, "EG", "Africa/Cairo", "ar en"),
    _country(Group.ETF, "GE", "Asia/Tbilisi", "ka en ru"),
    _country(Group.ETF, "IL", "Asia/Jerusalem", "he ar en ru"),
    _country(Group.ETF, "JO", "Asia/Amman", "ar en"),
    _country(Group.ETF, "KZ", "Asia/Almaty", "kk ru en"),
    _country(Group.ETF, "MA", "Africa/Casablanca", "ar fr en"),
    _country(Group.ETF, "MD", "Europe/Chisinau", "ro ru en"),
    _country(Group.ETF, "ME", "Europe/Podgorica", "sr sq hr en"),
    _country(Group.ETF, "MK", "Europe/Skopje", "mk sq en"),
    _country(Group.ETF, "RS", "Europe/Belgrade", "sr en"),
    _country(Group.ETF, "TN", "Africa/Tunis", "ar fr en"),
    _country(Group.ETF, "TR", "Europe/Istanbul", "tr en ar"),
    _country(Group.ETF, "UA", "Europe/Kyiv", "uk ru en"),
    _country(Group.AFRICA, "AO", "Africa/Luanda", "pt en"),
    _country(Group.AFRICA, "CI", "Africa/Abidjan", "fr en"),
    _country(Group.AFRICA, "CM", "Africa/Douala", "fr en"),
    _country(Group.AFRICA, "ET", "Africa/Addis_Ababa", "am en so"),
    _country(Group.AFRICA, "GH", "Africa/Accra", "en"),
    _country(Group.AFRICA, "KE", "Africa/Nairobi", "en sw so"),
    _country(Group.AFRICA, "MW", "Africa/Blantyre", "ny en"),
    _country(Group.AFRICA, "MZ", "Africa/Maputo", "pt ny sw en"),
    _country(Group.AFRICA, "NG", "Africa/Lagos", "en"),
    _country(Group.AFRICA, "SN", "Africa/Dakar", "fr en"),
    _country(Group.AFRICA, "SO", "Africa/Mogadishu", "so ar en"),
    _country(Group.AFRICA, "TZ", "Africa/Dar_es_Salaam", "sw en"),
    _country(Group.AFRICA, "ZM", "Africa/Lusaka", "en ny"),
    _country(Group.AFRICA, "ZW", "Africa/Harare", "sn en ny"),
)
BY_CODE: dict[str, Country] = {country.code: country for country in COUNTRIES}

_TERRITORY = re.compile(r"[-_]([A-Za-z]{2})\b")

# Below one in fifty people a language says nothing about who is writing.
_WIDELY_USED = 2.0


@lru_cache(maxsize=300)
def languages_of(country: str | None) -> tuple[str, ...]:
    """Tags of the languages people write there, likeliest first; empty where nothing is known."""
    code = (country or "").strip().upper()
    if code in BY_CODE:
        return BY_CODE[code].languages
    share: dict[str, tuple[bool, float]] = {}
    for tag, facts in get_territory_language_info(code).items():
        percent = float(facts["population_percent"] or 0)
        official = facts["official_status"] in {"official", "de_facto_official"}
        if official or percent >= _WIDELY_USED:
            language = tag.split("_")[0]
            share[language] = max(share.get(language, (False, 0.0)), (official, percent))
    return tuple(sorted(share, key=lambda tag: (*(-value for value in share[tag]), tag)))


def country_name(code: str, language: str) -> str:
    """The country in that language; in English where CLDR does not know the language, as with Chichewa."""
    try:
        reader = Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        reader = Locale("en")
    return str(reader.territories.get(code.upper()) or Locale("en").territories.get(code.upper(), code))


def territory_of(client: str | None) -> str | None:
    """The country that a phone's tag names, in the network or not: "fr-TN" → "TN"."""
    found = _TERRITORY.search(client or "")
    return found[1].upper() if found else None


def nearest_first(client: str | None, spoken: Sequence[str], language: str) -> tuple[str, ...]:
    """The network's countries for somebody to pick from.

    First the one that the phone's tag names (`client`, such as "fr-TN"), then where one of the `spoken` languages comes
    first, then where it is written too, then the rest; each by its name in `language`.
    """
    territory = territory_of(client)

    def order(country: Country) -> tuple[bool, int, str]:
        leads = [number for number, tag in enumerate(spoken) if country.languages[0] == tag]
        also = any(tag in country.languages for tag in spoken)
        rank = leads[0] if leads else len(spoken) + (not also)
        return country.code != territory, rank, _without_accents(country_name(country.code, language))

    return tuple(country.code for country in sorted(COUNTRIES, key=order))


def _without_accents(name: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign) != "Mn"
    ).casefold()
