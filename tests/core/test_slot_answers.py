"""Choosing one of several moments on offer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import translator
from bot.core.given import Accepted, Given, Listener, Option, Unclear
from bot.core.slots import Offered, SeveralSlots, Slot
from bot.i18n.markup import plain
from bot.i18n.phrase import _
from bot.i18n.translator import Reader

TRANSLATOR = translator()
ZONE = "Africa/Tunis"
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)  # a Saturday


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


SLOTS = Slot(
    (
        Offered("a", at("2026-12-01 14:00")),  # Tuesday
        Offered("b", at("2026-12-02 10:00")),
        Offered("c", at("2026-12-02 15:00")),
        Offered("d", at("2026-12-11 09:30")),  # Friday of the week after
    )
)


def listener(language, zone=ZONE):
    return Listener(language, zone, NOW, TRANSLATOR.bound(Reader(language, zone)))


def meant(text, language="en", slots=SLOTS):
    understood = slots.parse(Given(text=text), listener(language), None)
    return understood.value if isinstance(understood, Accepted) else None


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en", "2", "b"),
        ("en", "٢", "b"),
        ("en", "no. 2", None),
        ("en", "#2", "b"),
        ("en", "5", None),
        ("en", "the second", "b"),
        ("en", "The first one.", "a"),
        ("en", "the fifth", None),
        ("en", "last", "d"),
        ("en", "1 December", "a"),
        ("en", "2026-12-11", "d"),
        ("en", "Friday", "d"),
        ("en", "Friday 9:30", "d"),
        ("en", "Friday at 9:30", "d"),
        ("en", "Friday at 10", None),
        ("en", "2 December 15:00", "c"),
        ("en", "14:00", "a"),
        ("en", "at 2 pm", "a"),
        ("en", "1 December 15:00", None),  # the day is on offer, the hour is not
        ("en", "4 December", None),  # another Friday
        ("en", "whenever you like", None),
        ("en", "", None),
        ("fr", "la deuxième", "b"),
        ("fr", "le premier", "a"),
        ("fr", "1er", "a"),
        ("fr", "la dernière", "d"),
        ("fr", "mardi", "a"),
        ("fr", "mardi 14h", "a"),
        ("fr", "mardi à 14 h", "a"),
        ("fr", "le 1 décembre", "a"),
        ("fr", "10h", "b"),
        ("fr", "vendredi 11 décembre 9h30", "d"),
        ("ar", "الثاني", "b"),
        ("ar", "الأول", "a"),
        ("ar", "الاول", "a"),
        ("ar", "الأخير", "d"),
        ("ar", "الثلاثاء", "a"),
        ("ar", "الجمعة", "d"),
        ("ar", "١ ديسمبر", "a"),
        ("ar", "٢", "b"),
        ("ar", "٣ م", "c"),
    ],
)
def test_a_slot_is_named_by_its_number_its_place_its_day_or_its_hour(language, typed, expected):
    assert meant(typed, language) == expected


@pytest.mark.parametrize(("typed", "numbers"), [("Wednesday", "2 and 3"), ("2 December", "2 and 3")])
def test_where_several_fit_their_numbers_are_told(typed, numbers):
    understood = SLOTS.parse(Given(text=typed), listener("en"), None)
    assert isinstance(understood, Unclear)
    assert listener("en").render(understood.expected) == (
        f"Several fit: {numbers}. Please write the number of one of them."
    )


def test_an_hour_is_one_on_the_readers_own_clock_whatever_else_the_label_says():
    label = _("{time} your time, {there} in {city}", time="15:00", there="12:00", city="Accra")
    slots = Slot((Offered("a", at("2026-12-01 13:00"), label), Offered("b", at("2026-12-01 10:00"))))
    understood = slots.parse(Given(text="12:00"), listener("en", "Asia/Tbilisi"), None)
    assert isinstance(understood, Unclear)


def test_a_tap_is_its_place():
    assert SLOTS.parse(Given(option=3), listener("en"), None) == Accepted("d")
    assert isinstance(SLOTS.parse(Given(option=4), listener("en"), None), Unclear)


def test_what_is_kept_is_admitted_as_long_as_it_is_on_offer():
    assert SLOTS.load(SLOTS.dump("c")) == "c"
    assert SLOTS.admits("c")
    assert not Slot(SLOTS.offered[:2]).admits("c")
    assert listener("en").render(SLOTS.show("a")) == "Tuesday 1 December 2026, 14:00 (Tunis)"


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(["en", "fr", "ar"]))
def test_whatever_is_typed_means_a_slot_on_offer_or_is_asked_again(typed, language):
    understood = SLOTS.parse(Given(text=typed), listener(language), None)
    assert isinstance(understood, Unclear) or SLOTS.admits(understood.value)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 90 * 24 * 4), min_size=1, max_size=10))
def test_each_slot_is_meant_by_its_number_and_by_its_day_and_hour_in_full(quarters):
    first = datetime(2026, 12, 1, tzinfo=ZoneInfo(ZONE))
    local = [first + timedelta(minutes=15 * quarter) for quarter in sorted(quarters)]
    slots = Slot(tuple(Offered(str(number), moment.astimezone(UTC)) for number, moment in enumerate(local)))
    for number, moment in enumerate(local):
        assert meant(str(number + 1), slots=slots) == str(number)
        if local.count(moment) == 1:
            assert meant(moment.strftime("%Y-%m-%d %H:%M"), slots=slots) == str(number)


SEVERAL = SeveralSlots(
    tuple(Option(one.value, one.shown) for one in SLOTS.offered), moments=tuple(one.at for one in SLOTS.offered)
)


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en", "1 3", ("a", "c")),
        ("en", "Tuesday", ("a",)),
        ("en", "Wednesday", ("b", "c")),
        ("en", "Wednesday 15:00", ("c",)),
        ("en", "Tuesday and Friday", ("a", "d")),
        ("en", "Friday\n1 December 14:00", ("a", "d")),
        ("en", "Wednesday 15:00, 1 and 11 December", ("a", "c", "d")),
        ("en", "Wednesday at 10\nFriday at 9:30", ("b", "d")),
        ("en", "Tuesday and 4", ("a", "d")),
        ("fr", "vendredi et mardi 14h", ("a", "d")),
        ("fr", "le 2 décembre à 15 h", ("c",)),
        ("ar", "الثلاثاء والجمعة", ("a", "d")),
        ("ar", "١ ديسمبر", ("a",)),
    ],
)
def test_several_are_named_by_their_numbers_their_days_or_their_hours(language, typed, expected):
    assert SEVERAL.parse(Given(text=typed), listener(language), None) == Accepted(expected)


@pytest.mark.parametrize("typed", ["Monday", "Wednesday 11:00", "Tuesday and Monday", "Monday 7 December 2026"])
def test_what_is_not_among_them_is_said_in_full(typed):
    understood = SEVERAL.parse(Given(text=typed), listener("en"), None)
    assert isinstance(understood, Unclear)
    assert listener("en").render(understood.expected).endswith("is not among these times. Please choose from them.")


def test_one_that_is_not_on_offer_is_said_in_full():
    understood = SLOTS.parse(Given(text="Friday at 10"), listener("en"), None)
    assert isinstance(understood, Unclear)
    assert plain(listener("en").render(understood.expected)) == (
        "Friday 4 December 2026, 10:00 (Tunis) is not among these times. Please choose one of them."
    )


def test_several_are_tapped_one_by_one():
    halfway = SEVERAL.parse(Given(option=3), listener("en"), None)
    assert halfway.draft == {"picked": ["d"]}
    assert SEVERAL.parse(Given(control="done"), listener("en"), halfway.draft) == Accepted(("d",))
