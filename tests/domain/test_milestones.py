from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.milestones import (
    SOON,
    Span,
    Standing,
    Window,
    days_after,
    days_until,
    explained,
    read,
    standing,
    window,
    written,
)
from bot.domain.programme_template import PHASES
from bot.i18n.catalogues import shipped
from bot.i18n.translator import Reader

BEGINNING = date(2022, 1, 1)
days = st.dates(date(2001, 1, 1), date(2060, 12, 31))
spans = st.builds(Span, st.integers(0, 120), st.integers(0, 400))


def in_english(words):
    return shipped().render(words, Reader("en"))


def test_the_two_phases_fall_where_the_initiative_had_them():
    found = [
        f"{drawn.begins:%Y-%m} {drawn.due:%Y-%m-%d} {one.name.msgid}"
        for phase in PHASES
        for one in phase.milestones
        for drawn in [window(BEGINNING, one.begins, one.due)]
    ]
    assert found == [
        "2022-01 2022-02-28 Shape the community",
        "2022-03 2022-04-30 Preliminary self-assessment",
        "2022-04 2022-06-30 Virtual peer visits",
        "2022-05 2022-06-30 Analyse the results",
        "2022-06 2022-07-31 Present the results",
        "2022-09 2023-03-31 Coaching and peer learning",
        "2023-01 2023-08-31 Open up to the world of VET",
        "2023-10 2023-10-31 Next steps",
    ]


@pytest.mark.parametrize(
    ("beginning", "span", "first", "last"),
    [
        ("2022-01-01", Span(2), "2022-03-01", "2022-02-28"),
        ("2024-01-31", Span(1), "2024-02-29", "2024-02-28"),
        ("2023-01-31", Span(1), "2023-02-28", "2023-02-27"),
        ("2022-12-15", Span(1), "2023-01-15", "2023-01-14"),
        ("2022-01-15", Span(0, 14), "2022-01-29", "2022-01-28"),
        ("2022-11-30", Span(3, 2), "2023-03-02", "2023-03-01"),
    ],
)
def test_a_span_counts_calendar_months_and_ends_the_day_before(beginning, span, first, last):
    start = date.fromisoformat(beginning)
    assert window(start, span, date(2099, 1, 1)).begins == date.fromisoformat(first)
    assert window(start, start, span).due == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("begins", "due"),
    [
        (date(2022, 5, 2), date(2022, 5, 1)),
        (Span(2), Span(1)),
        (Span(0), Span(0)),
        (date(1999, 1, 1), date(2022, 1, 1)),
        (Span(0), Span(3000)),
    ],
)
def test_what_ends_before_it_begins_or_is_too_far_away_is_refused(begins, due):
    with pytest.raises(ValueError, match=r"is before|is too far away|out of range"):
        window(BEGINNING, begins, due)


WINDOW = Window(date(2023, 4, 1), date(2023, 4, 30))


@pytest.mark.parametrize(
    ("today", "done_on", "stands", "words"),
    [
        ("2023-03-31", None, Standing.TO_COME, "to come, from 1 April 2023 to 30 April 2023"),
        ("2023-04-01", None, Standing.OPEN, "open, due by 30 April 2023"),
        ("2023-04-22", None, Standing.OPEN, "open, due by 30 April 2023"),
        ("2023-04-23", None, Standing.SOON, "due soon, by 30 April 2023 (7 days left)"),
        ("2023-04-29", None, Standing.SOON, "due soon, by 30 April 2023 (1 day left)"),
        ("2023-04-30", None, Standing.SOON, "due today"),
        ("2023-05-01", None, Standing.LATE, "late by 1 day, it was due by 30 April 2023"),
        ("2023-05-11", None, Standing.LATE, "late by 11 days, it was due by 30 April 2023"),
        ("2023-05-11", "2023-05-09", Standing.DONE, "done on 9 May 2023"),
        ("2023-03-01", "2023-02-09", Standing.DONE, "done on 9 February 2023"),
    ],
)
def test_how_a_centre_stands_is_told_with_the_reason(today, done_on, stands, words):
    on = None if done_on is None else date.fromisoformat(done_on)
    assert standing(WINDOW, date.fromisoformat(today), on) is stands
    assert in_english(explained(WINDOW, date.fromisoformat(today), on)) == words


@given(spans | days)
def test_what_is_kept_comes_back_as_it_was(when):
    assert read(written(when)) == when


@pytest.mark.parametrize("text", ["", "P", "P2", "2M", "soon", "2023-02-30", "P1Y", "P-1M"])
def test_what_was_never_kept_is_not_read(text):
    with pytest.raises(ValueError, match=r".+"):
        read(text)


@given(days, st.integers(0, 3000), st.integers(0, 3000))
def test_days_that_shall_move_with_the_beginning_stay_where_they_were_put(beginning, ahead, longer):
    first, last = beginning + timedelta(days=ahead), beginning + timedelta(days=ahead + longer)
    assert window(beginning, days_after(beginning, first), days_until(beginning, last)) == Window(first, last)


def test_days_before_the_beginning_cannot_move_with_it():
    with pytest.raises(ValueError, match="before the beginning"):
        days_after(BEGINNING, date(2021, 12, 31))


@given(days, st.integers(0, 300), st.dates(date(2000, 1, 1), date(2061, 12, 31)))
def test_a_centre_stands_at_one_place_only_and_in_their_order(begins, length, today):
    drawn = Window(begins, begins + timedelta(days=length))
    order = [Standing.TO_COME, Standing.OPEN, Standing.SOON, Standing.LATE]
    now, tomorrow = (standing(drawn, on, None) for on in (today, today + timedelta(days=1)))
    assert order.index(now) <= order.index(tomorrow)
    assert (now is Standing.SOON) == (drawn.begins <= today <= drawn.due and drawn.due - today <= SOON)
