"""Submissions as a workbook."""

import subprocess
import sys
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sample_forms import PUBLIC_ID, SECOND, form, submission

from bot.questionnaires.submissions import workbook
from bot.questionnaires.submissions.formulas import as_typed
from bot.questionnaires.submissions.layout import Options, Several
from bot.questionnaires.submissions.spelling import unspelled
from bot.questionnaires.submissions.submission import MisfitError, spool
from bot.questionnaires.submissions.workbook import write
from bot.questionnaires.submissions.written import CUT_HERE, LONGEST_CELL, Cut
from bot.reports.process import HelperProcess
from bot.reports.workbooks import EXPORTING, write_workbook

PLAIN = Options()
MAIN = "Workshops  2026"


def book(submissions, options=PLAIN, forms=None):
    file = BytesIO()
    write(iter(submissions), forms or [form()], options, file)
    return load_workbook(file)


def table(opened, title):
    headings, *rows = opened[title].iter_rows(values_only=True)
    return [dict(zip(headings, map(shown, row), strict=True)) for row in rows]


def shown(value):
    return value.isoformat(" ") if isinstance(value, datetime) else value


def test_each_repeat_has_a_sheet_whose_rows_name_the_row_above():
    opened = book([submission(number=31), submission(public_id="0193f5a1-7c3e-7b1a-9f00-000000000002")])
    assert opened.sheetnames == [MAIN, "person", "course", "codebook"]
    main, other = table(opened, MAIN)
    assert main == {
        "begun": "2026-05-04T09:30:00.000+00:00",
        "school": "TINK",
        "learners": -4,
        "share": 0.25,
        "founded": "2001-09-03 00:00:00",
        "seen": "2026-05-04T10:00:00.000+03:00",
        "open": "yes",
        "tools": "saw -9",
        "place": "-36.8 10.2 0 5",
        "persons": "3",
        "instanceName": "TINK",
        "_id": 31,
        "_uuid": PUBLIC_ID,
        "_submission_time": "2026-05-04 09:50:00",
        "_started": "2026-05-04 09:30:00",
        "_language": "English (en)",
        "__version__": "1",
        "_index": 1,
    }
    assert (other["_id"], other["_index"]) == (None, 2)
    persons, courses = table(opened, "person"), table(opened, "course")
    assert [(row["name"], row["age"], row["_index"], row["_parent_index"]) for row in persons] == [
        ("Ama", 41, 1, 1), ("'=1+1", None, 2, 1), (None, None, 3, 1), ("Ama", 41, 4, 2), ("'=1+1", None, 5, 2), (None, None, 6, 2),
    ]  # fmt: skip
    assert [(row["title"], row["_parent_index"], row["_parent_table_name"]) for row in courses][:4] == [
        ("Joinery", 1, "person"), ("Drawing", 1, "person"), (None, 2, "person"), ("Joinery", 4, "person"),
    ]  # fmt: skip
    assert courses[-1]["_submission__uuid"] == "0193f5a1-7c3e-7b1a-9f00-000000000002"


def test_cells_have_the_types_of_their_questions():
    values = {
        "/data/school": "0044",
        "/data/learners": "123456789012345678",
        "/data/share": "3",
        "/data/founded": "1889-05-06",
        "/data/meta/instanceName": "#N/A",
    }
    opened = book([submission(values), submission()])
    cells = {cell.value: cell for cell in opened[MAIN][1]}

    def below(heading, row):
        cell = opened[MAIN].cell(row, cells[heading].column)
        return cell.value, cell.data_type, cell.number_format

    assert below("school", 2) == ("0044", "s", "General")
    assert below("learners", 2) == ("123456789012345678", "s", "General")
    assert below("share", 2)[:2] == (3, "n")
    assert below("founded", 2) == ("1889-05-06", "s", "General")
    assert below("founded", 3)[1:] == ("d", "yyyy-mm-dd")
    assert below("instanceName", 2)[:2] == ("#N/A", "s")


@pytest.mark.parametrize(
    ("several", "columns"),
    [
        (Several.WHOLE, {"tools": "saw"}),
        (Several.SPLIT, {"tools/saw": 1, "tools/-9": 0}),
        (Several.BOTH, {"tools": "saw", "tools/saw": 1, "tools/-9": 0}),
    ],
)
def test_several_choices_stand_in_one_column_or_in_one_each(several, columns):
    [main] = table(book([submission({"/data/tools": "saw"})], Options(several=several)), MAIN)
    assert {heading: value for heading, value in main.items() if heading.startswith("tools")} == columns


