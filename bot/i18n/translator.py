"""From lazy words to a text in the reader's language, with CLDR dates, numbers and lists."""

import gettext
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.i18n.elision import elided
from bot.i18n.languages import BY_TAG, own_name
from bot.i18n.markup import escaped
from bot.i18n.phrase import (
    City,
    Country,
    LanguageName,
    Lines,
    Listed,
    Marked,
    Moment,
    MomentStyle,
    Phrase,
    Rounded,
    Variants,
    Words,
    _p,
)
from bot.i18n.zones import zone_of

BASE_LANGUAGE = "en"
REMEMBERED = 256  # texts of several lines
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
_LEFT_TO_RIGHT_ISOLATE, _RIGHT_TO_LEFT_ISOLATE = "\u2066", "\u2067"
_RIGHT_TO_LEFT = {"R", "AL"}
# English dates are Europe's, "Tuesday 24 November 2026"; in CLDR it is Ireland that writes them so.
_DATES_AS_IN = {"en": "en-IE"}
_FIRST_OF_MONTH = {"fr": "1er"}  # of all days this one alone is ordinal there, which no pattern of CLDR's can say
_ONE = re.compile(r"\b1\b")
_AS_TYPED = re.compile(r"\d-\d")  # a date, a number of a telephone: from left to right in every script
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Reader:
    """For whom a text is put into words: a language tag and an IANA zone.

    `around` is the language of our own words, where `language` is one that others may have written in and we do not speak.
    """

    language: str
    zone: str = "UTC"
    around: str | None = None


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Looking one up costs more than a sentence; there are few."""
    return Locale.parse(language, sep="-")


@lru_cache(maxsize=64)
def is_right_to_left(language: str) -> bool:
    if language in BY_TAG:
        return BY_TAG[language].rtl  # CLDR's data of a language take 1 MiB, and stay
    try:
        return locale_of(language).text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False


def isolated(text: str, language: str | None = None) -> str:
    """
    Each line in an isolate with the direction of its language, or of its first letters where nobody knows it: full stops
    and colons stay where they belong.
    """
    opening = _FIRST_STRONG_ISOLATE
    if language is not None:
        opening = _RIGHT_TO_LEFT_ISOLATE if is_right_to_left(language) else _LEFT_TO_RIGHT_ISOLATE
    return "\n".join(f"{opening}{line}{_POP_ISOLATE}" if line else line for line in text.split("\n"))


def unisolated(text: str) -> str:
    """For what is read by programs or printed in one language: without the invisible signs around values."""
    return text.translate(_ISOLATES)


def wall_time(at: datetime, zone: str) -> datetime:
    return at.astimezone(UTC if zone == "UTC" else zone_of(zone))


class Translator:
    """The catalogues of one folder (`<tag>.po`). English is the msgid and needs none."""

    def __init__(self, catalogues: Mapping[str, gettext.NullTranslations]) -> None:
        self._catalogues = catalogues
        self.languages: tuple[str, ...] = (BASE_LANGUAGE, *sorted(set(catalogues) - {BASE_LANGUAGE}))
        self._latest: dict[tuple[Reader, tuple[str, ...]], tuple[Lines, str]] = {}  # by what they are put together of

    @classmethod
    def from_folder(cls, folder: Path) -> "Translator":
        found = {}
        for path in sorted(folder.glob("*.po")):
            compiled = io.BytesIO()
            with path.open("rb") as source:
                write_mo(compiled, read_po(source, locale=path.stem))
            compiled.seek(0)
            found[path.stem] = gettext.GNUTranslations(compiled)
        return cls(found)

    def spoken(self, language: str | None) -> str:
        """The language we answer in to somebody who prefers `language`: that one, its base, or English."""
        if language in self.languages:
            return language
        base = (language or "").split("-")[0]
        return base if base in self.languages else BASE_LANGUAGE

    def render(self, words: Words, reader: Reader) -> str:
        """Our markup, in the reader's language; values that people typed are escaped and isolated.

        Many are told the same on the same clock, in one transaction after the other: to see that it is costs little.
        """
        if not isinstance(words, Lines):
            return self._rendered(words, reader)
        key = reader, tuple(item.msgid for item in words.items if isinstance(item, Phrase))
        known = self._latest.get(key)
        if known is None or known[0] != words:
            known = words, self._rendered(words, reader)
            if len(self._latest) >= REMEMBERED:
                self._latest.clear()
            self._latest[key] = known
        return known[1]

    def _rendered(self, words: Words, reader: Reader) -> str:
        spoken = self.spoken(reader.around or reader.language)
        rendering = _Rendering(self._catalogues.get(spoken), spoken, reader)
        return rendering.text(words)

    def bound(self, reader: Reader) -> Callable[[Words], str]:
        def render(words: Words) -> str:
            return self.render(words, reader)

        return render


@dataclass(frozen=True)
class _Rendering:
    catalogue: gettext.NullTranslations | None
    spoken: str
    reader: Reader

    @property
    def _locale(self) -> Locale:
        return locale_of(self.spoken)

    def text(self, words: Words) -> str:  # noqa: C901, PLR0911 - one line a kind of words
        match words:
            case Phrase():
                return self._phrase(words)
            case Marked(text):
                return text
            case Listed(items):
                return str(format_list([self.text(item) for item in items], locale=self._locale)) if items else ""
            case Lines(items):
                return "\n".join(self._line(item) for item in items)
            case Rounded(value, decimals):
                return format_decimal(value, format=f"0.{'0' * decimals}", locale=self._locale)
            case Country(code):
                return escaped(self._locale.territories.get(code, code))
            case LanguageName(tag, capital):
                name = self._locale.languages.get(tag, own_name(tag))
                return escaped(name[:1].upper() + name[1:] if capital else name)
            case City(zone):
                city = get_timezone_location(zone, locale=self._locale, return_city=True)
                return escaped(city.rpartition("/")[2])
            case Moment():
                return self._moment(words)
            case Variants(texts):
                return escaped(self._variant(texts))
            case str():
                return escaped(words)

    def _phrase(self, phrase: Phrase) -> str:
        template = self._template(phrase)
        if not phrase.values:
            return template

        written, end = "", 0
        for match in _PLACEHOLDER.finditer(template):
            before, value = template[end : match.start()], self._value(phrase.values[match.group(1)])
            written += (elided(before, value) if self.spoken == "fr" else before) + value
            end = match.end()
        return written + template[end:]

    def _line(self, item: Words) -> str:
        """What somebody wrote may stand alone, too, such as a summary."""
        return self._isolated(self.text(item), number=False) if isinstance(item, str) else self.text(item)

    def _value(self, value: Words | float) -> str:
        if isinstance(value, int | float):
            return self._isolated(format_decimal(value, locale=self._locale), number=True)
        return self._isolated(self.text(value), number=False)

    def _template(self, phrase: Phrase) -> str:
        if self.catalogue is None:
            return phrase.msgid if phrase.plural is None or phrase.count == 1 else phrase.plural
        if phrase.plural is not None:
            if phrase.context:
                return self.catalogue.npgettext(phrase.context, phrase.msgid, phrase.plural, phrase.count)
            return self.catalogue.ngettext(phrase.msgid, phrase.plural, phrase.count)
        if phrase.context:
            return self.catalogue.pgettext(phrase.context, phrase.msgid)
        return self.catalogue.gettext(phrase.msgid)

    def _isolated(self, value: str, *, number: bool) -> str:
        """Values whose direction may differ from the sentence's stand in an isolate, line by line, so that neither tears the other."""
        rtl_sentence = is_right_to_left(self.spoken)
        directions = set(map(unicodedata.bidirectional, value))
        has_rtl = not directions.isdisjoint(_RIGHT_TO_LEFT)
        has_ltr = "L" in directions
        signed = number and not value.isdigit()
        typed = not has_rtl and _AS_TYPED.search(value) is not None
        if (rtl_sentence and (has_ltr or signed or typed)) or (not rtl_sentence and has_rtl):
            return isolated(value)
        return value

    def _variant(self, texts: Mapping[str, str]) -> str:
        for tag in (self.reader.language, self.spoken, BASE_LANGUAGE):
            if tag in texts:
                return texts[tag]
        return next(iter(texts.values()), "")

    def _moment(self, moment: Moment) -> str:
        zone = moment.zone or self.reader.zone
        local = wall_time(moment.at, zone)
        dates = locale_of(_DATES_AS_IN.get(self.spoken, self.spoken))
        match moment.style:
            case MomentStyle.DATE:
                return _day(local, "full", dates)
            case MomentStyle.DAY:
                return _day(local, "long", dates)
            case MomentStyle.TIME:
                return _time(local, dates)
            case MomentStyle.MONTH:
                return format_skeleton("yMMM", local, locale=dates)
            case MomentStyle.LAST_DAY if (local.hour, local.minute) == (23, 59):
                return _day(local, "full", dates)
            case MomentStyle.FULL | MomentStyle.LAST_DAY:
                date, time = _day(local, "full", dates), _time(local, dates)
                words = _p("moment", "{date}, {time} ({place})", date=date, time=time, place=City(zone))
                return self._phrase(words)


def _time(local: datetime, dates: Locale) -> str:
    return format_datetime(local, "HH:mm", locale=dates)


def _day(local: datetime, length: Literal["full", "long"], dates: Locale) -> str:
    written = format_date(local.date(), format=length, locale=dates)
    first = _FIRST_OF_MONTH.get(dates.language) if local.day == 1 else None
    return written if first is None else _ONE.sub(first, written, count=1)
