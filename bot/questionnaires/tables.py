"""Forms written as text, CSV or Markdown, taken apart into sheets of cells. Row 1 of each sheet has its headings."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from bot.questionnaires.folder import separator

Cells = list[str]
Grids = dict[str, list[Cells]]  # by the name of the sheet, as written

MOST_COLUMNS = 1_000  # of one sheet

_COMMENT = re.compile(r"\s*#")
_COMMENT_BEHIND = re.compile(r"(.*\|)\s*#[^|]*")
_TABLE_ROW = re.compile(r"\s*\|(.*)\|\s*")
_RULE = set(" \t|:-")  # the signs of the line between the headings and the rows of a table
_BAR = re.compile(r"(?<!\\)\|")


def csv_sheets(text: str) -> Grids:
    """One file: the first column has the name of a sheet, the others its cells. Raises csv.Error."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator(text))
    return _sheets([cell.strip() for cell in row] for row in rows)


def md_sheets(text: str) -> Grids:
    return _sheets(_md_rows(text))


def _md_rows(text: str) -> Iterator[Cells]:
    for line in text.splitlines():
        if _COMMENT.match(line):
            continue
        commented = _COMMENT_BEHIND.fullmatch(line)
        row = _TABLE_ROW.fullmatch(commented[1] if commented else line)
        if row and not ("-" in row[1] and set(row[1]) <= _RULE):
            yield [cell.strip().replace(r"\|", "|") for cell in _BAR.split(row[1])]


def _sheets(rows: Iterable[Cells]) -> Grids:
    found: Grids = {}
    grid: list[Cells] = []
    for row in rows:
        name, cells = (row[0], row[1:]) if row else ("", [])
        if name:
            grid = found.setdefault(name, [])
        if grid or any(cells):  # blank rows above the headings are not counted
            grid.append(cells)
    return found
