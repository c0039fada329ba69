import hashlib
import io
import subprocess
import sys
import zipfile
from fractions import Fraction

import openpyxl
import pytest

from bot.questionnaires.compiled import Compiled as FormCompiled
from bot.questionnaires.findings import Finding
from bot.questionnaires.outlines.compile import compiled, main
from bot.questionnaires.outlines.compiled import Compiled
from bot.questionnaires.outlines.outline import Choice, Outline, Question, QuestionType, Rating, Section
from bot.reports.process import HelperProcess

FORM = """
| survey |
| | type | name | label::English (en) | label::French (fr) | hint::English (en) | hint::French (fr) | required | bind::passerelle:area | bind::passerelle:scale | bind::passerelle:weight | bind::passerelle:indicator |
| | note | hello | Hello | Bonjour | | | | | | | |
| | begin group | wbl | Work | Travail | | | | | | | |
| | select_one planning | planning | Planned? | Prévu ? | Think | Pensez | yes | wbl | levels | 1.5 | wbl.plan |
| | end group | | | | | | | | | | |
| | text | proud | Proud? | Fierté ? | | | no | | | | |
| choices |
| | list_name | name | label::English (en) | label::French (fr) |
| | levels | 1 | Not yet | Pas encore |
| | levels | 2 | Growing | En progrès |
| | levels | na | Not applicable | Sans objet |
| | planning | 1 | Nobody plans. | Personne ne prévoit. |
| | planning | na | Not for us. | Pas pour nous. |
| settings |
| | form_title | form_title_fr | form_id | version | default_language | namespaces |
| | Work | Travail | work | 7 | English (en) | passerelle="urn:passerelle:xlsform" |
"""

EXPECTED = Outline(
    id="work",
    version="7",
    title={"en": "Work", "fr": "Travail"},
    languages=("en", "fr"),
    sections=(
        Section(
            "",
            {},
            (
                Question(
                    "hello", "/data/hello", QuestionType.NOTE, {"en": "Hello", "fr": "Bonjour"}, {}, required=False
                ),
            ),
        ),
        Section(
            "wbl",
            {"en": "Work", "fr": "Travail"},
            (
                Question(
                    "planning",
                    "/data/wbl/planning",
                    QuestionType.SELECT_ONE,
                    {"en": "Planned?", "fr": "Prévu ?"},
                    {"en": "Think", "fr": "Pensez"},
                    required=True,
                    choices=(
                        Choice(
                            "1",
                            {"en": "Nobody plans.", "fr": "Personne ne prévoit."},
                            {"en": "Not yet", "fr": "Pas encore"},
                        ),
                        Choice(
                            "na",
                            {"en": "Not for us.", "fr": "Pas pour nous."},
                            {"en": "Not applicable", "fr": "Sans objet"},
                        ),
                    ),
                    rating=Rating("wbl.plan", "wbl", Fraction(3, 2)),
                ),
            ),
        ),
        Section(
            "",
            {},
            (
                Question(
                    "proud", "/data/proud", QuestionType.TEXT, {"en": "Proud?", "fr": "Fierté ?"}, {}, required=False
                ),
            ),
        ),
    ),
    sha256=hashlib.sha256(FORM.encode()).hexdigest(),
)


