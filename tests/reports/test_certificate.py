from dataclasses import replace

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.languages import is_rtl
from bot.reports.certificate import Way
from bot.reports.certificate_page import certificate, modules
from bot.reports.process import HelperProcess
from tests.reports.conftest import pages_of, png_of
from tests.reports.sample_certificates import ARABIC, CERTIFICATES, ENGLISH
from tests.reports.screen_reader import told

in_each_language = pytest.mark.parametrize("one", CERTIFICATES, ids=lambda one: one.language)
WORDS = st.text(st.characters(exclude_categories=[]), max_size=400)


def drawn(one) -> bytes:
    return certificate(data=one.as_data())


@in_each_language
def test_a_certificate_looks_as_it_did_when_somebody_last_looked_at_it(one, looks_like):
    [page] = pages_of(drawn(one), scale=0.75)

    looks_like(png_of(page), f"certificate_{one.language}")


@in_each_language
def test_a_screen_reader_is_told_language_title_and_what_the_code_says(one):
    heard = told(drawn(one))

    assert (heard.language, heard.conformance, heard.is_marked, heard.shows_title) == (one.language, "1", True, True)
    assert heard.title == f"{one.heading}: {one.name}"
    assert heard.direction == ("/R2L" if is_rtl(one.language) else "/L2R")
    assert heard.headings() == [1]
    assert [element.alt for element in heard.elements if element.role == "Figure"] == [one.qr_alt]


def test_everything_that_matters_stands_on_it_in_words():
    text = " ".join(told(drawn(ENGLISH)).text.split())

    for words in (
        "Amina Ben Salah",
        "Eight areas in depth",
        "Ponesai Vanhu",
        "44 indicators",
        "28 November 2026",
        "K7QM2XWA",
    ):
        assert words in text


def test_a_certificate_without_a_programmes_name_is_whole(looks_like):
    [page] = pages_of(drawn(replace(ARABIC, programme="")), scale=0.75)

    looks_like(png_of(page), "certificate_without_programme")


@pytest.mark.parametrize(
    "name",
    [
        "W" * 300,
        "A long name " * 25,
        "مدرسة" * 60,
        "🎓" * 300,
        "\u202eback",
        "",
        " ",
        "\u0301" * 300,
        "日本",
        "#panic()",
        "*bold",
    ],
)
def test_whatever_somebody_is_called_it_stays_one_page(name):
    assert (
        len(
            pages_of(
                drawn(
                    replace(ENGLISH, name=name, reason=name, programme=name, how_to_check=name, ways=(Way(name),) * 5)
                ),
                0.1,
            )
        )
        == 1
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(name=WORDS, reason=WORDS, programme=WORDS, language=st.sampled_from(["en", "fr", "ar", "he", "ka", "xx"]))
def test_a_certificate_comes_out_whatever_was_typed(name, reason, programme, language):
    words = replace(ENGLISH, name=name, reason=reason, programme=programme, language=language)

    assert len(pages_of(drawn(words), 0.1)) == 1


def test_the_code_that_is_drawn_is_the_one_that_was_asked_for():
    rows = modules(ENGLISH.qr)
    dark = {(x, y) for y, row in enumerate(rows) for begin, length in row for x in range(begin, begin + length)}
    wanted = segno.make_qr(ENGLISH.qr, error="m").matrix

    assert dark == {(x, y) for y, row in enumerate(wanted) for x, module in enumerate(row) if module}


def test_a_certificate_is_always_the_same_bytes():
    assert drawn(ENGLISH) == drawn(ENGLISH)


async def test_the_helper_process_draws_the_same_certificate():
    async with HelperProcess() as helper:
        assert await helper.call("certificate", data=ENGLISH.as_data()) == drawn(ENGLISH)
        assert await helper.call("text_file", data={"text": "a.b.c"}) == b"a.b.c"
