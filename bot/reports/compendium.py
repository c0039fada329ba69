"""The compendium: the published practices of a programme in one language, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.areas import PriorityArea
from bot.domain.practices import PracticeField
from bot.i18n.phrase import Words

SUMMARY = 220  # characters


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote, and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`sha256` of the photo as it was given; `alt` is empty where nobody has described it."""

    sha256: str
    alt: str


@dataclass(frozen=True, slots=True)
class Story:
    """A transfer, told by the centre that tried it and, perhaps, by the author's."""

    centre: Words
    here: Words
    there: Words | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice. `areas`: at least one. `parts`: all but its title, in their order. `is_changed` since the edition.

    `author`: by name, where they want to be named.
    """

    number: int
    title: Typed
    areas: tuple[PriorityArea, ...]
    centre: Words
    country: str
    parts: Mapping[PracticeField, Typed]
    licence: str
    author: str = ""
    tried: int = 0
    works: int = 0
    picture: Picture | None = None
    stories: tuple[Story, ...] = ()
    is_changed: bool = False

    @property
    def summary(self) -> Typed:
        """The beginning of what it is, in whole words."""
        wanted = (PracticeField.WHAT, PracticeField.PROBLEM, *self.parts)
        told = next((self.parts[one] for one in wanted if one in self.parts), self.title)
        line = " ".join(told.text.split())
        if len(line) > SUMMARY:
            line = f"{line[:SUMMARY].rsplit(' ', 1)[0].rstrip()}…"
        return Typed(line, told.language)


@dataclass(frozen=True, slots=True)
class Compendium:
    """`edition` None: as it is today."""

    programme: Words
    edition: int | None
    at: datetime
    language: str
    entries: tuple[Entry, ...]

    def only(self, area: PriorityArea) -> "Compendium":
        """Those about one area, each under it, and no other area beside it."""
        entries = tuple(replace(one, areas=(area,)) for one in self.entries if area in one.areas)
        return replace(self, entries=entries)

    def by_area(self) -> Mapping[PriorityArea, tuple[Entry, ...]]:
        """Each under its first area, areas in the network's order; what nobody wrote about is left out.

        An area that others touch on only (`beside`) is there, with nothing of its own.
        """
        found = {area: tuple(one for one in self.entries if one.areas[0] is area) for area in PriorityArea}
        return {area: entries for area, entries in found.items() if entries or self.beside(area)}

    def beside(self, area: PriorityArea) -> tuple[Entry, ...]:
        """Those that are about this area, too."""
        return tuple(one for one in self.entries if area in one.areas[1:])

    def by_country(self) -> Mapping[str, tuple[Entry, ...]]:
        """By ISO 3166 code, in no order of names: that depends on the reader's language."""
        found: dict[str, tuple[Entry, ...]] = {}
        for one in self.entries:
            found[one.country] = (*found.get(one.country, ()), one)
        return found
