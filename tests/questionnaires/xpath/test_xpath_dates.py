from datetime import datetime

import pytest

from bot.questionnaires.xpath.errors import XPathValueError
from tests.questionnaires.xpath.forms import SPRING, evaluate, string


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Tue 4 Aug 2026"),
        ("fr", "mar. 4 août 2026"),
        ("ar", "الثلاثاء 4 أغسطس 2026"),
        ("pt-BR", "ter. 4 ago. 2026"),
        ("xx-nothing", "Tue 4 Aug 2026"),
    ],
)
def test_dates_are_written_in_the_respondents_language(language, expected):
    assert string("format-date('2026-08-04', '%a %e %b %Y')", language=language) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("%Y-%m-%d", "2026-03-28"),
        ("%y/%n/%e", "26/3/28"),
        ("%H:%M:%S.%3", "09:05:07.089"),
        ("%h h", "9 h"),
        ("100%%", "100%"),
        ("", ""),
    ],
)
def test_each_part_of_a_date_can_be_written(pattern, expected):
    assert string(f"format-date-time(now(), '{pattern}')", now=SPRING) == expected


@pytest.mark.parametrize("pattern", ["%Q", "%"])
def test_an_unknown_part_of_a_date_is_refused(pattern):
    with pytest.raises(XPathValueError, match="cannot be written"):
        string(f"format-date(today(), '{pattern}')")


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("today()", "2026-03-28"),
        ("now()", "2026-03-28T09:05:07.089+01:00"),
        ("date(today() + 1)", "2026-03-29"),
        ("date(today() + 2)", "2026-03-30"),
        ("date(today() + 7 - 1)", "2026-04-03"),
        ("date('2026-03-30') - today()", "2"),
        ("'2026-03-30' - '2026-03-28'", "2"),
        ("int((today() - date('1980-03-27')) div 365.25)", "46"),
        ("date('2026-03-30') > today()", "true"),
        ("today() = '2026-03-28'", "true"),
        ("'2026-03-30' = '2026-03-29T22:00:00.000Z'", "true"),
        ("date-time('2026-07-14T10:00:00Z')", "2026-07-14T12:00:00.000+02:00"),
        ("decimal-time('12:00:00.000+01:00')", "0.5"),
        ("format-date('2026-07-14T10:00:00Z', '%H')", "12"),
        ("date('2026-02-30')", "Invalid Date"),
        ("format-date('2026-02-30', '%Y')", ""),
        ("date('0000-01-01')", "Invalid Date"),
        ("date(1e300)", "Invalid Date"),
        ("today() + 1e300", "1" + "0" * 300),
    ],
)
def test_dates_are_counted_on_the_calendar_across_a_change_of_clocks(expr, expected):
    assert string(expr, now=SPRING) == expected


def test_the_time_needs_a_zone():
    with pytest.raises(ValueError, match="zone"):
        evaluate("now()", "<data/>", now=datetime(2026, 1, 1))  # noqa: DTZ001  the missing zone is the point
