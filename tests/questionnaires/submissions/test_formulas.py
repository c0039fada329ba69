"""What people typed never becomes a formula, and comes back as they typed it."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaires.submissions.formulas import as_typed, as_typed_in_csv, defused, defused_in_csv
from bot.questionnaires.submissions.spelling import spelled, unspelled

SIGNS = "=+-@＝＋－＠"
PIECES = [*SIGNS, *"';,\"\t\r\n 0a\u00a0\u200f", ";=", "\n-", '\t"@', "\r +"]
NASTY = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=8).map("".join)


def is_a_formula(cell):
    return cell.lstrip(' \t\r\n\u00a0"')[:1] in set(SIGNS)


@given(NASTY)
def test_no_cell_begins_like_a_formula_and_every_one_comes_back(text):
    assert not is_a_formula(defused(text))
    assert defused(text)[:1] not in {"\t", "\r", "\n"} or not text
    assert as_typed(defused(text)) == text
    assert as_typed_in_csv(defused_in_csv(text)) == text


@given(NASTY, st.sampled_from(",;\t"))
def test_no_cell_begins_like_a_formula_whatever_separator_the_reader_expects(text, separator):
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_MINIMAL).writerow(["x", defused_in_csv(text), "y"])
    for row in csv.reader(StringIO(written.getvalue(), newline=""), delimiter=separator):
        assert not any(map(is_a_formula, row))


@pytest.mark.parametrize(
    "text", ["'tis true", "''", "plain", "a-b", "1 - 2", "", "a = b; c", "x' =", "mail@example.org"]
)
def test_ordinary_text_stays_as_it_is(text):
    assert defused(text) == defused_in_csv(text) == as_typed(text) == as_typed_in_csv(text) == text


@pytest.mark.parametrize(
    ("text", "in_workbook", "in_csv"),
    [
        ("=1+1", "'=1+1", "'=1+1"),
        ("'=1+1", "''=1+1", "''=1+1"),
        ("\t=1", "'\t=1", "'\t'=1"),
        (' "@x', "' \"@x", "' \"@x"),
        ("a;=1", "a;=1", "a;'=1"),
        ("one\n- two", "one\n- two", "one\n'- two"),
    ],
)
def test_the_apostrophe_stands_where_a_formula_would_begin(text, in_workbook, in_csv):
    assert (defused(text), defused_in_csv(text)) == (in_workbook, in_csv)


@given(st.text(st.characters() | st.sampled_from("\0\x07\r\x1f\ud800\uffff_x005F17"), max_size=20), st.booleans())
def test_what_is_spelled_can_be_held_and_comes_back(text, returns):
    kept = spelled(text, returns=returns)
    kept.encode()
    assert all(character >= " " or character in "\t\n\r" for character in kept)
    assert "\r" not in kept or not returns
    assert unspelled(kept) == text
