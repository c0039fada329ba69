from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.visit_findings import FindingKind
from bot.i18n.languages import is_rtl
from bot.reports import visit_pages
from bot.reports.document import Document
from bot.reports.drawing import report
from bot.reports.visit_report import AreaFound, DiaryDay, HostComment, Said, VisitReport
from tests.reports import sample_visits as samples
from tests.reports.conftest import pages_of, png_of
from tests.reports.sample_words import renderer
from tests.reports.screen_reader import told

pytestmark = pytest.mark.slow  # draws whole papers

LANGUAGES = ["ar", *(pytest.param(language, marks=pytest.mark.slow) for language in ("en", "fr"))]
WORDS = st.text(st.characters(exclude_categories=[]), max_size=400)


def pages(found: VisitReport, language: str = "en") -> Document:
    return visit_pages.document(found, language, renderer(language))


def drawn(document: Document) -> bytes:
    return report(data=document.as_data())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", [samples.live, samples.by_diary])
def test_a_report_of_a_visit_looks_as_it_did_when_somebody_last_looked_at_it(way, language, looks_like):
    first, second, *_others = pages_of(drawn(pages(way(), language)))

    looks_like(png_of(second if way is samples.by_diary else first), f"visit_report_{way.__name__}_{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_is_told_language_direction_and_structure(language):
    document = pages(samples.by_diary(), language)
    heard = told(drawn(document))

    assert (heard.language, heard.conformance, heard.is_marked, heard.shows_title) == (language, "1", True, True)
    assert heard.title == f"{document.title}: {document.subject}"
    assert heard.direction == ("/R2L" if is_rtl(language) else "/L2R")
    assert heard.headings() == [section.level for section in document.sections]
    assert set(heard.headings()) == {1, 2, 3}


def test_each_finding_tells_which_centre_noted_it_and_in_which_language_it_is_not_the_readers():
    text = " ".join(told(drawn(pages(samples.live()))).text.split())

    assert (
        "Every workshop weighs its waste on Fridays, and learners write the figure on the board. Tunis Centre" in text
    )
    assert "ENAIP Trento · French" in text
    assert "Tunis Centre · English" not in text


def test_the_overview_counts_what_was_noted_and_an_area_without_notes_stands_there_only():
    document = pages(samples.live())
    [table] = [block for section in document.sections for block in section.blocks if block.kind == "table"]

    assert table.rows[0] == ("Going green", "2", "0", "1", "1")
    assert table.rows[2] == ("Work-based learning", "0", "0", "0", "0")
    assert "Work-based learning" not in {section.heading for section in document.sections}


def test_a_visit_on_which_nobody_noted_anything_says_so():
    text = told(drawn(pages(samples.unnoted()))).text

    assert "Nobody has noted anything yet." in text
    assert "The host centre has not added anything." in text


def test_a_draft_says_that_it_is_one_and_a_final_report_does_not():
    draft, final = (told(drawn(pages(replace(samples.live(), is_draft=is_draft)))) for is_draft in (True, False))

    assert (draft.title, final.title) == (
        "Draft report of a peer visit: Akhali Talga",
        "Report of a peer visit: Akhali Talga",
    )
    assert "This is a draft, for the centres of this visit only." in " ".join(draft.text.split())
    assert "draft" not in final.text


def test_the_diary_tells_files_answers_and_silent_days():
    text = " ".join(told(drawn(pages(samples.by_diary()))).text.split())

    assert "With it: 3 photos (1.2 MB), one voice note (0.3 MB). In the chat, diary 4 shows them." in text
    assert "3 visitors found this useful." in text
    assert "A question of the visitors How many learners share one bench?" in text
    assert "The answer Two, and never more than twelve in the room." in text
    assert "Nothing was told on this day." in text


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(WORDS, min_size=6, max_size=6))
def test_a_report_comes_out_whatever_was_typed(typed):
    said = Said(typed[0], typed[1], "en")
    found = replace(
        samples.by_diary(),
        host=typed[2],
        areas=(AreaFound(typed[3], dict.fromkeys(FindingKind, (said,))),),
        oral=(said,),
        diary=(DiaryDay(typed[4], typed[5], (said,)),),
        comments=(HostComment(said, typed[4]),),
    )
    assert told(drawn(pages(found))).conformance == "1"