def as_xlsx(markdown):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for line in markdown.strip().splitlines():
        first, *cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        if first:
            sheet = book.create_sheet(first)
        else:
            sheet.append([cell or None for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(markdown):
    return "\n".join(
        ",".join('"{}"'.format(cell.strip().replace('"', '""')) for cell in line.strip().strip("|").split("|"))
        for line in markdown.strip().splitlines()
    ).encode()


def test_a_form_becomes_sections_of_questions_with_its_texts_and_ratings():
    assert compiled(FORM.encode(), ".md") == Compiled(EXPECTED)


@pytest.mark.parametrize(("kind", "convert"), [(".xlsx", as_xlsx), (".csv", as_csv)])
def test_the_same_form_as_a_spreadsheet_or_csv_is_the_same(kind, convert):
    source = convert(FORM)
    result = compiled(source, kind)
    assert (result.refusals, result.warnings) == ((), ())
    assert result.form.sections == EXPECTED.sections
    assert result.form.sha256 == hashlib.sha256(source).hexdigest()


def test_what_a_windows_editor_puts_first_does_not_matter():
    assert compiled(b"\xef\xbb\xbf" + as_csv(FORM), ".csv").form.sections == EXPECTED.sections


def test_a_form_in_one_language_needs_no_headings_per_language():
    source = b"""
| survey |
| | type | name | label |
| | text | a | Comment allez-vous ? |
| settings |
| | form_id | default_language |
| | one | French (fr) |
"""
    form = compiled(source, ".md").form
    assert form.languages == ("fr",)
    assert form.question("a").label == {"fr": "Comment allez-vous ?"}
    assert form.title == {"fr": "one"}
    assert form.version == form.sha256[:12]


def test_a_missing_translation_is_a_warning_with_its_row():
    source = FORM.replace("Fierté ?", "").replace("Sans objet", "").encode()
    result = compiled(source, ".md")
    assert result.warnings == (
        Finding("survey", 6, "there is no label in French (fr)."),
        Finding("choices", 4, "there is no label in French (fr)."),
    )
    assert result.form.question("proud").label == {"en": "Proud?"}


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (50 * 1024 * 1024 + 1))
    return file.getvalue()


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        (b"hello", ".docx", "a questionnaire is a file of the kind .xlsx, .csv, .md, not “.docx”."),
        (b"hello", ".xlsx", "the file is not a spreadsheet, although its name says so; please save it as .xlsx."),
        (
            "Bé".encode("latin-1"),
            ".csv",
            "the file is not UTF-8 text (line 1); please save it as UTF-8 (in Excel: “CSV UTF-8”).",
        ),
        (bomb(), ".xlsx", "the file is too big once unpacked; please take pictures and other sheets out of it."),
    ],
)
def test_a_file_that_is_no_form_is_refused(source, kind, message):
    assert compiled(source, kind) == Compiled(None, (Finding("", 0, message),))


def empty_archive():
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    return file.getvalue()


NO_FORM = "the file holds no form: a sheet “survey” with the headings type, name and label is expected."


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        (b"Dear colleagues, here is the form.", ".md", NO_FORM),
        (b"Dear colleagues, here is the form.", ".csv", f"{NO_FORM} There is only: Dear colleagues."),
        (b"| notes |\n| | a | b |\n| choices |\n| | c | d |\n", ".md", f"{NO_FORM} There are only: notes, choices."),
        (empty_archive(), ".xlsx", "the file is not a workbook of Excel; please save it as .xlsx."),
    ],
)
def test_a_file_that_only_looks_like_a_form_is_refused(source, kind, message):
    assert compiled(source, kind) == Compiled(None, (Finding("", 0, message),))


def test_a_heading_that_stands_twice_is_refused():
    source = as_xlsx("| survey |\n| | type | name | label | label |\n| | text | a | A | B |")
    message = "two columns have the same heading, “label”; please rename or delete one."
    assert compiled(source, ".xlsx") == Compiled(None, (Finding("survey", 1, message, "label"),))


async def test_forms_are_compiled_in_the_helper_process():
    async with HelperProcess() as helper:
        answer = await helper.call("compile_form", source=as_xlsx(FORM), kind=".xlsx")
        assert FormCompiled.from_json(answer).form.id == EXPECTED.id
        answer = await helper.call("compile_form", source=b"", kind=".pdf")
        assert len(FormCompiled.from_json(answer).refusals) == 1


def test_the_worker_reads_forms_without_the_libraries_that_compile_them():
    program = """
import sys
import bot.reports.process
from bot.questionnaires import interview
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.compiled import Compiled
eight_areas()
print(*{"pyxform", "openpyxl", "typst"} & set(sys.modules))
"""
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output == "\n"


def test_an_author_compiles_a_file_on_the_command_line(tmp_path, capsys):
    source = tmp_path / "work.md"
    source.write_text(FORM, encoding="utf-8")
    main(source)
    assert source.with_suffix(".json").exists()
    source.write_text(FORM.replace("text ", "integer "), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(source)
    assert capsys.readouterr().err.startswith("survey, row 6: “integer” cannot be asked yet")
