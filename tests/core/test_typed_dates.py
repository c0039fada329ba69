from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.typed_dates import (
    ends_before_it_begins,
    hour_alone,
    lacks_an_hour,
    misnamed,
    on_no_calendar,
    read_day,
    read_moment,
    tells_all,
)
from bot.i18n.languages import LANGUAGES

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("language", "text", "local"),
    [
        ("en", "2026-12-01 14:00", "2026-12-01 14:00"),
        ("en", "tomorrow 15h", "2026-11-25 15:00"),
        ("en", "tomorrow at 3pm", "2026-11-25 15:00"),
        ("en", "on friday 10:30", "2026-11-27 10:30"),
        ("en", "1 December 2026 14:00", "2026-12-01 14:00"),
        ("en", "03/12/2026 9:00", "2026-12-03 09:00"),
        ("en", "03.04.26 9:00", "2026-04-03 09:00"),
        ("fr", "demain 15h", "2026-11-25 15:00"),
        ("fr", "vendredi 14h30", "2026-11-27 14:30"),
        ("fr", "le 1 décembre à 14h", "2026-12-01 14:00"),
        ("ar", "غدًا الساعة 3", "2026-11-25 15:00"),
        ("en", "tomorrow 03:00", "2026-11-25 03:00"),
        ("en", "tomorrow 3 am", "2026-11-25 03:00"),
        ("fr", "demain à 6h", "2026-11-25 06:00"),
        ("en", "15h", "2026-11-24 15:00"),
        ("en", "7:30", "2026-11-25 07:30"),
        ("en", "tuesday 15:00", "2026-11-24 15:00"),
        ("en", "tuesday 7:00", "2026-12-01 07:00"),
        ("en", "29 February 10:00", "2028-02-29 10:00"),
        ("en", "23 November 10:00", "2027-11-23 10:00"),
        ("tr", "cuma 14:30", "2026-11-27 14:30"),
        ("sn", "tomorrow 14:30", "2026-11-25 14:30"),
        ("ar", "٢٠٢٦-١٢-٠١ ١٤:٠٠", "2026-12-01 14:00"),
        ("fr", "vendredi prochain à 14h", "2026-11-27 14:00"),
        ("fr", "après-demain à 9h", "2026-11-26 09:00"),
        ("ar", "بعد غد الساعة ١٠", "2026-11-26 10:00"),
        ("ar", "يوم الجمعة الساعة ٢ ظهرًا", "2026-11-27 14:00"),
        ("ar", "الجمعة القادمة الساعة ١٤", "2026-11-27 14:00"),
        ("ar", "غدا الساعة ٩ صباحًا", "2026-11-25 09:00"),
        ("ar", "غدًا الساعة ٣ بعد الظهر", "2026-11-25 15:00"),
        ("ar", "١ كانون الأول الساعة ١٠", "2026-12-01 10:00"),
        ("ar", "٣ ديسمبر الساعة ١٠:٣٠", "2026-12-03 10:30"),
        ("ar", "٥ جانفي ٢٠٢٧ الساعة ٩", "2027-01-05 09:00"),
        ("ar", "٢ دجنبر الساعة ١١", "2026-12-02 11:00"),
        ("ru", "завтра в 10:30", "2026-11-25 10:30"),
        ("de", "1.12.2026 14 Uhr", "2026-12-01 14:00"),
    ],
)
def test_a_moment_is_read_on_the_clock_of_whoever_typed_it(language, text, local):
    read = read_moment(text, language, "UTC", NOW)
    assert read is not None
    assert f"{read:%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize(
    "text", ["soon", "", "tomorrow", "25:99", "2026-02-31 10:00", "حسنا", "tomorrow at 25", "3" * 200]
)
def test_what_is_no_moment_is_not_guessed(text):
    assert read_moment(text, "en", "UTC", NOW) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "jeudi 27 novembre 14h"),  # a Friday
        ("fr", "jeudi 27 novembre 2026 14h"),
        ("ru", "в среду 27.11.2026 в 10:00"),
        ("en", "31 February 14:00"),
        ("en", "31/2/2026 14:00"),
        ("en", "the 5th of nothing at 14:00"),
        ("en", "call me tomorrow at 15:00 or so"),
        ("sw", "kesho saa 3"),  # nine o'clock, or not
        ("am", "ነገ 3:00"),
    ],
)
def test_what_contradicts_itself_or_may_be_another_hour_is_asked_again(language, text):
    assert read_moment(text, language, "UTC", NOW) is None


