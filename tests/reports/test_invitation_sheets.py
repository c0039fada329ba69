"""Invitations for staff rooms: looked at in each language, and read aloud."""

import pytest

from bot.reports.drawing import invitation_sheets
from bot.reports.invitation_sheet import as_data
from bot.storage.memberships import CentreFunction
from tests.reports.conftest import pages_of, png_of
from tests.reports.sample_invitations import CODE, ON_MATRIX, ON_TELEGRAM, sheet
from tests.reports.screen_reader import told


def drawn(*sheets):
    return invitation_sheets(data=as_data(sheets))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_sheet_looks_as_it_did_when_somebody_last_looked_at_it(language, looks_like):
    (page,) = pages_of(drawn(sheet(language)))
    looks_like(png_of(page), f"invitation_sheet_{language}")


def test_each_centre_has_a_page_in_its_own_language():
    paper = drawn(sheet("fr", ON_TELEGRAM, ON_MATRIX), sheet("ar"), sheet("en"))
    heard = told(paper)
    assert len(pages_of(paper)) == 3
    assert (heard.language, heard.headings()) == ("fr", [1, 2, 2, 1, 2, 2, 2, 1, 2, 2, 2])
    for words in ("Sur Telegram", "In the browser", "On Matrix"):
        assert words in heard.text


def test_those_who_cannot_scan_read_what_to_type():
    heard = told(drawn(sheet("en")))
    assert heard.text.count(CODE) == 4
    assert "@passerelle:example.org" in heard.text
    assert f"!start {CODE}" in heard.text
    assert [one.alt for one in heard.elements if one.role == "Figure"] == ["On Telegram", "In the browser", "On Matrix"]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_longest_name_of_a_centre_leaves_a_sheet_on_one_page(language):
    long = sheet(language, name="Lycée professionnel " * 10, function=CentreFunction.COORDINATOR)
    assert len(pages_of(drawn(long))) == 1
