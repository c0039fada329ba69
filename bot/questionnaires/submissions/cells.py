"""Values in cells: a number where the question is one, a date where it is one, all else as text that is no formula."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bot.questionnaires.form import Control, Part
from bot.questionnaires.submissions.spelling import spelled
from bot.questionnaires.values import normalised

Cell = str | int | float | date | None

_EXACT = {"int", "decimal", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape"}
_CODE = re.compile(r"-?[0-9]{1,9}")
_MOST_DIGITS = 15  # which a spreadsheet keeps of a number
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count days in different ways


def text_cell(part: Part, text: str, defuse: Callable[[str], str], *, returns: bool = False) -> str:
    """What is a value of its type by its form alone, such as -4 or a place, cannot be a formula and stays as it is."""
    return text if is_exact(part, text) else defuse(spelled(text, returns=returns))


def typed_cell(part: Part, text: str) -> int | float | date | None:
    """None: it is to stand there as text. So are moments, whose time zone a spreadsheet cannot hold."""
    if part.type not in {"int", "decimal", "date"} or not is_exact(part, text):
        return None
    if part.type == "date":
        day = date.fromisoformat(text)
        return day if day >= _FIRST_DAY else None
    number = Decimal(text)
    if len(number.normalize().as_tuple().digits) > _MOST_DIGITS or abs(number) >= 10**_MOST_DIGITS:
        return None
    return int(number) if part.type == "int" else float(number)


def is_exact(part: Part, text: str) -> bool:
    if part.itemset is not None:
        return bool(_CODE.fullmatch(text))
    of_a_type = part.type in _EXACT and part.control not in {Control.UPLOAD, Control.TRIGGER}
    return of_a_type and normalised(part, text) == text
