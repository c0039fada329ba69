"""The file of an author, read into rows: whatever strangers send ends in rows or in words, never in an error."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from bot.questionnaires.findings import Finding
from bot.questionnaires.folder import BYTE_ORDER_MARK

KINDS = (".xlsx", ".csv", ".md")
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 20_000  # of one sheet


def definition(source: bytes, kind: str, name: str = "") -> DefinitionData | Finding:
    """`name` is what the form is called where it does not tell itself."""
    unreadable = _unreadable(source, kind)
    if unreadable:
        return Finding("", 0, unreadable)
    try:
        read = get_xlsform(source.removeprefix(BYTE_ORDER_MARK), file_type=kind)
    except Exception as error:  # noqa: BLE001  what strangers send makes readers of files raise anything
        return Finding("", 0, _not_a_form(error))
    for sheet, rows in (
        ("survey", read.survey),
        ("choices", read.choices),
        ("external_choices", read.external_choices),
    ):
        if len(rows or ()) > MOST_ROWS:
            return Finding(sheet, 0, f"there are more than {MOST_ROWS} rows.")
    return replace(read, fallback_form_name=read.fallback_form_name or name or None)


def headings(header: Sequence[Mapping[str, object]] | None) -> tuple[str | None, ...]:
    return tuple(header[0]) if header else ()


def _unreadable(source: bytes, kind: str) -> str | None:
    if kind not in KINDS:
        return f"a questionnaire is a file of the kind {', '.join(KINDS)}, not “{kind}”."
    try:
        if kind != ".xlsx":
            source.decode()
        elif sum(entry.file_size for entry in zipfile.ZipFile(BytesIO(source)).infolist()) > LARGEST_UNPACKED:
            return "the file is too big once unpacked."
    except UnicodeDecodeError:
        return "the file is not UTF-8 text; please save it as UTF-8."
    except zipfile.BadZipFile:
        return "the file is not a spreadsheet, although its name says so."
    return None


def _not_a_form(error: Exception) -> str:
    if isinstance(error, PyXFormError) and "Duplicate column header" in str(error):
        return f"two columns have the same heading. {error}."
    return "the file holds no form: a sheet “survey” with the headings type, name and label is expected."
