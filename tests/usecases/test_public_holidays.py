"""On which days countries rest: worked out once, beside the replies."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from bot.i18n.countries import COUNTRIES
from bot.i18n.public_holidays import of_countries
from bot.public_holidays import HolidayKeeper
from bot.reports.process import JobFailed
from bot.storage.public_holidays import HolidayYear
from bot.usecases import public_holidays
from tests.transcripts.attachments import in_this_process
from tests.transcripts.world import Named
from tests.usecases.assessing import TRANSLATOR, looks, settled

AMINA = Named("amina", centre="TN-1", function="head")
FIRST, LAST = date(2023, 3, 14), date(2023, 4, 30)


class Clock:
    def __init__(self, year=2023):
        self.year = year

    def now(self):
        return datetime(self.year, 3, 14, 9, tzinfo=UTC)


def kept(database, call=in_this_process, **clock):
    keeper = HolidayKeeper(database, TRANSLATOR, call, clock=Clock(**clock), wake=lambda *_: None)

    async def pieces():
        count = 0
        while await keeper.work_waiting():
            count += 1
        return count

    return asyncio.run(pieces())


def known(database, *countries):
    return looks(database, 1, public_holidays.holidays_of, countries, FIRST, LAST)


@pytest.fixture(autouse=True)
def people(database):
    return settled(database, AMINA)


def test_holidays_are_known_for_each_country_with_a_centre_and_of_no_other(database):
    kept(database)
    found = known(database, "TN", "JP")
    assert date(2023, 3, 20) in found.days["TN"]  # independence
    assert (found.days["JP"], found.unknown) == (frozenset(), ("JP",))


def test_where_one_of_two_years_is_not_known_the_days_of_the_other_still_count(database):
    kept(database)
    found = looks(database, 1, public_holidays.holidays_of, ("TN",), FIRST, date(2025, 1, 31))
    assert date(2023, 3, 20) in found.days["TN"]
    assert found.unknown == ("TN",)


def test_they_are_worked_out_once_and_again_for_the_next_year(database):
    assert kept(database) >= 1
    assert kept(database) == 0
    assert kept(database, year=2024) >= 1
    years = database.read_now(lambda session: session.exec(select(HolidayYear.year).distinct()).all())
    assert sorted(years) == [2023, 2024, 2025]


def test_another_edition_of_the_library_is_asked_anew(database):
    kept(database)
    database.write_now(
        lambda session: [setattr(row, "edition", "holidays 0.1") for row in session.exec(select(HolidayYear))]
    )
    assert kept(database) >= 1


def test_a_country_that_the_library_does_not_know_is_kept_as_not_known(database):
    async def knows_none(job, **arguments):
        assert job == "public_holidays"
        return [None for _one in arguments["wanted"]]

    assert kept(database, knows_none) >= 1
    assert kept(database, knows_none) == 0
    assert known(database, "TN").unknown == ("TN",)


def test_where_it_fails_nothing_is_written_and_it_is_tried_again(database):
    async def fails(_job, **_arguments):
        raise JobFailed("out of memory")

    with pytest.raises(JobFailed):
        kept(database, fails)
    assert known(database, "TN").unknown == ("TN",)
    assert kept(database) >= 1


def test_the_job_knows_all_countries_of_the_network():
    found = of_countries([(country.code, 2027) for country in COUNTRIES] + [("XX", 2027)])
    of_all, of_none = dict(zip([country.code for country in COUNTRIES], found, strict=False)), found[-1]
    assert of_none is None
    assert [country for country, days in of_all.items() if not days] == ["UA"]  # no day is a holiday in wartime
    assert all(day.startswith("2027-") for days in of_all.values() for day in days)
