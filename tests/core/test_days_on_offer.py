"""Choosing a day where some are on offer: by a tap, its number, or whatever names it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import translator
from bot.core.days_on_offer import OneDay
from bot.core.given import Accepted, Given, Halfway, Listener, Option, Unclear
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines
from bot.i18n.translator import Reader, unisolated

TRANSLATOR = translator()
ZONE = "Africa/Tunis"
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)  # a Saturday
OFFERED = (
    date(2026, 12, 1),
    date(2026, 12, 11),
    date(2026, 12, 14),
    date(2026, 12, 18),
)  # Tuesday, Friday, Monday, Friday
ALLOWED = (*(date(2026, 12, day) for day in (1, 2, 3, 8, 11, 14, 17, 18)), date(2027, 1, 10))  # the last is a Sunday
WHY = "Somebody is off then."
DAYS = OneDay(OFFERED, (Option("another", "Another day"),), ALLOWED, why=WHY)
DONE = OneDay((), (Option("today", "Today"),), to_come=False)
TO_COME = OneDay(())


def listener(language="en"):
    return Listener(language, ZONE, NOW, TRANSLATOR.bound(Reader(language, ZONE)))


def parsed(text, language="en", kind=DAYS):
    return kind.parse(Given(text=text), listener(language), None)


def said(words):
    return unisolated(plain(TRANSLATOR.render(words, Reader("en", ZONE))))


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en", "Tuesday", "2026-12-01"),
        ("en", "on Tuesday at 14h", "2026-12-01"),
        ("en", "1 December", "2026-12-01"),
        ("en", "1/12", "2026-12-01"),
        ("en", "Monday", "2026-12-14"),  # not the next one
        ("en", "Friday 11", "2026-12-11"),
        ("en", "Friday 18 December, 10:00", "2026-12-18"),
        ("en", "3", "2026-12-14"),
        ("en", "Another day", "another"),
        ("en", "5", "another"),
        ("en", "2026-12-17", "2026-12-17"),  # not on offer, but allowed, and no other can be meant
        ("fr", "mardi", "2026-12-01"),
        ("fr", "mardi 14h", "2026-12-01"),
        ("fr", "lundi à 14 h", "2026-12-14"),
        ("fr", "le 1er décembre", "2026-12-01"),
        ("fr", "le 1er décembre à 14h", "2026-12-01"),
        ("fr", "vendredi 11 décembre", "2026-12-11"),
        ("fr", "lundi 14 décembre 14h", "2026-12-14"),
        ("fr", "1.12", "2026-12-01"),
        ("ar", "الثلاثاء", "2026-12-01"),
        ("ar", "الاثنين الساعة 3", "2026-12-14"),
        ("ar", "يوم الاثنين", "2026-12-14"),
        ("ar", "١٤ ديسمبر", "2026-12-14"),
        ("ar", "٣", "2026-12-14"),
    ],
)
def test_a_day_on_offer_is_named_by_its_number_its_date_or_its_weekday(language, typed, expected):
    assert parsed(typed, language) == Accepted(expected)


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("en", "2 December", "2026-12-02"),
        ("en", "Thursday", "2026-12-03"),
        ("en", "Sunday", "2027-01-10"),  # the first that is allowed, though there are others before
        ("fr", "mercredi 14h", "2026-12-02"),
        ("fr", "dans 5 jours", "2026-12-03"),
        ("ar", "٨ ديسمبر", "2026-12-08"),
    ],
)
def test_another_day_that_is_allowed_is_echoed_in_full_and_confirmed(language, typed, day):
    halfway = parsed(typed, language)
    assert isinstance(halfway, Halfway)
    assert halfway.draft == {"day": day}
    assert "yes" in DAYS.controls(halfway.draft)
    assert DAYS.parse(Given(control="yes"), listener(language), halfway.draft) == Accepted(day)


def test_the_echo_names_the_weekday_and_the_year():
    assert said(parsed("2 December").note) == "That is Wednesday 2 December 2026. Right? Write yes, or another day."


def test_where_several_fit_their_numbers_are_told():
    assert said(parsed("Friday").expected) == "Several fit: 2 and 4. Please write the number of one of them."
    assert said(parsed("vendredi 14h", "fr").expected) == said(parsed("Friday").expected)


@pytest.mark.parametrize(
    ("typed", "day"), [("tomorrow", "Sunday 29 November 2026"), ("4/12", "Friday 4 December 2026")]
)
def test_of_a_day_that_cannot_be_it_is_said_which_and_why(typed, day):
    unclear = parsed(typed)
    assert isinstance(unclear, Unclear)
    assert isinstance(unclear.expected, Lines)
    assert [said(words) for words in unclear.expected.items] == [f"{day} is not possible.", WHY]


@pytest.mark.parametrize("typed", ["14h", "whenever", "", "31", "December"])
def test_what_names_no_day_is_asked_again(typed):
    assert said(parsed(typed).expected).startswith("Please write a day")


@pytest.mark.parametrize("typed", ["Friday 14 December", "Friday 14 December 14h"])
def test_a_weekday_that_is_not_that_of_its_day_is_told(typed):
    assert said(parsed(typed).expected).startswith("In the calendar that is Monday 14 December 2026.")


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (DONE, "today", Accepted("today")),
        (DONE, "2026-11-20", Accepted("2026-11-20")),
        (TO_COME, "2026-12-20", Accepted("2026-12-20")),
    ],
)
def test_where_no_days_are_named_any_will_do(kind, typed, expected):
    assert parsed(typed, kind=kind) == expected


@pytest.mark.parametrize(
    ("typed", "day"), [("yesterday", "2026-11-27"), ("Friday", "2026-11-27"), ("20/11", "2026-11-20")]
)
def test_what_has_been_done_was_done_on_a_day_that_has_come(typed, day):
    assert parsed(typed, kind=DONE).draft == {"day": day}


def test_days_on_the_wrong_side_of_today_are_asked_for_anew():
    assert said(parsed("2026-12-01", kind=DONE).expected).startswith("Tuesday 1 December 2026 is still to come.")
    assert said(parsed("yesterday", kind=TO_COME).expected) == "That day has passed already. Please give a day to come."


def test_what_is_kept_is_admitted_as_long_as_it_is_possible():
    assert DAYS.load(DAYS.dump("2026-12-17")) == "2026-12-17"
    assert [
        value for value in ("2026-12-01", "2026-12-17", "another", "2026-12-20", "soon", None) if DAYS.admits(value)
    ] == [
        "2026-12-01",
        "2026-12-17",
        "another",
    ]
    assert said(DAYS.show("2026-12-17")) == "Thursday 17 December 2026"
    assert said(DAYS.show("another")) == "Another day"


@given(st.text(max_size=30), st.sampled_from(["en", "fr", "ar"]))
def test_whatever_is_typed_means_a_possible_day_or_is_asked_again(typed, language):
    understood = parsed(typed, language)
    match understood:
        case Accepted(value):
            assert DAYS.admits(value)
        case Halfway(draft):
            assert DAYS.admits(draft["day"])
        case _:
            assert isinstance(understood, Unclear)
