"""On which days countries rest."""

import pytest
from babel import Locale, UnknownLocaleError

from bot.i18n.weeks import weekend_of

TERRITORIES = sorted(code for code in Locale("en").territories if len(code) == 2)


def of_cldr(country):
    try:
        there = Locale.parse(f"und_{country}")
    except UnknownLocaleError:  # nobody lives there, or nobody is known to speak there
        return {5, 6}
    return {(there.weekend_start + day) % 7 for day in range((there.weekend_end - there.weekend_start) % 7 + 1)}


def test_every_country_rests_when_cldr_says():
    assert {country: weekend_of(country) for country in TERRITORIES} == {one: of_cldr(one) for one in TERRITORIES}


@pytest.mark.parametrize(
    ("country", "days"), [("EG", {4, 5}), ("TN", {5, 6}), ("IL", {4, 5}), ("IR", {4}), ("MW", {5, 6}), ("eg", {4, 5})]
)
def test_each_country_rests_on_its_own_days(country, days):
    assert weekend_of(country) == days


@pytest.mark.parametrize("country", [None, "", "XX", "../etc"])
def test_where_nothing_is_known_people_rest_on_saturday_and_sunday(country):
    assert weekend_of(country) == {5, 6}
