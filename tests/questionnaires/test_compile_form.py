"""Files as authors and strangers send them: rows are the spreadsheet's, and nothing ends in a traceback."""

import io
import zipfile
from datetime import date, datetime
from functools import cache, partial

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli_forms import app
from bot.questionnaires.check import checked
from bot.questionnaires.checked import Checked
from bot.questionnaires.compile import compiled
from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.folder import joined
from bot.questionnaires.source import opened
from bot.reports.process import HelperProcess, JobCrashed, JobTookTooLong, Limits

SETTINGS = [["form_id", "version"], ["small", "1"]]
SURVEY = [["type", "name", "label", "relevant"], ["text", "a", "A", ""], ["integer", "b", "B", ""]]


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in {"survey": SURVEY, "settings": SETTINGS, **sheets}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(made):
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def rewritten(source, name, change):
    """The archive with one part changed, or a new one."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in old.infolist():
            if entry.filename != name:
                archive.writestr(entry.filename, old.read(entry.filename))
        archive.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return file.getvalue()


def told(source, kind=".xlsx"):
    return [str(found) for found in checked(source, kind, "small", {}).findings]


def named(result):
    return [part.name for part in result.form.root.walk() if part.is_asked]


# -- rows --------------------------------------------------------------------------------------------------------------
WRONG_TYPE = "survey, row {row}, type: there is no question type “txet”. Did you mean “text”?"


def test_rows_of_a_spreadsheet_are_counted_with_the_empty_ones():
    rows = [*SURVEY, [], *([[]] * 70), ["txet", "c", "C"]]
    assert told(saved(book(survey=rows))) == [WRONG_TYPE.format(row=75)]


def test_rows_of_a_csv_file_are_counted_within_their_sheet():
    source = b"survey\n,type,name,label\n,text,a,A\n,,,\n\n,txet,b,B\nsettings\n,form_id,version\n,small,1\n"
    assert told(source, ".csv") == [WRONG_TYPE.format(row=5)]


def test_rows_of_a_folder_are_those_of_each_file():
    source = joined(
        {"survey": b"type,name,label\ntext,a,A\n,,\n\ntxet,b,B\n", "settings": b"form_id,version\nsmall,1\n"}
    )
    assert told(source, ".csv") == [WRONG_TYPE.format(row=5)]


def test_rows_of_a_markdown_table_are_counted_without_comments_and_rules():
    source = "| survey |\n| | type | name | label |\n|---|---|---|---|\n# a comment\n| | text | a | A | # behind\n| | | | |\n| | txet | b | B |\n"
    assert told(f"{source}| settings |\n| | form_id | version |\n| | small | 1 |\n".encode(), ".md") == [
        WRONG_TYPE.format(row=4)
    ]


def test_semicolons_and_a_byte_order_mark_are_fine():
    source = "\ufeffsurvey\n;type;name;label\n;text;a;A, or not\nsettings\n;form_id;version\n;small;1\n".encode()
    assert told(source, ".csv") == []


def test_merged_cells_are_told_because_only_the_first_counts():
    made = book(survey=[*SURVEY, ["text", "c", None]])
    made["survey"].merge_cells("C3:C4")
    assert told(saved(made)) == [
        "survey, row 3, label: (warning) the cells C3 to C4 are merged, and only the first of them counts; please unmerge them.",
        "survey, row 4, label: this question has no label, so nobody knows what it asks.",
    ]


# -- cells -------------------------------------------------------------------------------------------------------------
def test_a_formula_without_its_result_and_one_with_an_error_are_told():
    made = book(survey=[*SURVEY, ["text", "c", '="C"&1', ""], ["text", "d", "#REF!", ""]])
    assert told(saved(made)) == [
        "survey, row 4, label: the formula in C4 was saved without its result; open the file in a spreadsheet program and save it again.",
        "survey, row 4, label: this question has no label, so nobody knows what it asks.",
        "survey, row 5, label: the formula in this cell gives an error, #REF!; please mend it.",
    ]


def test_booleans_dates_and_numbers_as_cells_are_read_as_people_mean_them():
    rows = [
        ["type", "name", "label", "required", "default"],
        ["date", "day", "Day", True, datetime(2026, 5, 4)],  # noqa: DTZ001  spreadsheets know no zones
        ["integer", "n", 7.0, False, 3.0],
        ["date", "d", "D", "", date(2026, 5, 5)],
    ]
    result = compiled(saved(book(survey=rows)), ".xlsx")
    parts = result.form.parts
    assert [(parts[path].required, parts[path].default) for path in ("/data/day", "/data/n", "/data/d")] == [
        ("true()", "2026-05-04"),
        ("false()", "3"),
        ("", "2026-05-05"),
    ]


def test_control_characters_are_left_out_and_told():
    source = "| survey |\n| | type | name | label |\n| | text | a | A\x08\x00b |\n| settings |\n| | form_id | version |\n| | small | 1 |\n"
    padded = f"# {'-' * 300}\n{source}".encode()
    assert told(padded, ".md") == [
        "survey, row 2, label: (warning) the text holds signs that cannot be shown (control characters); they are left out."
    ]
    form = compiled(padded, ".md").form
    assert form.texts[form.parts["/data/a"].label]["default"].text == ("Ab",)


def test_spaces_that_do_not_break_stay_in_texts_and_not_in_expressions():
    source = "| survey |\n| | type | name | label | relevant |\n| | text | a | Ça va\u00a0? | |\n| | text | b | B | ${a}\u00a0= 'x' |\n"
    form = compiled(source.encode(), ".md").form
    assert form.texts[form.parts["/data/a"].label]["default"].text == ("Ça va\u00a0?",)
    assert form.parts["/data/b"].relevant == "/data/a  = 'x'"  # pyxform puts spaces around a path


def test_capitals_and_spaces_in_the_names_of_sheets_do_not_matter():
    made = book()
    for sheet, name in zip(made.worksheets, ("Survey ", "SETTINGS"), strict=True):
        sheet.title = "another"  # the same name in other letters would be taken for a second sheet
        sheet.title = name
    result = checked(saved(made), ".xlsx")
    assert (named(result), result.form.id, result.findings) == (["a", "b"], "small", ())


def test_cells_beside_the_table_are_told():
    assert told(saved(book(survey=[*SURVEY, ["text", "c", "C", "", "", "really?"]]))) == [
        "survey, row 4: (warning) a cell stands beside the table, under no heading; it is ignored."
    ]


def test_a_spreadsheet_whose_size_is_written_wrong_is_read_to_its_end():
    lied = rewritten(saved(book()), "xl/worksheets/sheet1.xml", lambda part: part.replace(b'ref="A1:D3"', b'ref="A1"'))
    assert named(compiled(lied, ".xlsx")) == ["a", "b"]


# -- what strangers send -----------------------------------------------------------------------------------------------
SHEET = "xl/worksheets/sheet1.xml"
BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"""
ENTITIES = "the file defines entities of its own (DOCTYPE), which spreadsheets never do; please save it anew."
TOO_BIG = "the file is too big once unpacked; please take pictures and other sheets out of it."
DAMAGED = "the file is damaged and could not be read; please save it anew."
NO_SHEET = "the file is not a spreadsheet, although its name says so; please save it as .xlsx."


