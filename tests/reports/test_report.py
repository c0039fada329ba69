from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from bot.i18n.languages import is_rtl
from bot.reports import centre_pages, round_report
from bot.reports.centre_report import Answer, Comment, Evidence, Part
from bot.reports.document import Document, Paragraph, Point, Points, Section, Table
from bot.reports.drawing import report
from bot.reports.glyphs import STAND_IN, with_known_signs
from bot.reports.process import HelperProcess
from bot.reports.told import View, in_plain, movement
from tests.reports import sample_reports as samples
from tests.reports.conftest import pages_of, png_of
from tests.reports.sample_words import renderer
from tests.reports.screen_reader import told

pytestmark = pytest.mark.slow  # draws whole reports

LANGUAGES = ["en", "ar", "fr", "ka", "he"]
MILLIMETRE = 72 / 25.4
WORDS = st.text(st.characters(exclude_categories=[]), max_size=400)


def of_centre(language: str = "en", found=None) -> Document:
    return centre_pages.document(found or samples.centre_report(), language, renderer(language))


def of_round(language: str = "en", found=None) -> Document:
    return round_report.document(found or samples.round_report(), language, renderer(language))


def drawn(document: Document) -> bytes:
    return report(data=document.as_data())


def plain(*blocks) -> Document:
    return Document("en", "Title", "Subject", (), (Section("Heading", blocks),), "Programme", "{page}/{pages}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_a_centre_looks_as_it_did_when_somebody_last_looked_at_it(language, looks_like):
    pages = pages_of(drawn(of_centre(language)))

    assert 2 <= len(pages) <= 6
    for number, page in enumerate(pages[:2], start=1):
        looks_like(png_of(page), f"centre_report_{language}_{number}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_a_round_looks_as_it_did_when_somebody_last_looked_at_it(language, looks_like):
    pages = pages_of(drawn(of_round(language)))

    assert 2 <= len(pages) <= 6
    looks_like(png_of(pages[0 if language in {"en", "ar"} else 1]), f"round_report_{language}")


def test_a_report_without_any_score_says_so_in_words(looks_like):
    pdf = drawn(of_centre("en", samples.unrated()))

    looks_like(png_of(pages_of(pdf)[0]), "centre_report_unrated")
    assert "Figure" not in told(pdf).roles()
    assert "Nothing was rated, so there is nothing to draw yet." in told(pdf).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", [of_centre, of_round])
def test_a_screen_reader_is_told_language_title_direction_and_structure(document, language):
    one = document(language)
    heard = told(drawn(one))

    assert (heard.language, heard.conformance, heard.is_marked, heard.shows_title) == (language, "1", True, True)
    assert heard.title == f"{one.title}: {one.subject}"
    assert heard.direction == ("/R2L" if is_rtl(language) else "/L2R")
    assert heard.headings() == [section.level for section in one.sections]


def test_every_chart_has_its_words_and_every_table_its_headings():
    heard = told(drawn(of_centre()))
    tables = [
        block for section in of_centre().sections for block in section.blocks if block.kind in {"table", "ratings"}
    ]

    charts = [element.alt for element in heard.elements if element.role == "Figure"]
    assert len(charts) == 1
    assert charts[0].startswith("Work-based learning: 3.7 (network 3.3). Entrepreneurial centres: 2.3 (network 2.7).")
    assert heard.roles().count("Table") == heard.roles().count("THead") == len(tables)
    assert all(element.role in {"TR", "TH"} or "TH" in element.around for element in heard.within("THead"))


def test_a_map_is_described_in_a_sentence_and_followed_by_its_numbers():
    heard = told(drawn(of_round()))

    assert "115 of 213 centres have taken part, in 34 of 41 countries." in {one.alt for one in heard.elements}
    assert "Albania 4 of 4" in " ".join(heard.text.split())


def test_evidence_leads_to_links_of_the_web_only():
    evidence = (
        Evidence("Our plan", "Going green", "https://example.org/" + "plan" * 30),
        Evidence("Our trap", "Going green", "javascript:alert(1)"),
        Evidence("Our disk", "Going green", "file:///etc/passwd"),
    )
    heard = told(drawn(of_centre("en", replace(samples.centre_report(), evidence=evidence))))

    assert heard.links == ("https://example.org/" + "plan" * 30,)
    assert "Our trap" in heard.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("東京 is far", f"{STAND_IN}{STAND_IN} is far"),
        ("e\u0323\u0301 ა ב", "e\u0323\u0301 ა ב"),
        ("\u2068ა\u2069 \u200bb", "\u2068ა\u2069 \u200bb"),
        ("a\u0591 ש\u05c1", "a ש\u05c1"),  # no font has the first mark together with its letter
        ("\u0301\u0591", ""),
        ("\ufeffa\ufffbb\u0891", "ab"),
    ],
)
def test_what_has_no_sign_in_our_fonts_is_shown_as_such(typed, shown):
    assert with_known_signs(typed) == shown
    assert told(
        drawn(plain(Paragraph(typed), Points((Point(typed, typed, f"https://example.org/{typed}"),))))
    ).is_marked


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://example.org/plan?a=1&b=%20#c", "https://example.org/plan?a=1&b=%20#c"),
        ("https://example.org/café \ud800", "https://example.org/caf%C3%A9%20?"),
    ],
)
def test_a_link_is_written_as_the_web_has_it(typed, link):
    assert told(drawn(plain(Points((Point("here", "", typed),))))).links == (link,)


