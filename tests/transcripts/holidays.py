"""Public holidays of a transcript's world, as the helper process would find them."""

from datetime import datetime

from sqlmodel import Session

from bot.i18n.public_holidays import edition, of_countries
from bot.storage.public_holidays import HolidayYear


def rest(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """Of these countries, this year and the next."""
    wanted = [(country, year) for country in about for year in (now.year, now.year + 1)]
    for (country, year), days in zip(wanted, of_countries(wanted), strict=True):
        session.merge(HolidayYear(country=country, year=year, edition=edition(), days=days))
