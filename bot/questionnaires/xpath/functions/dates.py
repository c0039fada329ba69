"""Dates and times."""

import math
import re
from dataclasses import replace
from datetime import datetime, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.moments import Moment
from bot.questionnaires.xpath.values import Value, to_moment, to_string

_TIME = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(\.[0-9]{1,3})?)?(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_PART = re.compile("%(.?)", re.DOTALL)


def _today(frame: Frame) -> Moment:
    return moments.at_midnight(frame.surroundings.now.date(), frame.zone)


def _now(frame: Frame) -> Moment:
    return Moment(frame.surroundings.now, with_time=True)


def _date(frame: Frame, value: Value) -> Value:
    """Nothing stays nothing; what is no date says so."""
    if not isinstance(value, Moment) and to_string(value) == "":
        return ""
    moment = to_moment(value, frame.zone)
    return moments.INVALID if moment is None else replace(moment, with_time=False)


def _decimal_date_time(frame: Frame, value: Value) -> float:
    moment = to_moment(value, frame.zone)
    return math.nan if moment is None else moments.days(moment)


def _decimal_time(frame: Frame, value: Value) -> float:
    """The part of the day that is over, on the respondent's clock."""
    text = to_string(value)
    match = _TIME.fullmatch(text)
    if match is None:
        moment = moments.read(text, frame.zone)
        return math.nan if moment is None else _part_of_the_day(moment.at)
    today = frame.surroundings.now.date().isoformat()
    moment = moments.read(f"{today}T{text}", frame.zone)
    return math.nan if moment is None else _part_of_the_day(moment.at)


def _part_of_the_day(at: datetime) -> float:
    clock = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return clock / timedelta(milliseconds=1) / moments.MILLISECONDS_A_DAY


def _format_date(frame: Frame, value: Value, pattern: Value) -> str:
    moment = to_moment(value, frame.zone)
    if moment is None:
        return ""
    at = moment.at
    language = frame.surroundings.language
    return _PART.sub(lambda match: _part(match.group(1), at, language), to_string(pattern))


def _part(letter: str, at: datetime, language: str) -> str:
    match letter:
        case "b":
            return str(get_month_names("abbreviated", locale=_locale(language))[at.month])
        case "a":
            return str(get_day_names("abbreviated", locale=_locale(language))[at.weekday()])
    parts = {
        "%": "%",
        "Y": f"{at.year:04}",
        "y": f"{at.year % 100:02}",
        "m": f"{at.month:02}",
        "n": str(at.month),
        "d": f"{at.day:02}",
        "e": str(at.day),
        "H": f"{at.hour:02}",
        "h": str(at.hour),
        "M": f"{at.minute:02}",
        "S": f"{at.second:02}",
        "3": f"{at.microsecond // 1000:03}",
    }
    if letter not in parts:
        raise XPathValueError(f"A date cannot be written with %{letter}.")
    return parts[letter]


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


FUNCTIONS = table(
    Function("today", _today, 0, 0),
    Function("now", _now, 0, 0),
    Function("date", _date, 1, 1),
    Function("date-time", _date, 1, 1),
    Function("decimal-date-time", _decimal_date_time, 1, 1),
    Function("decimal-time", _decimal_time, 1, 1),
    Function("format-date", _format_date, 2, 2),
    Function("format-date-time", _format_date, 2, 2),
)
