"""The helper process's job: the public holidays of countries. The worker itself never imports the library."""

from collections.abc import Iterable
from importlib.metadata import version


def edition() -> str:
    """Whose holidays these are: another version of the library may know better, above all of those that follow the moon."""
    return f"holidays {version('holidays')}"


def of_countries(wanted: Iterable[tuple[str, int]]) -> list[list[str] | None]:
    """For each (country, year) the days as YYYY-MM-DD, of the whole country; None where nobody has written them down."""
    from holidays import country_holidays  # noqa: PLC0415 - 30 MiB with all its countries, once a year

    found: list[list[str] | None] = []
    for country, year in wanted:
        try:
            days = country_holidays(country, years=year)
        except NotImplementedError:  # what it says of a country that it does not know
            found.append(None)
        else:
            found.append(sorted(day.isoformat() for day in days if day.year == year))
    return found