def test_the_same_data_always_make_the_same_paper():
    assert drawn(of_round()) == drawn(of_round())


def test_no_centre_and_no_person_is_named_in_the_report_of_a_round():
    assert "Ponesai" not in told(drawn(of_round())).text
    assert "fewer than five centres" in told(drawn(of_round())).text


def test_a_report_in_depth_has_six_pages_at_most():
    def deep(part: Part) -> Part:
        return replace(part, answers=part.answers * 2)

    found = samples.centre_report()
    pages = pages_of(drawn(of_centre("ka", replace(found, parts=tuple(map(deep, found.parts))))), scale=0.1)

    assert len(pages) <= 6


def test_a_report_shows_on_its_chart_what_three_groups_see_and_in_its_table_all():
    views = tuple(View(f"Group {number}", "9 answers") for number in range(7))
    found = samples.centre_report()
    parts = tuple(replace(part, views=(2.0,) * 7) for part in found.parts)
    document = of_centre("en", replace(found, parts=parts, views=views))
    chart = document.sections[0].blocks[0].chart

    assert chart.legends.views == ("Group 0", "Group 1", "Group 2")
    assert "Group 6" in told(drawn(document)).text


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (2.0, 2.5, "up by 0.5"),
        (2.5, 2.0, "down by 0.5"),
        (2.0, 2.0, "unchanged"),
        (2.02, 2.04, "unchanged"),
        (1.95, 2.05, "up by 0.1"),
    ],
)
def test_a_change_is_told_in_words_as_far_as_it_can_be_seen(before, now, words):
    assert in_plain(renderer("en"))(movement(before, now)) == words


def test_the_circle_of_quality_is_drawn_beside_the_areas():
    steps = tuple(Part(name, 2.5, "mean of 4 of 4 indicators") for name in ("Plan", "Do", "Check", "Act"))
    heard = told(drawn(of_centre("en", replace(samples.centre_report(), steps=steps))))

    charts = [element.alt for element in heard.elements if element.role == "Figure"]
    assert charts[1] == "Plan: 2.5. Do: 2.5. Check: 2.5. Act: 2.5."


def test_a_table_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="a cell for each heading"):
        Table(("a", "b"), (("1",),))


LONG = [
    "Berufsbildungsqualitätsentwicklungsbeauftragtenversammlung " * 4,
    "სამეწარმეო-ინდუსტრიული-განვითარებისმიმართულება " * 4,
    "W" * 300,
    "مستشفىالتعليمالمهنيوالتقني" * 9,
    "",
    "#panic() *bold* $x$ <label> @nobody",
]


@pytest.mark.slow
@pytest.mark.parametrize("typed", LONG)
def test_no_text_however_long_runs_out_of_its_place(typed):
    found = samples.centre_report()
    answers = (Answer(typed, 3, typed, typed, typed), Answer(typed, None, typed))
    parts = tuple(replace(part, name=typed, without_mean=typed, answers=answers) for part in found.parts)
    comments = (Comment(typed, typed, typed, typed),)
    views = (View(typed, typed), View(typed, typed))
    document = of_centre(
        "ka",
        replace(
            found,
            centre=typed,
            round=typed,
            programme=typed,
            parts=parts,
            comments=comments,
            views=views,
            evidence=(Evidence(typed, typed),),
        ),
    )
    for page in pages_of(drawn(document), scale=0.5):
        edge = round(14 * MILLIMETRE * 0.5)
        left, right = page.crop((0, 0, edge, page.height)), page.crop((page.width - edge, 0, page.width, page.height))
        assert [is_blank(left), is_blank(right)] == [True, True]


def is_blank(image) -> bool:
    return ImageChops.invert(image).getbbox() is None


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=8, max_size=8), st.integers(0, 20))
def test_a_report_comes_out_whatever_was_typed(typed, count):
    found = samples.centre_report()
    parts = tuple(replace(part, name=typed[0], explained=typed[1]) for part in (found.parts * 3)[:count])
    document = of_centre(
        "en",
        replace(
            found,
            centre=typed[2],
            parts=parts,
            notes=(typed[3],),
            comments=(Comment(typed[4], typed[5], "", ""),),
            evidence=(Evidence(typed[6], typed[7], typed[7]),),
        ),
    )
    assert told(drawn(document)).conformance == "1"


def test_points_and_tables_without_rows_are_no_trouble():
    assert told(drawn(plain(Points(()), Table(("a",), ())))).is_marked
    assert told(drawn(plain(Points((Point(""),), numbered=True)))).is_marked


async def test_the_helper_process_draws_the_same_report():
    async with HelperProcess() as helper:
        assert await helper.call("report", data=of_round().as_data()) == drawn(of_round())
