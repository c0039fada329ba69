"""A list that people keep in a spreadsheet: its lines and headings, with a word for every mistake."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeVar

from bot.i18n.phrase import Phrase, _

_SHOWN: Final = 40
_MOST_SHARED: Final = 5_000  # values: of what is another one in each row the first ones are enough
_SPACES: Final = re.compile(r"\s")
Row = TypeVar("Row")


@dataclass(frozen=True)
class SheetProblem:
    """What is wrong and what to do; where it is wrong, if it is in one place (row 1 is the first of the file)."""

    says: Phrase
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file, with its number as spreadsheets show it."""

    number: int
    cells: tuple[str, ...]


class Cells:
    """Makes lines of what was read: a value that many rows share (a country, a function) is kept once."""

    def __init__(self) -> None:
        self._shared: dict[str, str] = {}

    def line(self, number: int, cells: Iterable[str]) -> Line:
        return Line(number, tuple(self._same(cell) for cell in cells))

    def _same(self, cell: str) -> str:
        if len(self._shared) < _MOST_SHARED:
            return self._shared.setdefault(cell, cell)
        return self._shared.get(cell, cell)


class Unreadable(Exception):  # noqa: N818 - a file that a person chose is no error of the program
    """Nothing of it can be taken over."""

    def __init__(self, problems: Iterable[SheetProblem]) -> None:
        self.problems = tuple(problems)


class WrongValue(Exception):  # noqa: N818 - a value that a person typed is no error of the program
    def __init__(self, says: Phrase) -> None:
        self.says = says


@dataclass(frozen=True)
class Columns:
    """Which headings a list may have. `special` reads those of no fixed name: the column, a word against it, or None."""

    known: Sequence[str]
    needed: Sequence[str]
    unknown: Callable[[str], Phrase]
    special: Callable[[str], str | Phrase | None] = lambda _word: None


def whole_file(says: Phrase) -> Unreadable:
    return Unreadable([SheetProblem(says)])


def shown(text: str) -> str:
    """As much of what was typed as fits into a sentence."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def read_rows(
    lines: Sequence[Line],
    columns: Columns,
    read: Callable[[int, Mapping[str, str]], Row | tuple[SheetProblem, ...]],
    twice: Callable[[Iterable[Row]], Iterable[SheetProblem]],
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """
    The columns in the order of the file, an empty name where nothing that we need stands; and a row for each line below them.
    `read` makes it of the line's number and its cells by heading; `twice` tells what stands in several. Raises Unreadable.
    """
    headings, below = _table(lines, columns)
    rows: list[Row] = []
    problems: list[SheetProblem] = []
    for line in below:
        problems += _beside(headings, line)
        row = read(line.number, _cells_by_heading(headings, line))
        if isinstance(row, tuple):
            problems += row
        else:
            rows.append(row)
    problems += twice(rows)
    if problems:
        raise Unreadable(sorted(problems, key=lambda problem: problem.row or 0))
    return headings, tuple(rows)


def _table(lines: Sequence[Line], columns: Columns) -> tuple[tuple[str, ...], Sequence[Line]]:
    if not lines:
        raise whole_file(
            _("The file is empty. Its first line must hold the headings: {columns}.", columns=", ".join(columns.known))
        )
    return _headings(lines[0], columns), lines[1:]


def _headings(line: Line, columns: Columns) -> tuple[str, ...]:
    found = tuple(_heading(cell, columns) for cell in line.cells)
    problems = [SheetProblem(heading, line.number) for heading in found if isinstance(heading, Phrase)]
    known = [heading for heading in found if isinstance(heading, str) and heading]
    problems += [
        SheetProblem(_("There are two columns “{column}”. Please keep one.", column=heading), line.number)
        for heading in dict.fromkeys(known)
        if known.count(heading) > 1
    ]
    problems += [
        SheetProblem(_("The column “{column}” is missing. Please add it.", column=needed), line.number)
        for needed in columns.needed
        if needed not in known
    ]
    if problems:
        raise Unreadable(problems)
    return tuple(heading for heading in found if isinstance(heading, str))


def _heading(cell: str, columns: Columns) -> str | Phrase:
    word = _SPACES.sub("", cell).lower()
    if not word or word in columns.known:
        return word
    if (special := columns.special(word)) is not None:
        return special
    close = get_close_matches(word, columns.known, n=1, cutoff=0.7)
    if close:
        return _("There is no column “{column}”. Did you mean “{close}”?", column=shown(cell.strip()), close=close[0])
    return columns.unknown(shown(cell.strip()))


def _cells_by_heading(headings: Sequence[str], line: Line) -> Mapping[str, str]:
    """Those under a heading; a row may be shorter than the headings."""
    padded = [*line.cells, *[""] * (len(headings) - len(line.cells))]
    return {heading: cell for heading, cell in zip(headings, padded, strict=False) if heading}


def _beside(headings: Sequence[str], line: Line) -> Iterator[SheetProblem]:
    """Values in columns without a heading: most often a delimiter too many further left."""
    for place, cell in enumerate(line.cells):
        if cell.strip() and (place >= len(headings) or not headings[place]):
            yield SheetProblem(
                _(
                    "“{value}” stands in column {place}, which has no heading. Does an earlier cell need quotation marks?",
                    value=shown(cell.strip()),
                    place=place + 1,
                ),
                line.number,
            )


@dataclass(frozen=True)
class Explained:
    """What a column means, and what may stand in it."""

    means: Phrase
    example: str
