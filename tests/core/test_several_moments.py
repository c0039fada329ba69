"""Several moments as one answer."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import translator
from bot.core.given import Accepted, Given, Halfway, Listener, Unclear
from bot.core.several_moments import SeveralMoments
from bot.i18n.translator import Reader, unisolated

TRANSLATOR = translator()
NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
DAYS = (date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18))
KIND = SeveralMoments(at_most=10, days=DAYS)


def listener(language="en", zone="Europe/Rome"):
    return Listener(language, zone, NOW, TRANSLATOR.bound(Reader(language, zone)))


def parsed(text, draft=None, language="en", zone="Europe/Rome"):
    return KIND.parse(Given(text=text), listener(language, zone), draft)


def said(understood):
    words = understood.expected if isinstance(understood, Unclear) else understood.note
    return unisolated(listener().render(words))


def moments(understood):
    return understood.draft["moments"]


def test_lines_become_moments_in_their_order_and_are_echoed():
    understood = parsed("2026-03-17 14:00\n16 March 10:00")
    assert moments(understood) == ["2026-03-16T09:00:00+00:00", "2026-03-17T13:00:00+00:00"]
    assert said(understood) == (
        "• Monday 16 March 2026, 10:00 (Rome)\n• Tuesday 17 March 2026, 14:00 (Rome)\n"
        "Right? Choose or write one more, or write *done*."
    )


def test_what_is_written_next_comes_to_it_once():
    first = parsed("2026-03-17 14:00")
    second = parsed("2026-03-16 10:00; 2026-03-17 14:00", first.draft)
    assert moments(second) == ["2026-03-16T09:00:00+00:00", "2026-03-17T13:00:00+00:00"]


def tapped(label, draft=None, language="en", zone="Europe/Rome"):
    to = listener(language, zone)
    labels = [unisolated(to.render(option.label)) for option in KIND.options_after(draft)]
    return KIND.parse(Given(option=labels.index(label)), to, draft)


def on_offer(draft):
    return [unisolated(listener().render(option.label)) for option in KIND.options_after(draft)]


def test_a_day_and_then_an_hour_are_tapped_as_often_as_one_likes():
    day = tapped("Monday 16 March 2026")
    assert said(day) == "*Monday 16 March 2026*: at what time? Choose one, or write the hour."
    assert KIND.controls(day.draft) == ()
    one = tapped("10:00", day.draft)
    assert moments(one) == ["2026-03-16T09:00:00+00:00"]
    two = tapped("14:00", tapped("Tuesday 17 March 2026", one.draft).draft)
    assert moments(two) == ["2026-03-16T09:00:00+00:00", "2026-03-17T13:00:00+00:00"]
    assert KIND.controls(two.draft) == ("done",)
    done = KIND.parse(Given(control="done"), listener(), two.draft)
    assert done == Accepted((datetime(2026, 3, 16, 9, tzinfo=UTC), datetime(2026, 3, 17, 13, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2", "2026-03-16T09:00:00+00:00"),  # the second of the hours
        ("11:45", "2026-03-16T10:45:00+00:00"),
        ("at half past two", "2026-03-16T13:30:00+00:00"),
        ("17", "2026-03-16T16:00:00+00:00"),
        ("wednesday 9:00", "2026-03-18T08:00:00+00:00"),
    ],
)
def test_once_the_day_is_known_the_hour_or_all_may_be_typed(typed, expected):
    assert moments(parsed(typed, tapped("Monday 16 March 2026").draft)) == [expected]


def test_a_day_that_is_typed_is_asked_for_its_hour_and_keeps_what_there_is():
    one = parsed("2026-03-17 14:00")
    day = parsed("friday", one.draft)
    assert said(day).startswith("*Friday 20 March 2026*: at what time?")
    assert said(parsed("soon", day.draft)).startswith("Please choose one of these hours, or write one")
    assert len(moments(parsed("9", day.draft))) == 2
    assert moments(tapped("Another day", day.draft)) == moments(one)


def test_one_is_taken_away_by_a_tap_and_all_may_be_kept():
    both = parsed("2026-03-17 14:00\n2026-03-16 10:00")
    assert on_offer(both.draft)[-1] == "Take one away"
    which = tapped("Take one away", both.draft)
    assert on_offer(which.draft) == [
        "Monday 16 March 2026, 10:00 (Rome)",
        "Tuesday 17 March 2026, 14:00 (Rome)",
        "Keep them all",
    ]
    assert moments(tapped("Keep them all", which.draft)) == moments(both)
    one = parsed("1", which.draft)
    assert moments(one) == ["2026-03-17T13:00:00+00:00"]
    none = parsed("1", tapped("Take one away", one.draft).draft)
    assert (moments(none), KIND.controls(none.draft)) == ([], ())
    assert on_offer(none.draft) == [f"{day:%A %-d %B %Y}" for day in DAYS]


def test_with_as_many_as_fit_no_more_days_are_on_offer():
    ten = parsed("\n".join(f"2026-04-{day:02} 10:00" for day in range(1, 11)))
    assert on_offer(ten.draft) == ["Take one away"]


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "17 March 2pm"), ("fr", "mardi 14h"), ("ar", "الثلاثاء الساعة 14:00"), ("fr", "le 17 mars à 14 h")],
)
def test_they_are_read_as_people_write(language, typed):
    assert moments(parsed(typed, language=language)) == ["2026-03-17T13:00:00+00:00"]


def test_an_hour_that_clocks_leave_out_is_told_and_nothing_is_taken():
    understood = parsed("2026-03-28 10:00\n2026-03-29 02:30")
    assert isinstance(understood, Unclear)
    assert said(understood) == (
        "That hour does not exist: clocks go forward then, and Sunday 29 March 2026, 03:30 (Rome) is what comes instead. "
        "Please give another hour."
    )


def test_what_has_passed_is_told():
    assert said(parsed("2026-03-13 10:00")).startswith("That has passed already: Friday 13 March 2026, 10:00 (Rome).")


def test_the_line_that_was_not_read_is_named():
    assert said(parsed("2026-03-17 14:00\nsometime soon")).startswith('I could not read "sometime soon".')
    assert said(parsed("")).startswith("Please write a day and an hour")


def test_three_hundred_times_are_refused_in_words():
    lines = "\n".join(f"2026-04-{1 + number % 30:02} {number % 24:02}:00" for number in range(300))
    assert said(parsed(lines)) == ("That is 300 times; at most 10 fit on a phone. Please choose the best of them.")
    ten = parsed("\n".join(f"2026-04-{day:02} 10:00" for day in range(1, 11)))
    assert said(parsed("2026-04-20 10:00", ten.draft)).startswith("That is 11 times")


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_whatever_is_typed_is_taken_as_half_or_asked_again(typed):
    understood = parsed(typed)
    assert isinstance(understood, Halfway | Unclear)


@given(st.lists(st.integers(1, 90 * 24 * 4), min_size=1, max_size=10))
@settings(max_examples=30, deadline=None)
def test_what_is_kept_comes_back_as_it_was(quarters):
    value = tuple(datetime.fromtimestamp(NOW.timestamp() + 900 * one, UTC) for one in sorted(set(quarters)))
    assert KIND.load(KIND.dump(value)) == value
    assert KIND.admits(KIND.dump(value))
