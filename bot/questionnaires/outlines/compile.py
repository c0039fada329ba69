"""From an XLSForm to our form, by way of pyxform. Runs in the helper process: pyxform is big and files may be bombs."""

import hashlib
import json
import sys
from pathlib import Path

from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from bot.questionnaires.compile import finding
from bot.questionnaires.findings import Finding
from bot.questionnaires.outlines import build
from bot.questionnaires.outlines.compiled import Compiled
from bot.questionnaires.outlines.subset import Workbook, refusals, warnings
from bot.questionnaires.sheets import CHOICES, SETTINGS, SURVEY, sheet
from bot.questionnaires.source import definition, headings

NOT_YET = {"entities", "external_choices", "osm"}  # sheets that change what a form asks; others are the author's notes


def compiled(source: bytes, kind: str) -> Compiled:
    read = definition(source, kind)
    if isinstance(read, Finding):
        return Compiled(None, (read,))
    book = _workbook(read)
    refused = refusals(book)
    if refused:
        return Compiled(None, tuple(refused))
    remarks: list[str] = []
    try:
        plan = workbook_to_json(read, warnings=remarks)
        create_survey_element_from_dict(plan).to_xml(validate=False, warnings=remarks)
    except PyXFormError as error:
        return Compiled(None, (finding(str(error)),))
    form = build.form(book, hashlib.sha256(source).hexdigest())
    return Compiled(form, warnings=(*warnings(book), *map(finding, remarks)))


def _workbook(read: DefinitionData) -> Workbook:
    return Workbook(
        survey=sheet(SURVEY, read.survey, headings(read.survey_header)),
        choices=sheet(CHOICES, read.choices, headings(read.choices_header)),
        settings=sheet(SETTINGS, read.settings, headings(read.settings_header)),
        others=tuple(name for name in read.sheet_names or () if name.lower() in NOT_YET),
    )


def main(path: Path) -> None:
    """Writes the compiled form beside its source."""
    result = compiled(path.read_bytes(), path.suffix)
    for found in (*result.refusals, *result.warnings):
        sys.stderr.write(f"{found}\n")
    if result.form is None:
        sys.exit(1)
    path.with_suffix(".json").write_text(as_text(result), encoding="utf-8")


def as_text(result: Compiled) -> str:
    assert result.form is not None
    return json.dumps(result.form.to_json(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
