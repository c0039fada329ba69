"""Values of answers, as XForms write them: what is one of each type, and how a worked-out value becomes one."""

import math
import mimetypes
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from bot.questionnaires.form import Bounds, Control, Part
from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.moments import Moment, NotADate
from bot.questionnaires.xpath.values import Value, to_moment, to_number, to_string

ACKNOWLEDGED = "OK"
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML can hold these
_FEWEST_POINTS = {"geotrace": 2, "geoshape": 4}  # a shape ends where it began


def normalised(part: Part, text: str) -> str | None:
    """The value as it is stored; None: it is none of this type. Choices and bounds are looked at elsewhere."""
    if _UNWRITABLE.search(text):
        return None
    if part.control is Control.UPLOAD:
        return _file_name(text, part.media_type)
    if part.control is Control.TRIGGER:
        return ACKNOWLEDGED if text.strip() == ACKNOWLEDGED else None
    if part.itemset is not None:
        return text.strip()
    read = _READ.get(part.type)
    return text if read is None else read(text.strip())


def is_within(bounds: Bounds, text: str) -> bool:
    """Between the ends of a range, and on one of its steps."""
    try:
        value, start, end, step = map(Decimal, (text, bounds.start, bounds.end, bounds.step or "1"))
    except InvalidOperation:
        return False
    if not min(start, end) <= value <= max(start, end):
        return False
    return step == 0 or (value - start) % step == 0


def cast(value: Value, kind: str, zone: tzinfo) -> str:
    """What an expression gave, as a value of that type; empty for what is none."""
    if isinstance(value, NotADate) or (isinstance(value, float) and math.isnan(value)):
        return ""
    if kind in {"int", "decimal"}:
        return _number(value, zone, whole=kind == "int")
    if kind in {"date", "dateTime"}:
        moment = to_moment(value, zone)
        return "" if moment is None else _moment(moment, kind)
    return to_string(value)


def _number(value: Value, zone: tzinfo, *, whole: bool) -> str:
    number = to_number(value, zone)
    if not math.isfinite(number):
        return ""
    return str(math.trunc(number)) if whole else to_string(float(number))


def _moment(moment: Moment, kind: str) -> str:
    if kind == "date":
        return moment.at.date().isoformat()
    return moments.written(Moment(moment.at, with_time=True))


def _whole(text: str) -> str | None:
    return str(int(text)) if _WHOLE.fullmatch(text) else None


def _decimal(text: str) -> str | None:
    return text.removeprefix("+") if _DECIMAL.fullmatch(text) else None


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    return text if hour < 24 and minute < 60 and second < 60 else None  # noqa: PLR2004  a clock


def _date_time(text: str) -> str | None:
    day, letter, clock = text.partition("T")
    if not letter or _date(day) is None or _time(clock) is None:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _point(text: str) -> str | None:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_DECIMAL.fullmatch(part) for part in parts):  # noqa: PLR2004  latitude, longitude, altitude, accuracy
        return None
    latitude, longitude, *rest = map(float, parts)
    in_range = -90 <= latitude <= 90 and -180 <= longitude <= 180  # noqa: PLR2004  degrees
    accuracy = rest[1] if len(rest) > 1 else 0.0
    return " ".join(parts) if in_range and accuracy >= 0 else None


def _points(kind: str) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        points = [_point(point.strip()) for point in text.strip("; ").split(";")]
        if len(points) < _FEWEST_POINTS[kind] or None in points:
            return None
        if kind == "geoshape" and points[0] != points[-1]:
            return None
        return text

    return read


def _file_name(text: str, wanted: str) -> str | None:
    """A bare name, of the kind that is asked for as far as its ending tells."""
    if not text or "/" in text or "\\" in text or text.startswith(".") or not text.isprintable():
        return None
    guessed = mimetypes.guess_type(text)[0] or ""
    family = wanted.partition("/")[0]
    if family in {"image", "audio", "video"} and guessed and guessed.partition("/")[0] != family:
        return None
    return text


_READ: Mapping[str, Callable[[str], str | None]] = {
    "int": _whole,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "dateTime": _date_time,
    "geopoint": _point,
    "geotrace": _points("geotrace"),
    "geoshape": _points("geoshape"),
}
