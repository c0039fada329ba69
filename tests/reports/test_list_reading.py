"""Lists in workbooks: whatever people send ends in rows or in words, with its place."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from bot.domain.sheets import Line, Unreadable
from bot.questionnaires.troubles import OLD_EXCEL
from bot.questionnaires.workbook import pieces
from bot.reports.list_reading import read_list
from bot.reports.lists import list_lines, written_list
from bot.reports.process import JobCrashed
from bot.reports.tables_writing import workbook

NEEDED = ("code", "name")


async def call(job, **arguments):
    """What the helper process would do, in this one."""
    return {"read_list": read_list, "write_tables": workbook}[job](**arguments)


def saved(*sheets, **kinds):
    """Sheets as (title, rows); the first one is the active sheet."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = kinds.get(title, "visible")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_block(data, cells):
    """A workbook whose first sheet shows these cells as one, which the writer of long lists cannot do."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name.endswith("sheet1.xml"):
                block = f'</sheetData><mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>'
                part = part.replace(b"</sheetData>", block.encode())
            after.writestr(name, part)
    return packed.getvalue()


async def lines(data, needed=NEEDED):
    return [(line.number, line.cells) for line in await list_lines(call, data, needed)]


async def problems(data):
    with pytest.raises(Unreadable) as unreadable:
        await list_lines(call, data, NEEDED)
    return [(one.row, one.says.msgid.format(**one.says.values)) for one in unreadable.value.problems]


async def test_cells_are_read_as_people_see_them_and_empty_rows_are_left_out():
    rows = (("Code", " name "), (), (101, "Tunis"), (2.5, True), (date(2026, 3, 14), "  x "), (None, "y", None))
    assert await lines(saved(("a", rows))) == [
        (1, ("Code", "name")),
        (3, ("101", "Tunis")),
        (4, ("2.5", "TRUE")),
        (5, ("2026-03-14", "x")),
        (6, ("", "y")),
    ]


async def test_the_sheet_with_the_headings_is_read_wherever_it_stands_but_not_if_it_is_hidden():
    book = saved(
        ("notes", [("hello",)]),
        ("old", [("code", "name"), ("A", "old")]),
        ("new", [("code", "name"), ("B", "new")]),
        old="hidden",
    )
    assert await lines(book) == [(1, ("code", "name")), (2, ("B", "new"))]


async def test_a_title_above_the_headings_is_passed_over_even_if_its_cells_are_merged():
    book = Workbook()
    for row in (("All centres",), ("2026",), ("code", "name"), ("A", "x")):
        book.active.append(row)
    book.active.merge_cells("A1:B2")
    data = io.BytesIO()
    book.save(data)
    assert await lines(data.getvalue()) == [(3, ("code", "name")), (4, ("A", "x"))]


@pytest.mark.slow
async def test_what_cannot_be_read_is_found_at_the_end_of_a_long_list_too():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("code", "name"))
    for number in range(12_000):
        sheet.append((f"é{number}", "=1+1" if number in {0, 6_000, 11_999} else "x" * 100))
    data = io.BytesIO()
    book.save(data)
    told = await problems(with_block(data.getvalue(), "A12000:B12001"))
    assert [row for row, _why in told] == [12_000, 2, 6_002, 12_001]
    assert "A12000:B12001" in told[0][1]


def test_pieces_of_a_sheet_are_the_whole_of_it_and_split_no_row():
    rows = "".join(f'<row r="{number}"><c r="A{number}" t="str"><v>{"é" * 99}</v></c></row>' for number in range(9_000))
    whole = f'<worksheet><sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sheet.xml", whole)
        found = list(pieces(archive, "sheet.xml"))
    assert len(found) > 1
    assert "".join(found) == whole
    assert all(piece.count("<row ") == piece.count("</c>") for piece in found)


async def test_without_the_headings_the_first_filled_row_is_taken_for_them():
    assert await lines(saved(("a", [(), ("kode", "name")]))) == [(2, ("kode", "name"))]


async def test_a_workbook_of_ours_comes_back_as_it_was():
    rows = [("code", "name"), ("A", "=1+1"), ("B", "'quoted"), ("C", "@x\ny")]
    assert await lines(await written_list(call, "list", rows)) == [
        (number, cells) for number, cells in enumerate(rows, start=1)
    ]


async def test_a_calculation_that_failed_is_told():
    data = saved(("a", [("code", "name"), ("A", "#REF!")]))
    assert await problems(data) == [
        (2, "A formula in this row gives an error, #REF!. Please mend it or write the value.")
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (OLD_EXCEL + b"x" * 600, "This is a file of an old Excel (.xls). Please save it as .xlsx."),
        (
            OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"),
            "The file is protected by a password. Please save it without one.",
        ),
        (b"PK\x03\x04", "The file is damaged and could not be read. Please save it anew."),
        (
            b"PK\x03\x04" + b"x" * 5_000_000,
            "The file is larger than 5 MB. A list is much smaller: is it the right file?",
        ),
        (saved(("a", [("x",) * 101])), "A row of the list has more than 100 columns. Is it the right file?"),
    ],
)
async def test_a_file_that_cannot_be_taken_says_why(data, why):
    assert await problems(data) == [(None, why)]


def packed(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"content_xml": "<a/>"}, "This is not a workbook of Excel. Please save it as .xlsx or as “CSV UTF-8”."),
        (
            {"xl__workbook_xml": "<a/>", "xl__vbaProject_bin": b"x"},
            "The file holds macros. Please save it as .xlsx, without them.",
        ),
        (
            {"xl__workbook_xml": b" " * 51 * 1024 * 1024},
            "The file is too big once unpacked. Please take pictures and other sheets out of it.",
        ),
        (
            {"xl__workbook_xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
            "The file is damaged and could not be read. Please save it anew.",
        ),
    ],
)
async def test_a_package_that_is_no_list_says_why(parts, why):
    assert await problems(packed(**parts)) == [(None, why)]


async def test_more_rows_than_can_be_taken_are_told():
    data = saved(("a", [("code", "name"), *((str(number), "x") for number in range(4))]))
    assert read_list(source=data, needed=list(NEEDED), most_rows=3) == {"trouble": "rows"}
    assert len(read_list(source=data, needed=list(NEEDED), most_rows=4)["rows"]) == 5


async def test_a_helper_that_ran_out_of_memory_is_told_as_a_file_that_is_too_big():
    async def crashed(_job, **_arguments):
        raise JobCrashed("read_list: needed more memory than it may have")

    with pytest.raises(Unreadable) as unreadable:
        await list_lines(crashed, b"PK\x03\x04", NEEDED)
    assert unreadable.value.problems[0].says.msgid.startswith("The file is too big once unpacked.")


async def test_what_is_no_workbook_is_read_as_csv():
    assert await list_lines(call, b"code,name\nA,x\n", NEEDED) == (Line(1, ("code", "name")), Line(2, ("A", "x")))
