"""A moment or a day as an answer: an hour that clocks leave out, a day that has passed, an end of the calendar."""

from datetime import UTC, datetime

import pytest

from bot.core.given import Accepted, Given, Halfway, Listener, Unclear
from bot.core.moments import FROM_TODAY, Date, DateTime
from bot.i18n.translator import Reader, Translator, unisolated

TRANSLATOR = Translator({})
NOW = datetime(2026, 3, 13, 9, tzinfo=UTC)


def parsed(text, zone="Europe/Rome", kind=DateTime(), now=NOW):  # noqa: B008 - it never changes
    return kind.parse(Given(text=text), Listener("en", zone, now, str), None)


def said(understood):
    assert isinstance(understood, Unclear), understood
    return unisolated(TRANSLATOR.render(understood.expected, Reader("en", "Europe/Rome")))


def test_it_is_told_what_comes_instead():
    assert said(parsed("2026-03-29 02:30")) == (
        "That hour does not exist: clocks go forward then, and Sunday 29 March 2026, 03:30 (Rome) is what comes instead. "
        "Please give another hour."
    )


@pytest.mark.parametrize(
    ("text", "zone", "at"),
    [
        ("2026-03-29 03:30", "Europe/Rome", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-03-29 02:30", "Africa/Tunis", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", "Europe/Rome", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # of two, the first
    ],
)
def test_hours_that_clocks_show_are_taken(text, zone, at):
    understood = parsed(text, zone)
    assert isinstance(understood, Halfway)
    assert datetime.fromisoformat(understood.draft["at"]) == at


def test_a_questionnaire_takes_what_it_always_took():
    assert isinstance(parsed("2026-03-29 02:30", kind=DateTime(to_come=False)), Halfway | Accepted)


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Pacific/Kiritimati"])
def test_the_ends_of_time_are_no_error(zone):
    for text in ("9999-12-31 23:30", "0001-01-01 00:30", "9999-01-01 10:00"):
        assert said(parsed(text, zone)).startswith("Please write a day and an hour")
        assert isinstance(parsed(text[:10], zone, kind=Date()), Unclear)


@pytest.mark.parametrize("text", ["yesterday", "2026-03-12", "12 March 2026"])
def test_a_day_to_come_that_has_passed_is_asked_for_anew_at_once(text):
    assert said(parsed(text, kind=FROM_TODAY)) == "That day has passed already. Please give a day to come."
    assert isinstance(parsed(text, kind=Date()), Halfway | Accepted)


def test_today_is_no_day_that_has_passed_wherever_one_is():
    evening = datetime(2026, 3, 13, 22, tzinfo=UTC)  # the fourteenth in Tbilisi
    assert isinstance(parsed("2026-03-13", zone="Asia/Tbilisi", kind=FROM_TODAY, now=evening), Unclear)
    assert isinstance(parsed("2026-03-13", zone="Africa/Tunis", kind=FROM_TODAY, now=evening), Accepted)
