"""In which language somebody reads a practice: their own where it is told in that one, else the author's; never two at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.practices import FIELDS, REQUIRED, PracticeField


@dataclass(frozen=True)
class Text:
    """One text in one language, as it may be read. `is_stale`: the author has changed theirs since."""

    text: str
    is_stale: bool = False


@dataclass(frozen=True)
class Part:
    field: PracticeField
    text: str
    is_stale: bool


@dataclass(frozen=True)
class Reading:
    """`missing`: what the author tells and nobody has put into this language yet. `others`: where else it can be read."""

    language: str
    is_original: bool
    parts: tuple[Part, ...]
    missing: tuple[PracticeField, ...]
    others: tuple[str, ...]

    def text(self, field: PracticeField) -> str:
        return next((part.text for part in self.parts if part.field is field), "")


Texts = Mapping[PracticeField, Mapping[str, Text]]


def readable(texts: Texts, original: str) -> tuple[str, ...]:
    """The author's first, then those in which what nobody can do without is told."""
    told = [field for field in REQUIRED if original in texts.get(field, {})]
    known = sorted({language for languages in texts.values() for language in languages} - {original})
    return (original, *(one for one in known if told and all(one in texts[field] for field in told)))


def reading(texts: Texts, original: str, wished: Collection[str]) -> Reading:
    """`wished`: languages, the dearest first; where it is told in none of them, the author's."""
    languages = readable(texts, original)
    language = next((one for one in wished if one in languages), original)
    parts = tuple(
        Part(field, texts[field][language].text, texts[field][language].is_stale)
        for field in FIELDS
        if language in texts.get(field, {})
    )
    told = {part.field for part in parts}
    missing = tuple(field for field in FIELDS if original in texts.get(field, {}) and field not in told)
    return Reading(language, language == original, parts, missing, tuple(one for one in languages if one != language))
