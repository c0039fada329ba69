"""A transfer sheet on paper: drawn, and read as a screen reader does."""

import pytest

from bot.domain.transfers import PART_NAMES, SheetPart
from bot.reports.drawing import report
from bot.reports.transfer_pages import TransferPaper, document
from tests.reports.sample_words import renderer
from tests.reports.screen_reader import told

pytestmark = pytest.mark.slow  # draws whole papers

STORIES = {"outcome": "It works", "story_here": "We weigh on Fridays.", "story_there": "They sent us their scales."}


def drawn(language, *, parts=tuple(SheetPart), **stories):
    sheet = {part: f"Bread {number}, *as typed* <b>" for number, part in enumerate(parts)}
    paper = TransferPaper(1, 4, "Nothing goes to waste", "Centre de Tunis", "ENAIP Trento", "ETF", sheet, **stories)
    return told(report(data=document(paper, language, renderer(language)).as_data()))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("stories", [{}, STORIES], ids=["planned", "told by both"])
def test_it_is_a_paper_for_everybody_in_its_language_and_direction(language, stories):
    read = drawn(language, **stories)
    assert (read.language, read.is_marked, read.shows_title, read.conformance) == (language, True, True, "1")
    assert read.direction == ("/R2L" if language == "ar" else "/L2R")
    assert read.headings() == [1] * (len(SheetPart) + bool(stories))


def test_all_that_was_written_stands_in_it_and_what_was_not_does_not():
    read = drawn("en", parts=(SheetPart.ACTION, SheetPart.WHY), **STORIES)
    for words in ("Bread 1, *as typed* <b>", *STORIES.values(), "transfer 1, practice 4", "ENAIP Trento"):
        assert words in read.text
    names = {part: str(PART_NAMES[part].msgid) for part in SheetPart}
    assert names[SheetPart.WHY] in read.text
    assert names[SheetPart.WITH_WHOM] not in read.text
