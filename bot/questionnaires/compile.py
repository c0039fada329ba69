"""From an XLSForm to our form, by way of pyxform. Runs in the helper process: pyxform is big and files may be bombs."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json

from bot.questionnaires import xform
from bot.questionnaires.compiled import Compiled
from bot.questionnaires.findings import Finding
from bot.questionnaires.form import Form, List
from bot.questionnaires.sheets import CHOICES, SETTINGS, SURVEY
from bot.questionnaires.source import definition

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(rf"'({SURVEY}|{CHOICES}|{SETTINGS})'")


def compile_form(source: bytes, kind: str, name: str = "") -> dict[str, Any]:
    """A job of the helper process: gives a `Compiled` as JSON. The kind is the file's ending, such as `.xlsx`."""
    return compiled(source, kind, name).to_json()


def compiled(source: bytes, kind: str, name: str = "") -> Compiled:
    read = definition(source, kind, name)
    if isinstance(read, Finding):
        return Compiled(None, (read,))
    external = _external(read.external_choices)
    remarks: list[str] = []
    try:
        plan = workbook_to_json(read, fallback_form_name=read.fallback_form_name, warnings=remarks)
        survey = create_survey_element_from_dict(plan)
        written = survey.to_xml(validate=False, pretty_print=False, warnings=remarks)
    except PyXFormError as error:
        return Compiled(None, (finding(str(error)),))
    form = xform.form(written, hashlib.sha256(source).hexdigest())
    return Compiled(_with_lists(form, external), warnings=tuple(map(finding, remarks)))


def finding(message: str) -> Finding:
    """pyxform tells the row in brackets, and the sheet in quotation marks."""
    row, where = _ROW.search(message), _SHEET.search(message)
    return Finding(where[1] if where else SURVEY, int(row[1]) if row else 0, _ROW.sub("", message))


def _external(rows: Sequence[Mapping[str, str]] | None) -> dict[str, List]:
    """The sheet external_choices, by list."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in rows or ():
        columns = {heading: str(text) for heading, text in row.items() if heading not in {"list_name", "list name"}}
        found.setdefault(str(row.get("list_name") or row.get("list name") or ""), []).append(columns)
    return {name: tuple(rows) for name, rows in found.items()}


def _with_lists(form: Form, external: Mapping[str, List]) -> Form:
    files = {name: file for name, file in form.files.items() if name not in external}
    return replace(form, lists={**form.lists, **external}, files=files)
