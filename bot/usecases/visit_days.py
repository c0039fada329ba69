"""Days of visits in words: the same date for everybody."""

from datetime import UTC, date, datetime, time

from bot.i18n.phrase import Moment, MomentStyle, Words


def day_words(day: date) -> Words:
    """Monday 13 March 2023."""
    return Moment(datetime.combine(day, time(12), UTC), MomentStyle.DATE, zone="UTC")


def short_day(day: date) -> Words:
    """13 March 2023."""
    return Moment(datetime.combine(day, time(12), UTC), MomentStyle.DAY, zone="UTC")
