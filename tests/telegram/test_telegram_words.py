"""Our markup as Telegram's HTML: escaped, directed, and cut where a reader would pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.words import LONGEST_TEXT, parts, utf16_length, width
from bot.i18n.markup import escaped, plain
from tests.telegram.emulator.html import parse_html
from tests.telegram.emulator.texts import clean

RLM = "\u200f"


@pytest.mark.parametrize(
    ("marked", "html"),
    [
        ("Good *morning*, all", "Good <b>morning</b>, all"),
        (escaped("a < b & *c* \\ d"), "a &lt; b &amp; *c* \\ d"),
        ("*5 < 6*", "<b>5 &lt; 6</b>"),
        ("3 * 4", "3 * 4"),
        ("  one\n\ntwo  ", "one\n\ntwo"),
        ("", None),
        (" \n ", None),
    ],
)
def test_markup_becomes_html_and_everything_else_is_plain(marked, html):
    assert parts(marked, "en") == (() if html is None else (html,))


@pytest.mark.parametrize(
    ("language", "line", "directed"),
    [
        ("ar", "مرحبا Passerelle", "مرحبا Passerelle"),
        ("ar", "Passerelle ترحب بكم", RLM + "Passerelle ترحب بكم"),
        ("ar", "*Passerelle* ترحب", f"{RLM}<b>Passerelle</b> ترحب"),
        ("ar", "1. Centre de Tunis", RLM + "1. Centre de Tunis"),
        ("ar", "✓ نعم", "✓ نعم"),
        ("ar", "\u2068Tunis\u2069 مرحبا", "\u2068Tunis\u2069 مرحبا"),
        ("ar", "\u2068Tunis\u2069", RLM + "\u2068Tunis\u2069"),
        ("ar", "12:30", "12:30"),
        ("he", "OK שלום", RLM + "OK שלום"),
        ("fr", "Bonjour مرحبا", "Bonjour مرحبا"),
        ("fr", "\u2068مرحبا\u2069 bonjour", "\u2068مرحبا\u2069 bonjour"),
    ],
)
def test_a_line_that_would_run_the_wrong_way_gets_a_mark(language, line, directed):
    assert parts(line, language) == (directed,)


def test_each_line_has_its_own_direction():
    assert parts("مرحبا\nPasserelle\nشكرا", "ar") == (f"مرحبا\n{RLM}Passerelle\nشكرا",)


def test_a_long_text_is_cut_between_paragraphs():
    first, second = "a" * 3000, "b" * 3000
    assert parts(f"{first}\n\n{second}", "en") == (first, second)


@pytest.mark.parametrize(("joint", "kept", "begun"), [("\n", "", ""), (". ", ".", ""), (" ", "", ""), ("؟ ", "؟", "")])
def test_without_paragraphs_it_is_cut_at_lines_sentences_or_words(joint, kept, begun):
    first, second = "a" * 3000, "b" * 3000
    assert parts(first + joint + second, "en") == (first + kept, begun + second)


def test_a_short_beginning_is_not_left_alone():
    assert parts("a\n\n" + "b " * 3000, "en")[0] == "a\n\n" + ("b " * 2046).strip()


def test_without_any_gap_it_is_cut_at_the_last_sign_that_fits_whole():
    assert parts("🎓" * 2049, "en") == ("🎓" * 2048, "🎓")
    family = "👩\u200d🔧"
    assert parts("a" + family * 1000, "en")[0] == "a" + family * 819
    assert parts("e\u0301" * 2049, "en") == ("e\u0301" * 2048, "e\u0301")


def test_bold_goes_on_behind_a_cut():
    assert parts("*" + "a" * 3000 + "\n\n" + "b" * 3000 + "*", "en") == (f"<b>{'a' * 3000}</b>", f"<b>{'b' * 3000}</b>")


def test_the_first_part_may_have_less_room():
    assert [len(part) for part in parts("a" * 6000, "en", 1024)] == [1024, 4096, 880]


SIGNS = st.sampled_from(
    ["a", "b ", ". ", "\n", "\n\n", "*", "\\*", "&", "<b>", "🎓", "e\u0301", "م", "\u2068", "\u2069", "word" * 50]
)


@given(st.lists(SIGNS, max_size=400).map("".join), st.sampled_from(["en", "ar"]))
def test_whatever_is_said_telegram_takes_and_nothing_is_lost(marked, language):
    told = parts(marked, language, 300)
    shown = [parse_html(html)[0] for html in told]
    assert all(text == clean(text).strip() and text for text in shown)
    assert all(
        utf16_length(text) <= room for text, room in zip(shown, [300, *[LONGEST_TEXT] * len(shown)], strict=False)
    )
    assert "".join("".join(shown).split()).replace(RLM, "") == "".join(plain(marked).split())


@pytest.mark.parametrize(
    ("label", "columns"), [("Yes", 3), ("é", 1), ("e\u0301", 1), ("\u2068نعم\u2069", 3), ("はい", 4), ("አዎ", 2)]
)
def test_a_label_is_as_wide_as_it_looks(label, columns):
    assert width(label) == columns
