"""The languages of the network and the order of the first picker."""

import pytest
from babel import Locale, UnknownLocaleError

from bot.i18n.languages import BY_TAG, LANGUAGES, is_rtl, own_name, picker, primary

NETWORK = "en fr sq ka he ar tr ro ru uk it pt es de sr mk hy az kk sw sn ny am so pl hr el"
# CLDR knows no Chichewa, and shortens this one to what is also the country's adjective.
OWN_WORDING = {"ny": "Chichewa", "az": "Azərbaycanca"}


def test_the_network_has_27_languages():
    assert sorted(BY_TAG) == sorted(NETWORK.split())
    assert len(LANGUAGES) == 27


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_name_and_direction_are_those_of_cldr(language):
    try:
        cldr = Locale(language.tag)
    except UnknownLocaleError:
        assert (language.name, language.rtl) == (OWN_WORDING[language.tag], False)
        return
    wording = OWN_WORDING.get(language.tag, cldr.get_language_name(language.tag))
    assert language.name.casefold() == wording.casefold()  # CLDR writes most of them small, a button does not
    assert language.rtl == (cldr.text_direction == "rtl")


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        ("pt-BR", "pt"),
        ("PT_br", "pt"),
        ("iw", "he"),
        ("sr-Latn-RS", "sr"),
        ("mo", "ro"),
        ("nl", None),
        ("", None),
        (None, None),
        ("-", None),
    ],
)
def test_a_clients_code_is_reduced_to_a_language_of_the_network(tag, known):
    assert primary(tag) == known


@pytest.mark.parametrize(
    ("tag", "rtl"), [("ar", True), ("ar-TN", True), ("he", True), ("iw", True), ("fr", False), ("fa", False)]
)
def test_direction_is_told_for_any_tag(tag, rtl):
    assert is_rtl(tag) is rtl


def test_an_unknown_tag_shows_itself():
    assert [own_name("fr-CH"), own_name("nl")] == ["Français", "nl"]


@pytest.mark.parametrize(
    ("hint", "country", "available", "order"),
    [
        ("fr-FR", "GE", {"en", "fr", "ar", "ka"}, ("fr", "ka", "en", "ar")),
        (None, "IL", {"en", "fr", "ar", "he"}, ("he", "ar", "en", "fr")),
        ("nl", "TN", {"en", "fr", "ar"}, ("ar", "fr", "en")),
        (None, None, {"ar", "fr", "en"}, ("en", "fr", "ar")),
        ("ka", "GE", {"en", "fr"}, ("en", "fr")),
        ("en", "XX", set(), ()),
    ],
)
def test_the_picker_starts_with_the_clients_language_then_the_countrys(hint, country, available, order):
    assert picker(hint, country, available) == order
