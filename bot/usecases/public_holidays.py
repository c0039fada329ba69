"""On which days countries rest: kept for all countries with centres, this year and the next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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


def holidays_of(work: Work, of: Collection[str], first: date, last: date) -> Mapping[str, frozenset[date] | None]:
    """For each of these countries the holidays of these years; None where they are not known."""
    years = range(first.year, last.year + 1)
    rows = work.session.exec(
        select(HolidayYear).where(col(HolidayYear.country).in_(list(of)), col(HolidayYear.year).in_(years))
    ).all()
    days = {(row.country, row.year): row.days for row in rows}
    return {country: _all_of([days.get((country, year)) for year in years]) for country in of}


def _all_of(years: Sequence[list[str] | None]) -> frozenset[date] | None:
    if any(days is None for days in years):
        return None
    return frozenset(date.fromisoformat(day) for days in years for day in days or ())