@pytest.mark.parametrize(
    ("language", "text", "is_really"),
    [
        ("fr", "jeudi 27 novembre 14h", "2026-11-27"),
        ("en", "Friday 28/11/2026 at 3pm", "2026-11-28"),
        ("ru", "в среду 27 ноября", "2026-11-27"),
        ("en", "Friday 27 November 14:00", None),
        ("en", "31 February 14:00", None),
        ("en", "soon", None),
    ],
)
def test_a_day_that_is_called_by_the_name_of_another_is_told(language, text, is_really):
    found = misnamed(text, language, "UTC", NOW, to_come=True)
    assert found == (None if is_really is None else date.fromisoformat(is_really))


@pytest.mark.parametrize(
    ("text", "lacks"),
    [("tomorrow", True), ("1 December", True), ("tomorrow 15h", False), ("15h", False), ("soon", False)],
)
def test_a_day_without_an_hour_is_told_from_what_is_none(text, lacks):
    assert lacks_an_hour(text, "en", "UTC", NOW, to_come=True) is lacks


@pytest.mark.parametrize(
    ("language", "text", "is_none"),
    [
        ("en", "31 February 14:00", True),
        ("en", "30/2/2027", True),
        ("en", "12/25/2026 10:00", True),
        ("fr", "31 février 15h", True),
        ("ar", "٣١ فبراير ١٥:٠٠", True),
        ("ru", "31 февраля", True),
        ("en", "29 February 10:00", False),
        ("fr", "jeudi 27 novembre 14h", False),  # a Friday
        ("en", "soon", False),
        ("en", "10:00", False),
    ],
)
def test_a_day_that_no_calendar_has_is_told_from_what_is_none(language, text, is_none):
    assert on_no_calendar(text, language, "UTC", NOW, to_come=True) is is_none


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("en", "14:30", time(14, 30)),
        ("en", "15", time(15)),
        ("en", "at 3 pm", time(15)),
        ("en", "10-12", time(10)),
        ("fr", "à 9h", time(9)),
        ("ar", "الساعة ٣", time(15)),
        ("ar", "الثالثة إلا ربعًا", time(14, 45)),
        ("en", "two", time(14)),
        ("fr", "trois heures et demie", time(15, 30)),
        ("en", "soon", None),
        ("en", "10 monday", None),
        ("en", "friday 10:00", None),
        ("en", "75", None),
        ("sw", "3", None),  # nine o'clock, or not
    ],
)
def test_an_hour_that_stands_alone_is_read_where_the_day_is_known(language, text, hour):
    assert hour_alone(text, language) == hour


@pytest.mark.parametrize("language", [language.tag for language in LANGUAGES if language.tag != "ny"])
@pytest.mark.parametrize("style", ["full", "long", "medium", "short"])
def test_a_day_as_every_language_writes_it_is_read_in_that_language(language, style):
    locale = "en_IE" if language == "en" else language
    for number in range(1, 365, 13):
        day = NOW.date() + timedelta(days=number)
        text = f"{format_date(day, style, locale=locale)} 14:30"
        assert read_moment(text, language, "UTC", NOW) == datetime.combine(day, time(14, 30), UTC), text


@given(st.text(max_size=60), st.sampled_from([language.tag for language in LANGUAGES]))
@settings(max_examples=50, deadline=None)
def test_whatever_is_typed_is_read_or_not_but_never_an_error(text, language):
    for typed in (text, f"{text} 14:30", f"3 {text}", f"{text} 1/2"):
        assert isinstance(read_moment(typed, language, "Africa/Tunis", NOW), datetime | None)
        assert isinstance(read_day(typed, language, "Africa/Tunis", NOW, to_come=True), date | None)


