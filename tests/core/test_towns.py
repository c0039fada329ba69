"""The zone that somebody means by a town or a country."""

import pytest

from bot.core.towns import MOST, towns_called


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("Tunis", "en", "Africa/Tunis"),
        ("rom", "en", "Europe/Rome"),
        ("روما", "ar", "Europe/Rome"),
        ("الدار البيضاء", "ar", "Africa/Casablanca"),
        ("Népal", "fr", "Asia/Kathmandu"),
        ("nepal", "fr", "Asia/Kathmandu"),
        ("KATHMANDU", "en", "Asia/Kathmandu"),
        ("Sao Paulo", "fr", "America/Sao_Paulo"),
        ("são paulo", "en", "America/Sao_Paulo"),
        ("Éthiopie", "fr", "Africa/Addis_Ababa"),
        ("Addis Abeba", "fr", "Africa/Addis_Ababa"),
        ("addis-abeba", "fr", "Africa/Addis_Ababa"),
        ("Port au Prince", "fr", "America/Port-au-Prince"),
        ("guinée bissau", "fr", "Africa/Bissau"),
        ("Maroc", "fr", "Africa/Casablanca"),
        ("Israel", "fr", "Asia/Jerusalem"),
        ("Ljubljana", "ar", "Europe/Ljubljana"),
    ],
)
def test_a_town_or_country_is_found_in_ones_language_and_in_english(typed, language, first):
    assert towns_called(typed, language)[0].zone == first


@pytest.mark.parametrize("typed", ["", " ", "Atlantis", "?", "\u200b"])
def test_what_is_no_place_finds_nothing(typed):
    assert towns_called(typed, "en") == ()


def test_of_a_large_country_there_are_as_many_as_fit_on_buttons():
    found = towns_called("Brazil", "en")
    assert len(found) == MOST
    assert {one.country for one in found} == {"BR"}
