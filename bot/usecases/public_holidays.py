"""On which days countries rest: kept for all countries with centres, this year and the next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from bot.storage.centres import Centre, CentreState
from bot.storage.public_holidays import HolidayYear
from bot.usecases.work import Work

CountryYear = tuple[str, int]


def countries(work: Work) -> Sequence[str]:
    """Those with centres that take part."""
    return work.session.exec(select(Centre.country).where(Centre.state == CentreState.ACTIVE).distinct()).all()


def wanting(work: Work, edition: str) -> Sequence[CountryYear]:
    """What nobody has worked out yet, or another edition has."""
    years = (work.now.year, work.now.year + 1)
    known = set(
        work.session.exec(
            select(HolidayYear.country, HolidayYear.year).where(
                HolidayYear.edition == edition, col(HolidayYear.year).in_(years)
            )
        ).all()
    )
    return sorted({(country, year) for country in countries(work) for year in years} - known)


def keep(work: Work, edition: str, found: Iterable[tuple[CountryYear, list[str] | None]]) -> None:
    for (country, year), days in found:
        work.session.merge(HolidayYear(country=country, year=year, edition=edition, days=days))


@dataclass(frozen=True)
class Holidays:
    """`unknown`: countries of which they are not known for all of the years asked for."""

    days: Mapping[str, frozenset[date]]
    unknown: tuple[str, ...]


def holidays_of(work: Work, of: Collection[str], first: date, last: date) -> Holidays:
    """For each of these countries the holidays of these years, as far as they are known."""
    years = range(first.year, last.year + 1)
    rows = work.session.exec(
        select(HolidayYear).where(col(HolidayYear.country).in_(list(of)), col(HolidayYear.year).in_(years))
    ).all()
    found = {(row.country, row.year): row.days for row in rows if row.days is not None}
    return Holidays(
        {
            country: frozenset(date.fromisoformat(day) for year in years for day in found.get((country, year), ()))
            for country in of
        },
        tuple(sorted(country for country in of if any((country, year) not in found for year in years))),
    )
