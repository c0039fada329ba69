"""From an XLSForm to our form, by way of pyxform. Runs in the helper process: pyxform is big and files may be bombs."""

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json

from bot.questionnaires import xform
from bot.questionnaires.compiled import Compiled
from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.form import Form, List
from bot.questionnaires.quotes import shielded, unshielded
from bot.questionnaires.sheets import CHOICES, SETTINGS, SURVEY
from bot.questionnaires.source import Opened, opened
from bot.questionnaires.titles import without_titles

_NAMED = re.compile(r"'([^']+)'")
_ROW = re.compile(r"\[row : (\d+)\]\s*")
UNBOUND_PREFIX = 27  # of expat
_SHEET = re.compile(rf"'({SURVEY}|{CHOICES}|{SETTINGS})'")
# Remarks of pyxform that the lint makes better, row by row, or that concern other programs only.
_NOT_OURS = re.compile(
    r"is missing the (survey|choices) |max-pixels parameter|case-insensitive match to another name"
    r"|or_other and translations|machine-readable codes"
)


def compile_form(source: bytes, kind: str, name: str = "") -> dict[str, Any]:
    """A job of the helper process: gives a `Compiled` as JSON. The kind is the file's ending, such as `.xlsx`."""
    return compiled(source, kind, name).to_json()


def compiled(source: bytes, kind: str, name: str = "") -> Compiled:
    read = opened(source, kind, name)
    return Compiled(None, (read,)) if isinstance(read, Finding) else compiled_from(read, source)


def compiled_from(read: Opened, source: bytes) -> Compiled:
    definition, titles = without_titles(read.definition)
    external = _external(definition.external_choices)
    remarks: list[str] = []
    try:
        plan = workbook_to_json(
            shielded(definition), fallback_form_name=definition.fallback_form_name, warnings=remarks
        )
        survey = create_survey_element_from_dict(plan)
        written = survey.to_xml(validate=False, pretty_print=False, warnings=remarks)
        form = replace(xform.form(unshielded(written), hashlib.sha256(source).hexdigest()), titles=titles)
    except PyXFormError as error:
        return Compiled(None, (_placed(finding(str(error)), read.definition.survey),))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  pyxform was made for forms of friends, and raises anything at others
        return Compiled(None, (Finding(SURVEY, 0, _not_understood(error)),))
    told = (finding(remark) for remark in remarks if not _NOT_OURS.search(remark))
    warnings = (*read.findings, *(replace(one, weight=Weight.WARNING) for one in told))
    return Compiled(_with_lists(form, external), warnings=warnings)


def _not_understood(error: Exception) -> str:
    if isinstance(error, ParseError) and error.code == UNBOUND_PREFIX:
        return "a column of the form has a prefix, as in bind::prefix:name, that the setting “namespaces” does not explain."
    if isinstance(error, RecursionError):
        return "the groups are nested too deeply to be asked; please take some of them apart."
    return f"the form could not be understood ({type(error).__name__}: {str(error)[:200]}); please look at what was changed last."


def finding(message: str) -> Finding:
    """pyxform tells the row in brackets, and the sheet in quotation marks."""
    row, where = _ROW.search(message), _SHEET.search(message)
    words = " ".join(_ROW.sub("", message).split())
    return Finding(where[1] if where else SURVEY, int(row[1]) if row else 0, words)


def _placed(found: Finding, survey: Sequence[Mapping[str, str]] | None) -> Finding:
    """With the row of the question that is named, where pyxform names one and no row."""
    if found.row or found.sheet != SURVEY:
        return found
    names = set(_NAMED.findall(found.message))
    rows = [number for number, row in enumerate(survey or (), start=2) if row.get("name") in names]
    return replace(found, row=rows[0]) if len(rows) == 1 else found


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


def main(path: Path) -> None:
    """Writes the compiled form beside its source."""
    result = compiled(path.read_bytes(), path.suffix, path.stem)
    for found in (*result.refusals, *result.warnings):
        sys.stderr.write(f"{found}\n")
    if result.form is None:
        sys.exit(1)
    path.with_suffix(".json").write_text(as_text(result.form), encoding="utf-8")


def as_text(form: Form) -> str:
    return json.dumps(form.to_json(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
