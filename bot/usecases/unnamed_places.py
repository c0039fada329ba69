"""Where a centre is said to be before all have said yes, among all that a reader could take it for."""

from collections import Counter
from collections.abc import Collection, Mapping
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
    country: str
    languages: frozenset[str]


@dataclass(frozen=True)
class Place:
    words: Words
    is_country: bool


class Places:
    """All centres that take part, read and counted once, with the first that is told of, for everything that one step tells."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._counted: dict[frozenset[str], Counter[str]] = {}  # by languages that are shared, how many of each country

    @cached_property
    def _all(self) -> Mapping[int, Candidate]:
        rows = self._work.session.exec(
            select(Centre.id, Centre.country, Centre.languages).where(Centre.state == CentreState.ACTIVE)
        ).all()
        silent = [number for number, _country, languages in rows if not languages]
        of_people = centre_languages.of_people(self._work, silent)
        return {
            number: Candidate(country, frozenset(languages or of_people.get(number, ())))
            for number, country, languages in rows
        }

    def told(self, country: str, reader: int, shared: Collection[str]) -> Place | None:
        """Of a centre in that country, to one at the reader's centre, who is told also in which languages they get along."""
        match place_told(country, self._but(reader, frozenset(shared))):
            case Region() as part:
                return Place(REGIONS[part].name, is_country=False)
            case str(code):
                return Place(Country(code), is_country=True)
            case None:
                return None

    def _but(self, reader: int, shared: frozenset[str]) -> Counter[str]:
        """By country, all that speak these languages, but for the reader's own centre. Not counted anew: a round tells of hundreds at once."""
        if shared not in self._counted:
            self._counted[shared] = Counter(one.country for one in self._all.values() if one.languages >= shared)
        own = self._all.get(reader)
        if own is None or not own.languages >= shared:
            return self._counted[shared]
        return self._counted[shared] - Counter((own.country,))
