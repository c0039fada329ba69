"""A list of people to invite, as a coordinator keeps it: who they are stays in the file, what they are invited to is read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from bot.domain.centres import CODE, tidy
from bot.domain.codes import read_code
from bot.domain.sheets import Columns, Explained, Line, SheetProblem, Unreadable, read_rows, shown
from bot.i18n.phrase import Phrase, _

FUNCTIONS: Final = ("teacher", "head", "trainer", "coordinator", "staff")  # the first one where nothing is said
LONGEST: Final = 200  # characters of what stays in the file

PEOPLE_GUIDE: Final[Mapping[str, Explained]] = {
    "name": Explained(_("Who it is. It stays in the file: the bot does not keep it."), "Amina Ben Salah"),
    "contact": Explained(_("How you reach them, if you like. It stays in the file, too."), "amina@example.org"),
    "centre": Explained(_("The code of their centre, as in the list of centres."), "TN-01"),
    "function": Explained(_("teacher, head, trainer, coordinator or staff; empty means teacher."), "teacher"),
}
CODE_COLUMN: Final = "code"
CHANNEL_COLUMNS: Final = ("telegram", "web", "matrix")
# By us; all but the code is for people.
WRITTEN_BEHIND: Final = (CODE_COLUMN, *CHANNEL_COLUMNS, "until", "state")
NEEDED: Final = ("centre",)


@dataclass(frozen=True, slots=True)  # there may be 50,000
class PersonRow:
    """`code` is that of an invitation that this row got before; empty: it has none yet."""

    name: str
    contact: str
    centre: str
    function: str
    code: str
    row: int


@dataclass(frozen=True)
class PeopleSheet:
    """All of the rows, or all of the problems and no row."""

    rows: tuple[PersonRow, ...] = ()
    problems: tuple[SheetProblem, ...] = ()


def people_sheet(lines: Sequence[Line]) -> PeopleSheet:
    try:
        _headings, rows = read_rows(lines, PEOPLE_COLUMNS, _read_row, _twice)
    except Unreadable as unreadable:
        return PeopleSheet(problems=unreadable.problems)
    return PeopleSheet(rows)


def _read_row(number: int, cells: Mapping[str, str]) -> PersonRow | tuple[SheetProblem, ...]:
    if problems := tuple(_wrong(number, cells)):
        return problems
    function = tidy(cells.get("function", "")).lower() or FUNCTIONS[0]
    name, contact = tidy(cells.get("name", "")), tidy(cells.get("contact", ""))
    return PersonRow(name, contact, tidy(cells["centre"]), function, read_code(cells.get(CODE_COLUMN, "")), number)


def _wrong(number: int, cells: Mapping[str, str]) -> Iterator[SheetProblem]:
    for column in ("name", "contact"):
        count = len(tidy(cells.get(column, "")))
        if count > LONGEST:
            says = _("This cell holds {count} characters; {most} fit. Please shorten it.", count=count, most=LONGEST)
            yield SheetProblem(says, number, column)
    centre = tidy(cells["centre"])
    if not centre:
        yield SheetProblem(_("The centre is missing. Write its code, for example TN-01."), number, "centre")
    elif not CODE.fullmatch(centre):
        yield SheetProblem(
            _(
                "“{value}” is not the code of a centre. Write it as in the list of centres, for example TN-01.",
                value=shown(centre),
            ),
            number,
            "centre",
        )
    function = tidy(cells.get("function", "")).lower()
    if function and function not in FUNCTIONS:
        yield SheetProblem(_unknown_function(function), number, "function")


def _unknown_function(typed: str) -> Phrase:
    close = get_close_matches(typed, FUNCTIONS, n=1)
    if close:
        return _("“{value}” is not a function. Did you mean “{close}”?", value=shown(typed), close=close[0])
    return _("“{value}” is not a function. These are: {functions}.", value=shown(typed), functions=", ".join(FUNCTIONS))


def _twice(rows: Iterable[PersonRow]) -> Iterator[SheetProblem]:
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(row.code, row.row) if row.code else row.row
        if before != row.row:
            yield SheetProblem(
                _(
                    "The code {code} stands in row {row} too. Please empty this cell: this person gets one of their own.",
                    code=row.code,
                    row=before,
                ),
                row.row,
                CODE_COLUMN,
            )


def _unknown(heading: str) -> Phrase:
    return _(
        "There is no column “{column}”. These are: {columns}. Please remove the others, or give them one of these names.",
        column=heading,
        columns=", ".join(PEOPLE_GUIDE),
    )


PEOPLE_COLUMNS: Final = Columns((*PEOPLE_GUIDE, *WRITTEN_BEHIND), NEEDED, _unknown)
