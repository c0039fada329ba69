"""Words that are put into a language only when it is known who reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True)
class Phrase:
    """A text of ours: an English msgid with `{named}` values; a plural where `count` decides."""

    msgid: str
    values: Mapping[str, "Words | int | float"] = field(default_factory=lambda: MappingProxyType({}))
    plural: str | None = None
    count: int = 0
    context: str | None = None


@dataclass(frozen=True)
class Variants:
    """A text that people wrote, in one or several languages (tag → text); read in the reader's where it exists."""

    texts: Mapping[str, str]


class MomentStyle(StrEnum):
    FULL = "full"  # Tuesday 14 March 2023, 14:00 (Africa/Tunis)
    DATE = "date"  # Tuesday 14 March 2023
    LAST_DAY = "last day"  # the same, with the hour wherever that day does not end at that instant
    DAY = "day"  # 14 March 2023
    TIME = "time"  # 14:00
    MONTH = "month"  # Mar 2023


@dataclass(frozen=True)
class Moment:
    """An instant (aware), shown on the reader's clock, or on that of `zone`."""

    at: datetime
    style: MomentStyle = MomentStyle.FULL
    zone: str | None = None


@dataclass(frozen=True)
class Listed:
    """Several things in one sentence: "a, b and c"."""

    items: tuple["Words", ...]


@dataclass(frozen=True)
class Lines:
    """One below the other."""

    items: tuple["Words", ...]


@dataclass(frozen=True)
class Rounded:
    """A number with exactly so many decimals: 3.7, 4.0."""

    value: float
    decimals: int = 1


@dataclass(frozen=True)
class Country:
    """A country by its ISO 3166 code, named in the reader's language."""

    code: str


@dataclass(frozen=True)
class LanguageName:
    """A language by its tag, named in the reader's language; with a capital where it begins a line or stands alone."""

    tag: str
    capital: bool = False


@dataclass(frozen=True)
class City:
    """The city that an IANA zone is named after, in the reader's language: "14:00 in Tunis"."""

    zone: str


@dataclass(frozen=True)
class Marked:
    """A text that is already in our markup and in the reader's language."""

    text: str


Words = str | Phrase | Variants | Moment | Listed | Lines | Rounded | Country | LanguageName | City | Marked


def _(msgid: str, /, **values: Words | float) -> Phrase:
    return Phrase(msgid, values)


def _n(one: str, many: str, count: int, /, **values: Words | float) -> Phrase:
    return Phrase(one, {"count": count, **values}, plural=many, count=count)


def _p(context: str, msgid: str, /, **values: Words | float) -> Phrase:
    return Phrase(msgid, values, context=context)
