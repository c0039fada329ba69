"""The countries of the network and what is spoken there."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from bot.i18n.countries import BY_CODE, COUNTRIES, Group, country_name, languages_of, nearest_first
from bot.i18n.languages import BY_TAG


def test_there_are_nine_sixteen_and_fourteen_countries_and_none_twice():
    assert Counter(country.group for country in COUNTRIES) == {Group.EU: 9, Group.ETF: 16, Group.AFRICA: 14}
    assert len(BY_CODE) == 39


def test_the_countries_of_the_named_centres_are_there():
    assert {code: BY_CODE[code].group for code in ("AL", "GE", "IL", "TR", "MD", "ZW", "MW")} == {
        "AL": Group.ETF,
        "GE": Group.ETF,
        "IL": Group.ETF,
        "TR": Group.ETF,
        "MD": Group.ETF,
        "ZW": Group.AFRICA,
        "MW": Group.AFRICA,
    }


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_a_country_has_a_zone_a_name_and_languages_that_we_know(country):
    assert ZoneInfo(country.zone).key == country.zone
    assert country_name(country.code, "en") != country.code
    assert country.languages
    assert set(country.languages) <= set(BY_TAG)
    assert len(set(country.languages)) == len(country.languages)


def test_every_language_is_spoken_in_some_country_of_the_network():
    assert {tag for country in COUNTRIES for tag in country.languages} == set(BY_TAG)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("MD", "fr", "Moldavie"),
        ("GE", "ka", "საქართველო"),
        ("IL", "ar", "إسرائيل"),
        ("TR", "en", "Türkiye"),
        ("ZW", "pt-BR", "Zimbábue"),
        ("ZW", "pt_PT", "Zimbabué"),
        ("MW", "ny", "Malawi"),
        ("mw", "", "Malawi"),
        ("QQ", "en", "QQ"),
    ],
)
def test_a_country_is_named_in_the_readers_language_or_in_english(code, language, name):
    assert country_name(code, language) == name


@pytest.mark.parametrize(
    ("code", "first"),
    [("ge", "ka"), (" GE ", "ka"), ("AT", "de"), ("BR", "pt"), ("XK", "sq"), ("BY", "ru"), ("US", "en"), ("MX", "es")],
)
def test_the_likeliest_language_of_a_country_comes_first(code, first):
    assert next(tag for tag in languages_of(code) if tag in BY_TAG) == first


@pytest.mark.parametrize("code", [None, "", "ZZ", "nowhere", "🇬🇪"])
def test_an_unknown_country_says_nothing(code):
    assert languages_of(code) == ()


def test_countries_near_somebody_come_first():
    assert nearest_first("fr-TN", ("fr",), "fr")[:9] == ("TN", "CM", "CI", "FR", "SN", "MA", "AL", "DE", "AO")
    assert nearest_first("tr", ("tr", "en"), "en")[:6] == ("TR", "GH", "KE", "NG", "ZM", "AL")
    assert nearest_first(None, ("ar",), "ar")[:4] == ("JO", "MA", "TN", "EG")


def test_every_country_can_be_picked_once():
    assert sorted(nearest_first("xx-XX", ("ka",), "sw")) == sorted(BY_CODE)
