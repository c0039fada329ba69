"""What is known of a centre, and which values some of it may have."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

from babel import Locale

from bot.i18n.countries import BY_CODE

STATES: Final = ("active", "asking", "closed")
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
# CLDR names these too, but no centre stands there: unions, outlying oceans, pseudo-locales.
_NO_COUNTRY: Final = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
_TWO_LETTERS: Final = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)  # there may be 50,000
class CentreRow:
    """A centre as people list it: its name in the base language, and in others by tag."""

    code: str
    country: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    city: str = ""
    languages: tuple[str, ...] = ()
    zone: str = "UTC"
    areas: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    state: str = STATES[0]
    row: int = field(default=0, compare=False)  # where it stood in a sheet; the headings are row 1


def tidy(text: str) -> str:
    """One line, composed letters, no control characters: what may be stored and shown."""
    visible = (" " if unicodedata.category(sign) == "Cc" else sign for sign in unicodedata.normalize("NFC", text))
    tidied = " ".join("".join(visible).split())
    return text if tidied == text else tidied  # a long list need not be in memory twice


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """ISO 3166 codes of every country, not only of the network's 39."""
    known = map(str, Locale("en").territories)
    return frozenset(code for code in known if _TWO_LETTERS.fullmatch(code) and code not in _NO_COUNTRY)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """IANA names, from the data we ship: what a machine brings differs from machine to machine."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="ascii").split())


def usual_zone(country: str) -> str | None:
    known = BY_CODE.get(country)
    return known.zone if known else None