def test_labels_stand_there_in_the_language_asked_for_and_from_right_to_left():
    opened = book([submission(context={"centre": "+TINK"})], Options(labels=True, language="ar", context=("centre",)))
    [main] = table(opened, MAIN)
    assert (main["context: centre"], main["مفتوحة؟"], main["الأدوات"]) == ("'+TINK", "نعم", "منشار; لا شيء")
    assert opened[MAIN].sheet_view.rightToLeft
    assert not book([submission()], Options(labels=True, language="en"))[MAIN].sheet_view.rightToLeft
    split = Options(labels=True, several=Several.SPLIT, groups=True)
    opened = book([submission()], split)
    assert table(opened, MAIN)[0]["Tools/Saw, by hand"] == 1
    assert not opened[MAIN].sheet_view.rightToLeft


def test_headings_stay_in_sight_and_columns_are_wide_enough():
    opened = book([submission()])
    for title in opened.sheetnames:
        assert opened[title].freeze_panes == "A2"
        assert all(10 <= opened[title].column_dimensions[cell.column_letter].width <= 40 for cell in opened[title][1])


def test_the_codebook_tells_what_each_column_means():
    opened = book([submission()], forms=[form(), form(SECOND)])
    rows = {row["name"]: row for row in table(opened, "codebook")}
    assert (rows["learners"]["type"], rows["learners"]["constraint"], rows["learners"]["constraint message"]) == (
        "integer", ". >= -10", "Too few",
    )  # fmt: skip
    assert rows["learners"]["label (English (en))"] == "Learners of [school]"
    assert rows["age"]["relevant"] == "${open} = 'yes'"
    assert (rows["age"]["group"], rows["age"]["path"]) == ("team/person", "/data/team/person/age")
    assert rows["tools"]["choices"] == "lathe = Lathe\nsaw = Saw, by hand\n-9 = None of these"
    assert (rows["school"]["required"], rows["school"]["versions"]) == ("yes", "1, 2")
    assert (rows["share"]["versions"], rows["rooms"]["versions"]) == ("1", "2")
    assert (rows["persons"]["type"], rows["persons"]["calculation"]) == ("calculate", "count(${person})")
    assert (rows["thanks"]["type"], rows["team"]["type"], rows["person"]["type"]) == ("note", "group", "repeat")


NASTY = st.lists(
    st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", '"', " ", "\0", "_x0041_", "1", "\ud800", "🙂"])
    | st.characters(),
    max_size=8,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(NASTY, min_size=1, max_size=5))
def test_no_text_is_a_formula_and_all_comes_back(texts):
    opened = book([submission({"/data/school": text}) for text in texts])
    for text, [cell] in zip(texts, opened[MAIN].iter_rows(2, min_col=2, max_col=2), strict=True):
        assert cell.data_type in ("s", "n" if not text else "s")
        text_there = cell.value or ""
        assert text_there[:1] not in {"=", "+", "-", "@", "\t", "\r"} or not text_there
        assert unspelled(as_typed(text_there)) == text


def test_what_is_too_long_for_a_cell_is_cut_and_told():
    long = "🙂" * 20_000
    file = BytesIO()
    result = write(
        [submission({"/data/school": long}), submission({"/data/school": "x" * LONGEST_CELL})], [form()], PLAIN, file
    )
    assert (result.submissions, result.cuts, result.cut) == (2, 1, (Cut(PUBLIC_ID, "/data/school", 40_000),))
    cut, whole = (row["school"] for row in table(load_workbook(file), MAIN))
    assert cut.endswith("🙂" + CUT_HERE)
    assert len(cut.encode("utf-16-le")) // 2 in {LONGEST_CELL, LONGEST_CELL - 1}
    assert whole == "x" * LONGEST_CELL


def test_too_many_rows_or_columns_are_told_before_a_broken_file(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(MisfitError, match="at most 3 rows"):
        book([submission({"/data/school": "x"})] * 3)
    monkeypatch.setattr(workbook, "MOST_COLUMNS", 5)
    with pytest.raises(MisfitError, match="at most 5 columns"):
        book([])


async def test_it_is_written_in_the_helper_process(tmp_path):
    with (tmp_path / "spool").open("wb") as file:
        assert spool([submission(), submission({"/data/school": "é" * 40_000})], file) == 2
    async with HelperProcess(limits=EXPORTING) as helper:
        result = await write_workbook(
            helper, tmp_path / "spool", tmp_path / "out.xlsx", [form()], Options(several=Several.BOTH)
        )
    assert (result.submissions, result.cut[0].length) == (2, 40_000)
    assert {file.name for file in tmp_path.iterdir()} == {"spool", "out.xlsx"}
    assert table(load_workbook(tmp_path / "out.xlsx"), MAIN)[0]["tools/saw"] == 1


def test_the_worker_exports_and_reads_without_openpyxl():
    program = """
import sys
import bot.reports.workbooks
from bot.questionnaires.submissions import archive, csv_zip, openrosa_reading
print(*{"pyxform", "openpyxl", "typst"} & set(sys.modules))
"""
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output == "\n"
