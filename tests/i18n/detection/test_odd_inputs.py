"""What people also send: emoji, numbers, links, other keyboards, other languages, far too much."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.i18n.detection import Guess, detect
from bot.i18n.languages import BY_TAG

NO_GUESS = Guess(None, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "12",
        "3.5",
        "١٢٣",
        "²½Ⅷ①",
        "👍",
        "👩‍🏫🎉",
        "…",
        "?!",
        "\u200f\u200e",
        "\u200b\ufeff",
        "\u0301",
        "1️⃣",
        "—",
        "\ud800",
    ],
)
def test_where_there_is_no_letter_there_is_no_guess(text):
    assert detect(text, "FR", "fr") == NO_GUESS


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "!menu",
        "@passerelle_bot",
        "https://example.org/bonjour",
        "中文",
        "हिन्दी",
        "ok",
        "Zoom",
        "OK 👍",
        "asdf",
        "hahaha",
    ],
)
def test_what_tells_nothing_about_the_language_leaves_it_to_country_and_client(text):
    guess = detect(text, "FR", "fr")
    assert guess.language == "fr"
    assert guess.confidence <= 0.5


@pytest.mark.parametrize("text", ["a", "я", "ა", "א", "ا", "ñ", "aaaaaaaaaa"])
def test_a_single_letter_is_a_weak_guess(text):
    guess = detect(text)
    assert guess.language in BY_TAG
    assert guess.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("\u200fשלום\u200e", "he"),
        ("\u2067مرحبا\u2069", "ar"),
        ("مـــرحـــبـــا", "ar"),
        ("شُكْرًا جَزِيلًا", "ar"),
        ("bon\u00adjour", "fr"),
        ("bo\u200bnjour à tous", "fr"),
        ("de\u0301sole\u0301, c\u2019est trop tard", "fr"),
        ("BONJOUR À TOUS", "fr"),
        ("İYİ GÜNLER", "tr"),
        ("heeeeello everybody", "en"),
        ("👋 Bună ziua 👋", "ro"),
        ("Bună ziua! https://example.org/the/and/of", "ro"),
        ("/start@passerelle_bot Bună ziua", "ro"),
        ("@anna:matrix.org bonjour à tous", "fr"),
        ("gracias, hello@example.com", "es"),
        ("Multumesc mult pentru ajutor", "ro"),
        ("Dziekuje bardzo", "pl"),
        ("Tesekkur ederim", "tr"),
        ("Ссылка на Zoom?", "ru"),
        ("Как зайти в Google Meet", "ru"),
        ("არ იხსნება Zoom", "ka"),
        ("100 % oui, à 15h30", "fr"),
    ],
)
def test_marks_links_and_missing_accents_do_not_hide_the_language(text, language):
    assert detect(text).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("gamarjoba", "ka"),
        ("gamarjoba, rogor khar", "ka"),
        ("barev dzez", "hy"),
        ("marhaba, kifak", "ar"),
        ("shalom, ma nishma", "he"),
        ("privet, kak dela", "ru"),
        ("dobryi den, koly zustrich", "uk"),
        ("kalimera sas", "el"),
        ("selam, endemin neh", "am"),
    ],
)
def test_another_keyboard_is_recognised_but_people_are_asked(text, language):
    guess = detect(text)
    assert guess.language == language
    assert 0.3 < guess.confidence <= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "goedemorgen, wanneer begint de cursus",
        "bon dia, quan és la reunió",
        "Dobré ráno, kdy je schůzka?",
        "Jó reggelt, mikor lesz a találkozó?",
        "selamat pagi, kapan pertemuan",
        "hej, när är mötet?",
        "سلام، جلسه بعدی کی است؟",
        "آپ کیسے ہیں",
        "добър ден, кога е срещата",
        "ሰላም ኣለኹም",
        "xin chào, khi nào họp?",
    ],
)
def test_a_language_that_nobody_here_speaks_is_never_taken_for_one_of_ours(text):
    assert detect(text).confidence < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "hello my friend " * 700,
        "привет " * 2_000,
        "a." * 5_000,
        "@a:" * 4_000,
        "e" + "\u0301" * 10_000,
    ],
    ids=lambda text: text[:6],
)
def test_far_too_much_text_gets_the_guess_of_its_beginning(text):
    assert detect(text) == detect(text[:1_200])


def test_ten_thousand_characters_of_a_language_are_that_language():
    assert detect("Nous aimerions partager une bonne pratique avec vous. " * 200).language == "fr"


@given(st.text(), st.none() | st.text(max_size=3), st.none() | st.text(max_size=8))
@example("İ", "TR", "tr")
@example("ǅ", None, None)
@example("\ud800a", None, "zz-ZZ")
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_guess_between_none_and_certain(text, country, hint):
    guess = detect(text, country, hint)
    assert guess.language is None or guess.language in BY_TAG
    assert 0 <= guess.confidence <= 1
    assert (guess.language is None) == (not any(map(str.isalpha, text)))


@given(
    st.text(alphabet=st.characters(categories=["L", "Zs"])), st.sampled_from(["\u200b", "\u200f", "\u2066", "\ufeff"])
)
@settings(max_examples=100, deadline=None)
def test_marks_that_nobody_sees_change_nothing(text, mark):
    assert detect(mark.join(text)[:1_000]) == detect(text[:500])