@cache
def zeros(size):
    """An archive that unpacks to so many zeros, written as quickly as read."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(SHEET, "w", force_zip64=True) as part,
    ):
        for _ in range(size // 2**20):
            part.write(bytes(2**20))
    return file.getvalue()


def nested(depth):
    source = saved(book())
    for _ in range(depth):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("form.xlsx", source)
        source = file.getvalue()
    return source


def csv_of(rows):
    return b"survey\n,type,name,label\n" + b"".join(rows) + b"settings\n,form_id,version\n,small,1\n"


def refused_whole():
    plain = saved(book())
    return {
        "zeros": (partial(zeros, 2**30), ".xlsx", TOO_BIG),  # takes seconds, so it is made by the test
        "nested": (nested(5), ".xlsx", "the file is not a workbook of Excel; please save it as .xlsx."),
        "entities": (rewritten(plain, SHEET, lambda _part: BILLION_LAUGHS), ".xlsx", ENTITIES),
        "entities in UTF-16": (
            rewritten(plain, SHEET, lambda _part: BILLION_LAUGHS.decode().replace('<?xml version="1.0"?>', "").encode("utf-16")), ".xlsx", ENTITIES
        ),
        "entities in another part": (rewritten(plain, "xl/sharedStrings.xml", lambda _part: BILLION_LAUGHS), ".xlsx", ENTITIES),
        "entities in a part of any name": (rewritten(plain, "xl/anything", lambda _part: BILLION_LAUGHS), ".xlsx", ENTITIES),
        "no XML": (rewritten(plain, SHEET, lambda part: part[10:]), ".xlsx", DAMAGED),
        "no end of comments": (
            rewritten(plain, SHEET, lambda part: b"<!--" + b"." * 2**20 + b"-->" + part), ".xlsx", DAMAGED
        ),
        "macros inside": (
            rewritten(plain, "xl/vbaProject.bin", lambda _part: b"Sub AutoOpen()"), ".xlsx",
            "the workbook holds macros; please save it as .xlsx, without them.",
        ),
        "macros by name": (plain, ".xlsm", "the workbook may hold macros; please save it as .xlsx, without them."),
        "plain text": (b"type,name,label", ".xlsx", NO_SHEET),
        "empty": (b"", ".xlsx", NO_SHEET),
        "cut off": (plain[:-400], ".xlsx", NO_SHEET),
        "damaged": (plain.replace(b"PK\x03\x04", b"PK\x03\x05"), ".xlsx", DAMAGED),
        "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), ".xlsx", "this is a file of an old Excel (.xls); please save it as .xlsx."),
        "old Excel by name": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), ".xls", "this is a file of an old Excel (.xls); please save it as .xlsx."),
        "encrypted": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), ".xlsx",
            "the workbook is protected by a password; please save it without one.",
        ),
        "spreadsheet named csv": (plain, ".csv", "the file is a spreadsheet, although its name ends in .csv; please name it .xlsx."),
        "UTF-16": ("survey\n,type\n".encode("utf-16"), ".csv", "the file is UTF-16 text; please save it as UTF-8 (in Excel: “CSV UTF-8”)."),
        "Windows": (
            csv_of([b",text,a,A\n", ",text,b,Été\n".encode("cp1252")]), ".csv",
            "the file is not UTF-8 text (line 4); please save it as UTF-8 (in Excel: “CSV UTF-8”).",
        ),
        "long label": (csv_of([b",text,a," + b"A" * 2**20 + b"\n"]), ".csv", "the file is no table: field larger than field limit (131072)."),
        "long label in Markdown": (
            b"| survey |\n| | type | name | label |\n| | text | a | " + b"A" * 2**20 + b" |\n", ".md",
            "survey, row 2: a text is longer than 32767 characters; nobody could read it.",
        ),
        "50,000 rows": (
            csv_of([b",text,q%d,Q\n" % number for number in range(50_000)]), ".csv",
            "survey: there are more than 5000 rows; nobody could answer so many questions.",
        ),
        "50,000 choices": (
            b"choices\n,list_name,name,label\n" + b"".join(b",l,c%d,C\n" % number for number in range(50_000)) + csv_of([]), ".csv",
            "choices: there are more than 20000 rows; long lists are better kept in a CSV file.",
        ),
        "16,000 columns": (saved(book(survey=[[f"c{number}" for number in range(16_000)], ["text"]])), ".xlsx", "survey: there are more than 1000 columns."),
        "no headings": (
            saved(book(survey=[[], ["text", "a", "A"]])), ".xlsx",
            "survey, row 1: the headings are missing: they stand in the first row, such as type, name and label.",
        ),
    }  # fmt: skip


REFUSED = refused_whole()
WHOLE = saved(book())


def sent(case):
    source, kind, sentence = REFUSED[case]
    return (source() if callable(source) else source), kind, sentence


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.slow] if case in {"zeros", "16,000 columns", "50,000 choices"} else [])
        for case in REFUSED
    ],
)
def test_what_is_no_form_is_refused_in_a_sentence(case):
    source, kind, sentence = sent(case)
    assert told(source, kind) == [sentence]


DEEP = [["type", "name", "label"], *[["begin_group", f"g{number}", "G"] for number in range(100)], ["text", "a", "A"], *[["end_group"]] * 100]  # fmt: skip


def test_a_hundred_groups_inside_each_other_are_read():
    result = checked(saved(book(survey=DEEP)), ".xlsx")
    assert result.form is not None
    assert result.findings == ()


@pytest.mark.slow  # a second and a half
def test_groups_beyond_all_measure_end_in_a_sentence():
    rows = [["type", "name", "label"], *[["begin_group", f"g{n}", "G"] for n in range(2000)], ["text", "a", "A"], *[["end_group"]] * 2000]  # fmt: skip
    assert told(saved(book(survey=rows))) == [
        "survey: the groups are nested too deeply to be asked; please take some of them apart."
    ]


def test_a_million_rounds_a_circle_and_a_dangerous_pattern_are_told_at_once():
    rows = [
        ["type", "name", "label", "calculation", "repeat_count", "constraint"],
        ["begin_repeat", "r", "R", "", "1000000"],
        ["calculate", "a", "", "${b}"],
        ["calculate", "b", "", "${a}"],
        ["text", "c", "C", "", "", "regex(., '^(a+)+$')"],
        ["end_repeat"],
    ]
    assert told(saved(book(survey=rows))) == [
        "survey, row 2, repeat_count: 1000000 rounds are too many for anybody; 500 are the most.",
        "survey, row 3, calculation: this goes round in a circle: a → b → a. One of them must do without the next.",
    ]


NASTY = {
    "a reference that never ends": "${" + " " * 30_000,
    "dashes": "-" * 30_000 + "x",
    "brackets": "(" * 30_000,
    "a long pattern": f"regex(., '^(?=a){'(' * 20_000}')",
    "references": "${a}" * 8_000,
    "not a name": "${" + "a" * 30_000 + "}",
    "quotation marks": "'" * 29_999,
    "alternatives": "regex(., '" + "(a|b)*" * 5_000 + "')",
}


@pytest.mark.parametrize("cell", NASTY)
def test_no_cell_keeps_the_check_busy_for_ever(cell):
    rows = [*SURVEY, ["text", "c", NASTY[cell], NASTY[cell]], [NASTY[cell], NASTY[cell], "D", ""]]
    result = checked(saved(book(survey=rows)), ".xlsx")
    assert result.to_mend
    assert max(len(found.message) for found in result.findings) <= 501
    lines = "".join("| | " + " | ".join(row).replace("|b", "b") + " |\n" for row in rows)
    assert checked(f"| survey |\n{lines}".encode(), ".md").to_mend


@settings(max_examples=60, deadline=None)
@example([(WHOLE.rindex(b"PK\x01\x02") + 6, 64)])  # the version that a part of it needs
@example([(WHOLE.rindex(b"PK\x01\x02") + 9, 8), (WHOLE.rindex(b"PK\x01\x02") + 46, 255)])  # a name that is no UTF-8
@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_damaged_file_ends_in_words(changes):
    source = bytearray(WHOLE)
    for at, byte in changes:
        source[at % len(source)] = byte
    result = checked(bytes(source), ".xlsx", "damaged", {})
    assert result.form is not None or result.to_mend


@pytest.mark.slow  # a real bomb
async def test_a_bomb_in_the_helper_process_ends_as_a_sentence_and_the_next_call_works():
    async with HelperProcess(limits=Limits(memory_mib=256, seconds=20)) as helper:
        for case in ("zeros", "entities", "50,000 rows"):
            source, kind, sentence = sent(case)
            answer = Checked.from_json(await helper.call("check_form", source=source, kind=kind))
            assert [str(found) for found in answer.findings] == [sentence]
            good = Checked.from_json(await helper.call("check_form", source=saved(book()), kind=".xlsx"))
            assert (named(good), good.findings) == (["a", "b"], ())


def many_cells():
    """Within all sizes, and yet more than anybody has time for."""
    cells = "".join(f'<row r="{number}">{"<c/>" * 16_000}</row>' for number in range(4, 700))
    return rewritten(WHOLE, SHEET, lambda part: part.replace(b"</sheetData>", cells.encode() + b"</sheetData>"))


def long_strings():
    cell = f'<c t="inlineStr"><is><t>{"x" * 30_000}</t></is></c>'
    rows = "".join(f'<row r="{number}">{cell}</row>' for number in range(4, 1_600))
    return rewritten(WHOLE, SHEET, lambda part: part.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "limits", "problem"),
    [(many_cells, Limits(seconds=8), JobTookTooLong), (long_strings, Limits(memory_mib=100), JobCrashed)],
    ids=["time", "memory"],
)
async def test_a_form_beyond_the_limits_of_the_helper_is_given_up_and_the_next_call_works(source, limits, problem):
    async with HelperProcess(limits=limits) as helper:
        with pytest.raises(problem):
            await helper.call("check_form", source=source(), kind=".xlsx")
        good = Checked.from_json(await helper.call("check_form", source=WHOLE, kind=".xlsx"))
        assert (named(good), good.findings) == (["a", "b"], ())


@pytest.mark.slow  # a real bomb
def test_a_bomb_on_the_command_line_is_a_sentence(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(sent("zeros")[0])
    result = CliRunner().invoke(app, ["check", str(bomb)])
    assert (result.exit_code, result.output) == (1, f"{TOO_BIG}\n")


CELL = st.one_of(
    st.sampled_from(
        ["", "text", "select_one yn", "select_multiple", "begin_repeat", "end_repeat", "begin group", "end group", "calculate", "note",
         "rank yn or_other", "yes", "a", "b", "${a}", "${a} = 'yes'", "sum(${b}) div 2", "coalesce(${a}, 0) + ", "${", "regex(., '(?=a)b')",
         "selected(${a}, 'x')", "yn", "a.csv", "select_one_from_file a.csv", "select_one ${a}", "-1", "TRUE", "na"]
    ),
    st.text(max_size=6),
)  # fmt: skip
HEADING = st.one_of(
    st.sampled_from(
        ["type", "name", "label", "label::fr", "hint:en", "relevant", "calculation", "choice_filter", "repeat_count", "constraint",
         "list_name", "list name", "media::image::fr", "parameters", "default", "bind::x", "form_id", "default_language", "trigger"]
    ),
    st.text(max_size=5),
)  # fmt: skip


@st.composite
def sheets(draw):
    width = draw(st.integers(1, 6))
    row = st.lists(CELL, max_size=width + 1)
    return [draw(st.lists(HEADING, min_size=width, max_size=width)), *draw(st.lists(row, max_size=8))]


@settings(max_examples=150, deadline=None)
@given(survey=sheets(), choices=sheets(), other=sheets())
def test_whatever_stands_in_the_cells_something_is_said_and_nothing_raised(survey, choices, other):
    survey = [["type", "name", *survey[0]], *(["text", "a", *row] for row in survey[1:2]), *survey[2:]]
    written = "".join(
        f"| {name} |\n"
        + "".join("| | " + " | ".join(" ".join(cell.replace("|", "").split()) for cell in row) + " |\n" for row in rows)
        for name, rows in (("survey", survey), ("choices", choices), ("settings", other))
    )
    result = checked(written.encode("utf-8", "replace"), ".md", "f", {})
    assert result.form is not None or result.to_mend
    assert Checked.from_json(result.to_json()) == result


def test_what_is_checked_tells_the_weight_of_each_finding():
    found = Finding("survey", 2, "look again.", "label", Weight.WARNING)
    assert str(found) == "survey, row 2, label: (warning) look again."
    assert not Checked(None, (found,)).to_mend


def test_a_finding_stays_in_its_line_whatever_the_cell_holds():
    assert told(saved(book(survey=[*SURVEY, ["text", "two\nlines", "C", ""]]))) == [
        "survey, row 4, name: “two lines” cannot be a name: letters, digits, - and _ only, a letter first, no spaces."
    ]


def test_a_source_is_opened_with_its_blank_rows():
    assert opened(b"| survey |\n| | type | name |\n| | | |\n| | text | a |\n", ".md").definition.survey == [
        {},
        {"type": "text", "name": "a"},
    ]


def test_a_prefix_that_nothing_explains_is_told_in_words():
    form = "| survey |\n| | type | name | label | bind::school:code |\n| | text | a | A | 7 |\n"
    result = compiled(form.encode(), ".md")
    assert (result.form, [found.message for found in result.refusals]) == (
        None,
        ["a column of the form has a prefix, as in bind::prefix:name, that the setting “namespaces” does not explain."],
    )
