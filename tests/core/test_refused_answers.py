"""Answers that a question cannot take: what is said instead, with an example."""

from datetime import UTC, datetime
from decimal import Decimal as Exact

import pytest

from bot.core.amounts import Decimal, WholeNumber
from bot.core.answers import Contact, Place, SeveralOf
from bot.core.given import Accepted, Given, Listener, Option, Unclear
from bot.i18n.translator import Reader, Translator

READER = Reader("en", "UTC")
TRANSLATOR = Translator({})
LISTENER = Listener("en", "UTC", datetime(2023, 3, 14, 9, tzinfo=UTC), TRANSLATOR.bound(READER))
MINUTES = WholeNumber(at_least=10, at_most=90)
A_NUMBER = "Please give a whole number from 10 to 90."
A_CONTACT = 'Please give an e-mail address or a telephone number, for example "+216 20 123 456".'
A_PLACE = 'Please send a location, or its latitude and longitude, for example "36.8 10.2".'
COLOURS = (Option("r", "Red"), Option("g", "Green"), Option("b", "Blue"))


def understood(kind, given, draft=None):
    """The value, or the words that are said instead."""
    result = kind.parse(given, LISTENER, draft)
    if isinstance(result, Accepted):
        return result.value
    assert isinstance(result, Unclear)
    return TRANSLATOR.render(result.expected, READER)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10", 10),
        ("٩٠", 90),
        ("9", A_NUMBER),
        ("91", A_NUMBER),
        ("-20", A_NUMBER),
        ("1.5", A_NUMBER),
        ("1.000", A_NUMBER),
        ("many", A_NUMBER),
    ],
)
def test_a_whole_number_lies_within_its_bounds(typed, expected):
    assert understood(MINUTES, Given(typed)) == expected


@pytest.mark.parametrize(
    ("at_least", "at_most", "typed", "expected"),
    [
        (None, None, "many", 'Please give a number, for example "12.5".'),
        (None, None, "-0.25", Exact("-0.25")),
        ("0", "100", "100,1", "Please give a number from 0 to 100."),
        ("0", "100", "٩٩٫٥", Exact("99.5")),
        ("0.5", None, "0.4", "Please give a number that is 0.5 or more."),
        (None, "20", "20.01", "Please give a number that is 20 or less."),
    ],
)
def test_a_decimal_lies_within_its_bounds(at_least, at_most, typed, expected):
    bounds = [None if bound is None else Exact(bound) for bound in (at_least, at_most)]
    assert understood(Decimal(*bounds), Given(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("amina@example.org", "amina@example.org"),
        ("+216 20 123 456", "+216 20 123 456"),
        ("amina@example", A_CONTACT),
        ("@example.org", A_CONTACT),
        ("amina at example.org", A_CONTACT),
        ("12345", A_CONTACT),
        ("1234567890123456", A_CONTACT),
        ("call 20123456", A_CONTACT),
        (f"{'a' * 250}@example.org", A_CONTACT),
        ("", A_CONTACT),
    ],
)
def test_a_contact_is_a_mail_address_or_a_telephone_number(typed, expected):
    assert understood(Contact(), Given(typed)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Given(place=(36.8, 10.2)), (36.8, 10.2)),
        (Given("36.8, 10.2"), (36.8, 10.2)),
        (Given("-15.8 35.0"), (-15.8, 35.0)),
        (Given("91 10"), A_PLACE),
        (Given("10 181"), A_PLACE),
        (Given("nan nan"), A_PLACE),
        (Given("36.8"), A_PLACE),
        (Given("Tunis"), A_PLACE),
    ],
)
def test_a_place_is_sent_or_typed_as_latitude_and_longitude(given, expected):
    assert understood(Place(), given) == expected


@pytest.mark.parametrize(
    ("at_least", "picked", "expected"),
    [
        (1, [], "Please choose at least one."),
        (2, ["r"], "Please choose at least 2."),
        (2, ["r", "b"], ("r", "b")),
        (0, [], ()),
    ],
)
def test_done_needs_as_many_as_were_asked_for(at_least, picked, expected):
    assert understood(SeveralOf(COLOURS, at_least), Given(control="done"), {"picked": picked}) == expected


@pytest.mark.parametrize("typed", ["4", "1 9", "0", "purple", ""])
def test_several_of_takes_only_what_is_on_offer(typed):
    assert understood(SeveralOf(COLOURS), Given(typed)) == 'Please choose one or more, for example "1 3".'
