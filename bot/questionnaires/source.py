"""The file of an author, read into rows: whatever strangers send ends in rows or in words, never in an error."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pyxform.constants import SUPPORTED_SHEET_NAMES
from pyxform.xls2json_backends import DefinitionData

from bot.questionnaires import workbook
from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.folder import BYTE_ORDER_MARK
from bot.questionnaires.sheets import SETTINGS, SURVEY
from bot.questionnaires.tables import MOST_COLUMNS, Grids, csv_sheets, md_sheets
from bot.questionnaires.troubles import IN_WORDS, OLD_EXCEL

KINDS = (".xlsx", ".csv", ".md")
MOST_ROWS = 20_000  # of one sheet
MOST_QUESTIONS = 5_000  # rows of the survey
LONGEST_TEXT = 32_767  # characters of a cell, as in Excel

_NO_BREAK = "\N{NO-BREAK SPACE}"
_TEXTS = re.compile(r"(label|hint|guidance.hint|caption|\w+.message|form.title|title)\b", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # signs that no XML may hold


@dataclass(frozen=True)
class Opened:
    """Rows by heading, blank rows included, so that the first row has number 2; and what is odd about their cells."""

    definition: DefinitionData
    findings: tuple[Finding, ...] = ()


def opened(source: bytes, kind: str, name: str = "") -> Opened | Finding:
    """`name` is what the form is called where it does not tell itself."""
    if refused := _refused(source, kind):
        return Finding("", 0, refused)
    try:
        grids, findings = _grids(source, kind)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  what strangers send makes readers of files raise anything
        return Finding("", 0, _unreadable(error))
    if wrong := next(_wrong(grids), None):
        return wrong
    findings += [found for sheet, grid in grids.items() for found in _odd_cells(_known(sheet, grids), grid)]
    tables = {_known(sheet, grids): _table(grid) for sheet, grid in grids.items() if any(grid)}
    fields = {
        f"{sheet}{suffix}": part
        for sheet, (headings, rows) in tables.items()
        for suffix, part in (
            ("", list(filter(None, rows)) if sheet == SETTINGS else rows),
            ("_header", [dict.fromkeys(filter(None, headings))]),
        )
        if sheet in SUPPORTED_SHEET_NAMES
    }
    return Opened(
        DefinitionData(
            **fields, sheet_names=[_known(sheet, grids) for sheet in grids], fallback_form_name=name or None
        ),
        tuple(findings),
    )


def _refused(source: bytes, kind: str) -> str | None:
    if kind == ".xlsm":
        return "the workbook may hold macros; please save it as .xlsx, without them."
    if kind == ".xls":
        return "this is a file of an old Excel (.xls); please save it as .xlsx."
    if kind not in KINDS:
        return f"a questionnaire is a file of the kind {', '.join(KINDS)}, not “{kind}”."
    if kind == ".xlsx":
        trouble = workbook.refused(source)
        return None if trouble is None else IN_WORDS[trouble]
    return _refused_as_text(source, kind)


def _refused_as_text(source: bytes, kind: str) -> str | None:
    if source.startswith((b"PK\x03\x04", OLD_EXCEL)):
        return f"the file is a spreadsheet, although its name ends in {kind}; please name it .xlsx."
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in source[:200]:
        return "the file is UTF-16 text; please save it as UTF-8 (in Excel: “CSV UTF-8”)."
    try:
        source.decode()
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return f"the file is not UTF-8 text (line {line}); please save it as UTF-8 (in Excel: “CSV UTF-8”)."
    return None


def _grids(source: bytes, kind: str) -> tuple[Grids, list[Finding]]:
    if kind == ".xlsx":
        return workbook.sheets(source, set(SUPPORTED_SHEET_NAMES))
    text = source.removeprefix(BYTE_ORDER_MARK).decode()
    return csv_sheets(text) if kind == ".csv" else md_sheets(text), []


def _known(sheet: str, grids: Grids) -> str:
    """As XLSForm calls it: capitals and spaces around do not matter, nor the name of an only sheet with questions."""
    name = sheet.strip().lower()
    is_survey = len(grids) == 1 and any("type" in map(str.lower, row) for row in grids[sheet][:1])
    return SURVEY if is_survey and name not in SUPPORTED_SHEET_NAMES else name


def _wrong(grids: Grids) -> Iterator[Finding]:
    """What keeps sheets from being read as a form."""
    yield from _too_much(grids)
    filled = {_known(sheet, grids): grid for sheet, grid in grids.items() if any(grid)}
    if SURVEY not in filled:
        yield Finding("", 0, _no_survey(list(grids)))
    for sheet, grid in filled.items():
        names = _headings(grid)
        if not any(names):
            told = "the headings are missing: they stand in the first row, such as type, name and label."
            yield Finding(sheet, 1, told)
        for name, times in Counter(filter(None, names)).items():
            if times > 1:
                told = f"two columns have the same heading, “{name}”; please rename or delete one."
                yield Finding(sheet, 1, told, name)


def _too_much(grids: Grids) -> Iterator[Finding]:
    for sheet, grid in grids.items():
        name = _known(sheet, grids)
        if name == SURVEY and len(grid) > MOST_QUESTIONS:
            yield Finding(name, 0, f"there are more than {MOST_QUESTIONS} rows; nobody could answer so many questions.")
        elif len(grid) > MOST_ROWS:
            yield Finding(name, 0, f"there are more than {MOST_ROWS} rows; long lists are better kept in a CSV file.")
        if max(map(len, grid), default=0) > MOST_COLUMNS:
            yield Finding(name, 0, f"there are more than {MOST_COLUMNS} columns.")
        for number, row in enumerate(grid, start=1):
            if max(map(len, row), default=0) > LONGEST_TEXT:
                yield Finding(name, number, f"a text is longer than {LONGEST_TEXT} characters; nobody could read it.")


def _odd_cells(sheet: str, grid: list[list[str]]) -> Iterator[Finding]:
    """Signs that no form can hold are taken out of the cells, and told."""
    width = len(grid[0]) if grid else 0
    for number, row in enumerate(grid, start=1):
        if len(row) > width and any(row[width:]):
            told = "a cell stands beside the table, under no heading; it is ignored."
            yield Finding(sheet, number, told, weight=Weight.WARNING)
        for at, text in enumerate(row):
            if _NO_XML.search(text):
                row[at] = _NO_XML.sub("", text)
                column = grid[0][at] if at < width else ""
                told = "the text holds signs that cannot be shown (control characters); they are left out."
                yield Finding(sheet, number, told, column, Weight.WARNING)


def _table(grid: list[list[str]]) -> tuple[list[str], list[dict[str, str]]]:
    names = _headings(grid)
    rows = [
        {name: _plain(name, text) for name, text in zip(names, row, strict=False) if name and text} for row in grid[1:]
    ]
    while rows and not rows[-1]:
        rows.pop()
    return names, rows


def _plain(heading: str, text: str) -> str:
    """Spaces that keep words together belong to texts, and would be odd signs in expressions."""
    return text if _TEXTS.match(heading) else text.replace(_NO_BREAK, " ")


def _headings(grid: list[list[str]]) -> list[str]:
    return [_SPACES.sub(" ", heading).strip() for heading in grid[0]]


def _no_survey(sheets: list[str]) -> str:
    there = f" There {'is' if len(sheets) == 1 else 'are'} only: {', '.join(sheets[:10])}." if sheets else ""
    return f"the file holds no form: a sheet “survey” with the headings type, name and label is expected.{there}"


def _unreadable(error: Exception) -> str:
    if isinstance(error, csv.Error):
        return f"the file is no table: {error}."
    return "the file is damaged and could not be read; please save it anew."
