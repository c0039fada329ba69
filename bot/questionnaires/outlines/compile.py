"""From an XLSForm to our form, by way of pyxform. Runs in the helper process: pyxform is big and files may be bombs."""

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from bot.questionnaires.findings import Finding
from bot.questionnaires.outlines import build
from bot.questionnaires.outlines.compiled import Compiled
from bot.questionnaires.outlines.subset import Workbook, refusals, warnings
from bot.questionnaires.sheets import CHOICES, SETTINGS, SURVEY, sheet

KINDS = (".xlsx", ".csv", ".md")
LARGEST_UNPACKED = 50 * 1024 * 1024
NOT_YET = {"entities", "external_choices", "osm"}  # sheets that change what a form asks; others are the author's notes
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(rf"'({SURVEY}|{CHOICES}|{SETTINGS})'")


def compile_form(source: bytes, kind: str) -> dict[str, Any]:
    """A job of the helper process: gives a `Compiled` as JSON. The kind is the file's ending, such as `.xlsx`."""
    return compiled(source, kind).to_json()


def compiled(source: bytes, kind: str) -> Compiled:
    unreadable = _unreadable(source, kind)
    if unreadable:
        return Compiled(None, (Finding("", 0, unreadable),))
    try:
        definition = get_xlsform(source.removeprefix(BYTE_ORDER_MARK), file_type=kind)
    except Exception as error:  # noqa: BLE001  what strangers send makes readers of files raise anything
        return Compiled(None, (Finding("", 0, _not_a_form(error)),))
    book = _workbook(definition)
    refused = refusals(book)
    if refused:
        return Compiled(None, tuple(refused))
    remarks: list[str] = []
    try:
        plan = workbook_to_json(definition, warnings=remarks)
        create_survey_element_from_dict(plan).to_xml(validate=False, warnings=remarks)
    except PyXFormError as error:
        return Compiled(None, (_finding(str(error)),))
    form = build.form(book, hashlib.sha256(source).hexdigest())
    return Compiled(form, warnings=(*warnings(book), *map(_finding, remarks)))


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


def _workbook(definition: DefinitionData) -> Workbook:
    return Workbook(
        survey=sheet(SURVEY, definition.survey, _headings(definition.survey_header)),
        choices=sheet(CHOICES, definition.choices, _headings(definition.choices_header)),
        settings=sheet(SETTINGS, definition.settings, _headings(definition.settings_header)),
        others=tuple(name for name in definition.sheet_names or () if name.lower() in NOT_YET),
    )


def _headings(header: Sequence[Mapping[str, object]] | None) -> tuple[str | None, ...]:
    return tuple(header[0]) if header else ()


def _finding(message: str) -> Finding:
    row, where = _ROW.search(message), _SHEET.search(message)
    return Finding(where[1] if where else SURVEY, int(row[1]) if row else 0, _ROW.sub("", message))


def main(path: Path) -> None:
    """Writes the compiled form beside its source."""
    result = compiled(path.read_bytes(), path.suffix)
    for finding in (*result.refusals, *result.warnings):
        sys.stderr.write(f"{finding}\n")
    if result.form is None:
        sys.exit(1)
    path.with_suffix(".json").write_text(as_text(result), encoding="utf-8")


def as_text(result: Compiled) -> str:
    assert result.form is not None
    return json.dumps(result.form.to_json(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
