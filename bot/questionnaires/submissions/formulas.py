"""What people typed must not become a formula when a table is opened: an apostrophe before it says that it is text.

The apostrophe is put only before what could be taken for a formula, apostrophes before it included, so that taking one
away again (`as_typed`) gives back exactly what was typed.
"""

import re

_SIGNS = "=+\\-@＝＋－＠"  # the wide ones count as well in some languages of spreadsheets
_CELL = re.compile(rf"'*(?:[\t\r\n]|[\s\"]*[{_SIGNS}])")
# Whoever opens a table of commas as one of semicolons cuts texts at these: what stands behind them would begin a cell.
_BLANK = r"[^\S\t\r\n]"
_SEMICOLON, _BEHIND_IT = "(?<=;)", rf"(?='*[\s\"]*[\t\r\n{_SIGNS}])"
_BREAK, _BEHIND_A_BREAK = r"(?<=[\t\r\n])", rf"(?='*(?:{_BLANK}|\")*[{_SIGNS}])"
_INSIDE = re.compile(f"{_SEMICOLON}{_BEHIND_IT}|{_BREAK}{_BEHIND_A_BREAK}")
_INSIDE_DEFUSED = re.compile(f"{_SEMICOLON}'{_BEHIND_IT}|{_BREAK}'{_BEHIND_A_BREAK}")


def defused(text: str) -> str:
    """For a cell of a workbook."""
    return f"'{text}" if _CELL.match(text) else text


def as_typed(text: str) -> str:
    """Undoes `defused`."""
    return text[1:] if text.startswith("'") and _CELL.match(text) else text


def defused_in_csv(text: str) -> str:
    """For a table whose separator the reading program may guess wrongly."""
    return defused(_INSIDE.sub("'", text))


def as_typed_in_csv(text: str) -> str:
    """Undoes `defused_in_csv`."""
    return _INSIDE_DEFUSED.sub("", as_typed(text))