def test_the_zone_decides_the_instant():
    assert read_moment("2026-12-01 14:00", "en", "Asia/Tbilisi", NOW) == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def test_a_weekday_is_the_last_one_where_what_is_past_is_asked_for():
    read = read_moment("friday 10:30", "en", "UTC", NOW, to_come=False)
    assert read == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "last", "coming"),
    [
        ("en", "2009-03-12", "2009-03-12", "2009-03-12"),
        ("en", "12 March 2009", "2009-03-12", "2009-03-12"),
        ("en", "12/3/2009", "2009-03-12", "2009-03-12"),
        ("en", "12.3.85", "1985-03-12", "1985-03-12"),
        ("en", "3/4/26", "2026-04-03", "2026-04-03"),
        ("en", "yesterday", "2026-11-23", "2026-11-23"),
        ("en", "Mon", "2026-11-23", "2026-11-30"),
        ("en", "Tuesday", "2026-11-24", "2026-12-01"),
        ("fr", "le 1er décembre", "2025-12-01", "2026-12-01"),
        ("fr", "vendredi", "2026-11-20", "2026-11-27"),
        ("ar", "أمس", "2026-11-23", "2026-11-23"),
        ("ar", "١ ديسمبر ٢٠٢٦", "2026-12-01", "2026-12-01"),
        ("ar", "يوم الجمعة", "2026-11-20", "2026-11-27"),
        ("ar", "٢٠٢٦-١٢-٠١", "2026-12-01", "2026-12-01"),
        ("de", "24.12.", "2025-12-24", "2026-12-24"),
    ],
)
def test_a_day_is_read_as_the_last_or_the_coming_one(language, text, last, coming):
    read = [read_day(text, language, "UTC", NOW, to_come=to_come) for to_come in (False, True)]
    assert read == [date.fromisoformat(last), date.fromisoformat(coming)]


@pytest.mark.parametrize(
    "text", ["soon", "", "2009", "March 2009", "May", "5", "14:00", "31 February 2026", "2026-02-31"]
)
def test_what_is_no_day_is_not_guessed(text):
    assert read_day(text, "en", "UTC", NOW, to_come=False) is None


def test_the_zone_decides_which_day_today_is():
    late = datetime(2026, 11, 24, 22, tzinfo=UTC)
    days = [read_day("today", "en", zone, late, to_come=False) for zone in ("Africa/Tunis", "Asia/Tbilisi")]
    assert days == [date(2026, 11, 24), date(2026, 11, 25)]


@pytest.mark.parametrize("language", [language.tag for language in LANGUAGES])
def test_in_every_language_at_least_numbers_and_english_are_read(language):
    assert read_moment("tomorrow 14:00", language, "UTC", NOW) == datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert read_day("1 May 2026", language, "UTC", NOW, to_come=False) == date(2026, 5, 1)


@pytest.mark.parametrize(
    "typed", ["2023-03-03", "3 March 2023", "March 3rd, 2023", "13/3/2023", "3/13/2023", "4/4/2023", "٣ مارس ٢٠٢٣"]
)
def test_a_day_told_in_full_needs_no_confirming(typed):
    assert tells_all(typed)


@pytest.mark.parametrize("typed", ["3/4/2023", "3 March 23", "3 March", "Friday", "in 2 weeks", "2023/3/4"])
def test_a_day_that_may_be_another_is_confirmed(typed):
    assert not tells_all(typed)


@pytest.mark.parametrize(
    ("language", "text", "backwards"),
    [
        ("en", "Friday 15:00-14:00", True),
        ("en", "2026-12-01 10:00-09:00", True),
        ("en", "Friday from 14 to 12", True),
        ("fr", "vendredi de 15h à 14h", True),
        ("ar", "الجمعة من ١٥ إلى ١٤", True),
        ("en", "Friday from 10 to 2", False),
        ("en", "Friday 10-12", False),
        ("en", "Friday 16-10", False),
        ("fr", "vendredi de 9h à 10h30", False),
        ("en", "2026-12-01 14:00", False),
        ("en", "1-12 14:30", False),
        ("en", "Friday at 14:30", False),
    ],
)
def test_a_span_that_ends_before_it_begins_is_noticed(language, text, backwards):
    assert ends_before_it_begins(text, language) is backwards
