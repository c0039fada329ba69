"""An action plan on paper: drawn, and read as a screen reader does."""

import pytest

from bot.reports.action_plan_pages import PlannedLine, PlanPaper, document
from bot.reports.drawing import report
from tests.reports.sample_words import renderer
from tests.reports.screen_reader import told

pytestmark = pytest.mark.slow  # draws whole papers

BREAD = PlannedLine("A month without waste, *as typed* <b>", ("To be done by 2 May 2023.", "In charge: Marco."))
OVER = PlannedLine("Three bakeries", ("Done on 1 March 2023.",))


def drawn(language, to_do=(BREAD,), over=(OVER,)):
    paper = PlanPaper("ENAIP Trento", "ETF", "14 March 2023", tuple(to_do), tuple(over))
    return told(report(data=document(paper, language, renderer(language)).as_data()))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_is_a_paper_for_everybody_in_its_language_and_direction(language):
    read = drawn(language)
    assert (read.language, read.is_marked, read.shows_title, read.conformance) == (language, True, True, "1")
    assert read.direction == ("/R2L" if language == "ar" else "/L2R")
    assert read.headings() == [1, 1]


def test_all_that_is_planned_stands_in_it_as_it_was_typed():
    read = drawn("en")
    for words in ("A month without waste, *as typed* <b>", "In charge: Marco.", "Three bakeries", "ENAIP Trento"):
        assert words in read.text


def test_a_plan_without_anything_to_do_says_so():
    read = drawn("en", to_do=(), over=())
    assert "Nothing at present." in read.text
    assert read.headings() == [1]
