"""Numbers as people type them, whatever their script, decimal mark and thousands."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.typed_numbers import TypedNumber, read_number, read_whole_number

ARABIC, DEVANAGARI = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"), str.maketrans("0123456789", "०१२३४५६७८९")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("12", "12"),
        ("+7", "7"),
        ("−3", "-3"),
        ("№ 3", "3"),
        ("3.", "3"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        (".5", "0.5"),
        ("-,5", "-0.5"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1'234.50", "1234.5"),
        ("1’234’567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("١٢٫٥", "12.5"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("\u200f١٢,٥", "12.5"),
        ("१२.५", "12.5"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_is_read(typed, value):
    assert read_number(typed) == TypedNumber(Decimal(value))


@pytest.mark.parametrize(
    "typed",
    [
        *("", "many", "nan", "inf", "1e5", "0x10", "12 km", "½", "²", "-", ".", "--3", "٣٫"),
        *("12 34", "1,23,4", "1 234.567 8", "1..5", "1,.5", "1234567890123456", "0.1234567890123456"),
    ],
)
def test_what_is_no_number_is_not_guessed(typed):
    assert (read_number(typed), read_whole_number(typed)) == (None, None)


@pytest.mark.parametrize(
    ("typed", "mark", "value"),
    [("1,234", ",", "1.234"), ("1,234", ".", "1234"), ("12.500", ".", "12.5"), ("12.500", ",", "12500")],
)
def test_one_mark_before_three_digits_is_read_as_the_reader_would_and_is_not_certain(typed, mark, value):
    assert read_number(typed, mark) == TypedNumber(Decimal(value), is_certain=False)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1 234", 1234), ("1,234", 1234), ("1.234", 1234), ("-1.234", -1234), ("٣", 3), ("3.0", 3), ("3,5", None)],
)
def test_where_a_whole_number_is_asked_a_mark_before_three_digits_means_thousands(typed, value):
    assert read_whole_number(typed) == value


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
@example(Decimal("0.100"))
def test_what_we_write_ourselves_is_read_in_every_script(value):
    for written in (f"{value:f}", f"{value:f}".translate(ARABIC), f"{value:f}".translate(DEVANAGARI)):
        read = read_number(written)
        assert read is not None
        assert read.value == value


@given(st.text())
def test_whatever_is_typed_it_is_a_number_or_none(typed):
    read = read_number(typed)
    assert read is None or read.value.is_finite()
