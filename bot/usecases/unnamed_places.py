"""Where a centre is said to be before all have said yes, among all that a reader could take it for."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import select

from bot.domain.regions import REGIONS, Region
from bot.domain.unnamed_places import place_told
from bot.i18n.phrase import Country, Words
from bot.storage.centres import Centre, CentreState
from bot.usecases import centre_languages
from bot.usecases.work import Work


@dataclass(frozen=True)
class Candidate:
    id: int
    country: str
    languages: frozenset[str]


@dataclass(frozen=True)
class Place:
    words: Words
    is_country: bool


class Places:
    """All centres that take part, read once, with the first that is told of, for everything that one step tells."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @cached_property
    def _all(self) -> tuple[Candidate, ...]:
        rows = self._work.session.exec(
            select(Centre.id, Centre.country, Centre.languages).where(Centre.state == CentreState.ACTIVE)
        ).all()
        silent = [number for number, _country, languages in rows if not languages]
        of_people = centre_languages.of_people(self._work, silent)
        return tuple(
            Candidate(number, country, frozenset(languages or of_people.get(number, ())))
            for number, country, languages in rows
        )

    def told(self, country: str, reader: int, shared: Collection[str]) -> Place | None:
        """Of a centre in that country, to one at the reader's centre, who is told also in which languages they get along."""
        fitting = Counter(one.country for one in self._all if one.id != reader and one.languages.issuperset(shared))
        match place_told(country, fitting):
            case Region() as part:
                return Place(REGIONS[part].name, is_country=False)
            case str(code):
                return Place(Country(code), is_country=True)
            case None:
                return None
