from datetime import time

import pytest

from bot.core.clock_times import read_time

READ = {
    "14:30": time(14, 30),
    "14h30": time(14, 30),
    "14 h 30 min": time(14, 30),
    "14H": time(14),
    "14.30": time(14, 30),
    "09:30:00.000": time(9, 30),
    "7": time(7),
    "2 pm": time(14),
    "2 p.m.": time(14),
    "9:30 AM": time(9, 30),
    "12 am": time(0),
    "12 pm": time(12),
    "at 3 pm": time(15),
    "3 o'clock": time(3),
    "15 heures": time(15),
    "à 15h": time(15),
    "8 h du matin": time(8),
    "8 h du soir": time(20),
    "midi": time(12),
    "midnight": time(0),
    "٣ م": time(15),
    "٣م": time(15),
    "٩ صباحًا": time(9),
    "٣:٣٠": time(3, 30),
    "الساعة 3 مساءً": time(15),
    "٣ عصرا": time(15),
}
NOT_READ = ["", "24:00", "25:10", "2:5", "13 pm", "1430", "half past two", "3,5", "-3", "tomorrow", "12 monkeys", "🕒"]


@pytest.mark.parametrize("typed", READ)
def test_hours_are_read_as_people_write_them(typed):
    assert read_time(typed) == READ[typed]


@pytest.mark.parametrize("typed", NOT_READ)
def test_what_is_no_hour_is_not_taken_for_one(typed):
    assert read_time(typed) is None
