"""A day of a visit in words: the same date for everybody, because it is the host's."""

from datetime import UTC, date, datetime, time

from bot.i18n.phrase import Moment, MomentStyle, Words


def day_words(day: date) -> Words:
    """Monday 13 March 2023."""
    return Moment(datetime.combine(day, time(12), UTC), MomentStyle.DATE, zone="UTC")
