"""Groups of countries that programmes think in. A country may be in several: Tunisia is in Africa and a partner of the ETF.

The partner countries are the 29 of the ETF's mandate; Africa is the 54 states that are members of the United Nations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.i18n.phrase import Phrase, _


class Region(StrEnum):
    EU = "eu"
    ETF = "etf"
    AFRICA = "africa"
    SOUTH_EASTERN_EUROPE = "south_eastern_europe"
    EASTERN_EUROPE = "eastern_europe"
    MEDITERRANEAN = "mediterranean"
    CENTRAL_ASIA = "central_asia"


@dataclass(frozen=True)
class Countries:
    """What a region is called, and which countries are in it (ISO 3166; XK is what the EU writes for Kosovo)."""

    name: Phrase
    codes: frozenset[str]


_SOUTH_EASTERN_EUROPE = frozenset(["AL", "BA", "ME", "MK", "RS", "TR", "XK"])
_EASTERN_EUROPE = frozenset(["AM", "AZ", "BY", "GE", "MD", "RU", "UA"])
_MEDITERRANEAN = frozenset(["DZ", "EG", "IL", "JO", "LB", "LY", "MA", "PS", "SY", "TN"])
_CENTRAL_ASIA = frozenset(["KG", "KZ", "TJ", "TM", "UZ"])
_EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_AFRICA = frozenset(
    [
        "AO",
        "BF",
        "BI",
        "BJ",
        "BW",
        "CD",
        "CF",
        "CG",
        "CI",
        "CM",
        "CV",
        "DJ",
        "DZ",
        "EG",
        "ER",
        "ET",
        "GA",
        "GH",
        "GM",
        "GN",
        "GQ",
        "GW",
        "KE",
        "KM",
        "LR",
        "LS",
        "LY",
        "MA",
        "MG",
        "ML",
        "MR",
        "MU",
        "MW",
        "MZ",
        "NA",
        "NE",
        "NG",
        "RW",
        "SC",
        "SD",
        "SL",
        "SN",
        "SO",
        "SS",
        "ST",
        "SZ",
        "TD",
        "TG",
        "TN",
        "TZ",
        "UG",
        "ZA",
        "ZM",
        "ZW",
    ]
)

REGIONS: Mapping[Region, Countries] = {
    Region.EU: Countries(_("European Union"), _EU),
    Region.ETF: Countries(
        _("Partner countries of the ETF"), _SOUTH_EASTERN_EUROPE | _EASTERN_EUROPE | _MEDITERRANEAN | _CENTRAL_ASIA
    ),
    Region.AFRICA: Countries(_("Africa"), _AFRICA),
    Region.SOUTH_EASTERN_EUROPE: Countries(_("Western Balkans and Türkiye"), _SOUTH_EASTERN_EUROPE),
    Region.EASTERN_EUROPE: Countries(_("Eastern Europe and Caucasus"), _EASTERN_EUROPE),
    Region.MEDITERRANEAN: Countries(_("Southern and eastern Mediterranean"), _MEDITERRANEAN),
    Region.CENTRAL_ASIA: Countries(_("Central Asia"), _CENTRAL_ASIA),
}


def is_in(region: str, country: str) -> bool:
    """`region` as it is kept with an audience."""
    return country in REGIONS[Region(region)].codes
