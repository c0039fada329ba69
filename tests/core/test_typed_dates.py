from datetime import UTC, datetime

import pytest

from bot.core.typed_dates import read_moment

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
        ("fr", "demain 15h", "2026-11-25 15:00"),
        ("fr", "vendredi 14h30", "2026-11-27 14:30"),
        ("fr", "le 1 décembre à 14h", "2026-12-01 14:00"),
        ("ar", "غدًا الساعة 3", "2026-11-25 03:00"),
        ("ar", "٢٠٢٦-١٢-٠١ ١٤:٠٠", "2026-12-01 14:00"),
        ("ru", "завтра в 10:30", "2026-11-25 10:30"),
        ("de", "1.12.2026 14 Uhr", "2026-12-01 14:00"),
    ],
)
def test_a_moment_is_read_on_the_clock_of_whoever_typed_it(language, text, local):
    read = read_moment(text, language, "UTC", NOW)
    assert read is not None
    assert f"{read:%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize("text", ["soon", "", "tomorrow", "25:99", "2026-02-31 10:00", "حسنا"])
def test_what_is_no_moment_is_not_guessed(text):
    assert read_moment(text, "en", "UTC", NOW) is None


def test_the_zone_decides_the_instant():
    assert read_moment("2026-12-01 14:00", "en", "Asia/Tbilisi", NOW) == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
