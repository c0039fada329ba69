import json
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.areas import PriorityArea
from bot.domain.practices import PracticeField
from bot.reports import compendium_export, compendium_pages, compendium_site
from bot.reports.compendium import SUMMARY, Compendium, Entry, Typed
from bot.reports.compendium_drawing import compendium
from bot.reports.small_photo import small_photo
from bot.reports.tables_writing import csv_files
from tests.reports.sample_compendiums import CENTRES, PHOTO, entry
from tests.reports.sample_compendiums import compendium as sample
from tests.reports.sample_words import renderer
from tests.reports.screen_reader import told

pytestmark = pytest.mark.slow  # draws whole papers

LANGUAGES = ["en", "fr", "ar"]


def photo(width=1600, height=1200):
    written = BytesIO()
    Image.new("RGB", (width, height), (120, 160, 90)).save(written, "JPEG", exif=b"Exif\0\0secret")
    return written.getvalue()


def drawn(found: Compendium, language: str, pictures: str = "", names: dict[str, str] | None = None) -> bytes:
    return compendium(data=compendium_pages.as_data(found, renderer(language), names), pictures=pictures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_compendium_is_a_paper_for_everybody_in_its_language_and_direction(language):
    read = told(drawn(sample(language), language))
    assert (read.language, read.is_marked, read.shows_title, read.conformance) == (language, True, True, "1")
    assert read.direction == ("/R2L" if language == "ar" else "/L2R")
    headings = read.headings()
    assert set(headings) == {1, 2, 3}
    assert headings.count(1) == len(sample(language).by_area()) + 2  # contents, and the index
    assert headings.count(2) == len(sample(language).entries) + len({country for _name, country in CENTRES})


def test_everything_that_is_told_stands_in_it_and_where_it_comes_from():
    text = told(drawn(sample("en"), "en")).text
    for wanted in ("Edition 3", "Nothing goes to waste 2", "From 9 kg we came down to 3.", "We use their scales now."):
        assert wanted in text
    assert "It was revised after this edition." in text
    assert "try 2" in text


def test_whoever_wants_it_is_named_and_an_area_that_others_touch_on_leads_to_them():
    one = replace(entry(3, "en"), author="Giulia")  # of two areas, the second of which nobody tells of first
    found = replace(sample("en"), entries=(one,))
    first, second = one.areas
    text = told(drawn(found, "en")).text
    assert "Giulia, Mikolongwe, Malawi" in text
    assert list(found.by_area()) == sorted(one.areas, key=list(PriorityArea).index)
    assert (found.by_area()[second], found.beside(second)) == ((), (one,))
    assert "Also about this area" in text
    assert list(found.only(second).by_area()) == [second]
    index = compendium_site.whole({"en": found}, {"en": renderer("en")}, {})["en/index.html"]
    assert f'<section data-area="{second}">' in index
    assert index.count('href="practice-3.html"') == 2
    assert first in found.by_area()


def test_a_photo_is_shown_with_words_in_its_place(tmp_path):
    small = small_photo(photo=photo())
    (tmp_path / "1.jpg").write_bytes(small)
    read = told(drawn(sample("en"), "en", str(tmp_path), {PHOTO.sha256: "1.jpg"}))
    assert [one.alt for one in read.elements if one.alt] == ["A photo of the practice"]


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
@settings(max_examples=15, deadline=None)
def test_whatever_people_typed_is_drawn(words):
    first = entry(1, "en")
    odd = Entry(9, Typed(words, "en"), first.areas, words, "IT", {PracticeField.WHAT: Typed(words, "ar")}, words)
    drawn(Compendium(words, 1, sample().at, "en", (odd,)), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_typed_is_never_markup_in_the_paper_and_wraps_where_it_has_no_spaces(language):
    typed = "**x** *y* [a](javascript:alert(1)) &amp; &lt; #import $x$ @ref _u_"  # signs at the ends would be mirrored
    endless = "https://example.org/" + "averylongpath" * 30
    told_in = {PracticeField.WHAT: Typed(f"{typed}\n{endless}", language)}
    odd = Entry(9, Typed(typed, language), entry(1, language).areas, typed, "IT", told_in, "CC0")
    read = told(drawn(Compendium(typed, 1, sample().at, language, (odd,)), language))
    whole = "".join(read.text.replace("\u200b", "").split())
    assert whole.count("".join(typed.split())) >= 4  # title, centre, what, and the index
    assert endless in whole


# -- the site ----------------------------------------------------------------------------------------------------------
def site(*languages: str, names: dict[str, str] | None = None) -> dict[str, str]:
    found = {language: sample(language) for language in languages}
    return compendium_site.whole(found, {language: renderer(language) for language in languages}, names or {})


def test_the_site_has_a_page_for_each_practice_in_each_language_and_says_what_is_in_another():
    files = site("en", "ar")
    count = len(sample().entries)
    assert sum(name.startswith("en/practice-") for name in files) == count
    assert {"index.html", "en/index.html", "ar/index.html", "ar/words.js", "style.css", "search.js"} <= files.keys()
    assert '<html lang="ar" dir="rtl">' in files["ar/index.html"]
    assert '<a href="practice-5.html" lang="fr" dir="ltr">' in files["en/index.html"]


def test_the_site_asks_nothing_of_any_other_server():
    for name, text in site("en", "fr", "ar").items():
        if name != "icon.svg":  # whose namespace is no address
            assert "http://" not in text, name
            assert "https://" not in text, name


def test_what_people_typed_is_never_markup_in_the_site():
    evil = '</script><img src=x onerror="alert(1)">'
    first = entry(1, "en")
    odd = Entry(1, Typed(evil, 'x" y'), first.areas, evil, "IT", {PracticeField.WHAT: Typed(evil, "en")}, evil)
    found = Compendium(evil, 1, sample().at, "en", (odd,))
    for name, text in compendium_site.whole({"en": found}, {"en": renderer("en")}, {}).items():
        assert "<img src=x" not in text, name
        assert name != "en/words.js" or "</script" not in text


# -- for other programs ------------------------------------------------------------------------------------------------
def test_posts_have_a_title_a_summary_a_picture_and_a_link():
    table, written = compendium_export.posts(
        sample("en"), renderer("en"), "https://example.org/c/", {PHOTO.sha256: "1.jpg"}, {2: "2.png"}
    )
    first = json.loads(written)[0]
    assert first["title"] == "Nothing goes to waste 1" or first["language"] == "ka"
    assert (first["picture"], first["link"]) == ("pictures/1.jpg", "https://example.org/c/en/practice-1.html")
    assert table.rows[0][:5] == ("number", "title", "summary", "picture", "link")
    assert len(table.rows) == len(sample().entries) + 1


def test_a_table_has_a_row_for_each_practice_and_no_formula_of_anybodys():
    first = entry(1, "en")
    odd = Entry(1, Typed("=1+1", "en"), first.areas, "C", "IT", {}, "CC0")
    found = Compendium("P", 1, sample().at, "en", (odd,))
    files = compendium_export.unpacked(csv_files(tables=[compendium_export.rows(found, renderer("en")).as_data()]))
    assert b"\n1,'=1+1" in files["practices.csv"].replace(b"\r", b"")


def test_json_tells_of_each_text_in_which_language_it_is():
    told_of = json.loads(compendium_export.as_json(sample("fr"), renderer("fr")))
    assert (told_of["edition"], len(told_of["practices"])) == (3, 12)
    assert {one["parts"]["what"]["language"] for one in told_of["practices"]} == {"fr", "ka", "ar"}


@given(st.text(max_size=600))
def test_a_summary_is_one_line_that_is_not_too_long(words):
    first = entry(1, "en")
    one = Entry(1, first.title, first.areas, "C", "IT", {PracticeField.WHAT: Typed(words, "en")}, "CC0")
    assert len(one.summary.text) <= SUMMARY + 1
    assert "\n" not in one.summary.text
