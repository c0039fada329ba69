"""Submissions read from XML, CSV and workbooks: what was exported comes back, and what strangers send ends in words."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from bringing_in import (
    OTHER_ID,
    PHOTO,
    PLAIN,
    RECEIVED,
    as_csv,
    as_rows,
    brought_in,
    from_csv,
    told,
    without_files,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sample_forms import PUBLIC_ID, form, submission

from bot.questionnaires.submissions import outcomes
from bot.questionnaires.submissions.archive import write_xml
from bot.questionnaires.submissions.layout import Options, Several
from bot.questionnaires.submissions.outcomes import Verdict
from bot.questionnaires.submissions.sheet_reading import read_sheets
from bot.questionnaires.submissions.submission import Attachment
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError
from bot.questionnaires.submissions.workbook import write
from bot.questionnaires.submissions.workbook_reading import read_workbook
from bot.reports.process import HelperProcess
from bot.reports.workbooks import read_workbook as read_in_the_helper


@pytest.mark.parametrize("groups", [True, False])
@pytest.mark.parametrize("several", Several)
def test_what_was_exported_comes_back_the_same(several, groups):
    ours = [submission(), submission({"/data/school": "Amal", "/data/meta/instanceName": "Amal"}, OTHER_ID)]
    options = Options(several=several, groups=groups, context=("centre",))
    expected = [without_files(one) for one in ours]
    assert [each.submission for each in from_csv(as_csv(ours, options))] == expected
    rows = as_rows(ours, options)
    assert [each.submission for each in read_sheets(rows, [form()], RECEIVED)] == expected


def test_of_xml_the_files_that_came_along_count():
    file = BytesIO()
    write_xml([submission()], [form()], file, lambda _sha256: [PHOTO])
    [candidate] = from_csv(file)
    [attachment] = candidate.submission.attachments.values()
    assert attachment.file == "me.jpg"
    assert len(attachment.sha256) == 64
    assert attachment.sha256 != "ab" * 32
    [result] = brought_in([candidate])
    assert (result.verdict, told(result)) == (Verdict.TAKEN, [])
    assert result.submission.values == submission().values


def test_a_file_that_did_not_come_along_is_told():
    file = BytesIO()
    write_xml([submission()], [form()], file, None)
    [result] = brought_in(from_csv(file))
    assert result.verdict is Verdict.WITH_REMARKS
    assert told(result) == [("/data/team/person[1]/photo", outcomes.NOT_ATTACHED)]


TEXT = st.lists(
    st.sampled_from(["=", "+", "-4", "@", "\t", "\r", "\n", "'", '"', ";", ",", "\0", "_x0007_", "\u200f", "🙂", "a"])
    | st.characters(),
    min_size=1,
    max_size=6,
).map("".join)


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=3))
def test_any_typed_text_comes_back_from_tables(texts):
    values = {f"/data/team/person[{number}]/name": text for number, text in enumerate(texts, start=1)}
    ours = [submission({"/data/school": texts[0], **values})]
    assert [each.submission for each in from_csv(as_csv(ours))] == ours
    assert [each.submission for each in read_sheets(as_rows(ours), [form()], RECEIVED)] == ours


def changed_zip(file, change):
    archive, result = zipfile.ZipFile(file), BytesIO()
    with zipfile.ZipFile(result, "w") as target:
        for name in archive.namelist():
            target.writestr(name, change(name, archive.read(name).decode()))
    return result


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda name, text: text.replace(PUBLIC_ID, "1"), "It has no KEY, or one that is none."),
        (lambda name, text: text.replace(",1\r\n", ",9\r\n"), "It was filled in on a version of the form that is not here."),
        (lambda name, text: text.replace("/team/person[1]", "/team/person[9]") if "course" in name else text, "One of its rows cannot be put in its place: workshop-course.csv, 2."),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_put_together_are_told_and_nothing_of_them_is_half_taken(change, problem):
    file = changed_zip(as_csv([submission({"/data/team/person[1]/course[1]/title": "x"})]), change)
    candidates = from_csv(file)
    assert all(each.submission is None for each in candidates)
    assert problem in [str(UnreadableSubmissionError(each.problem)) for each in candidates]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "no zip"), (b"PK\x03\x04 and then nothing", "no zip"), (b"plain text", "no zip")],
)
def test_what_is_no_zip_is_told(content, words):
    with pytest.raises(UnreadableSubmissionError, match=words):
        from_csv(BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("other.csv", b"KEY\n", "no workshop.csv"),
        ("workshop.csv", b"\xff\xfe", "not UTF-8"),
        ("workshop.csv", b'KEY\n"' + b"x" * 2_000_000 + b'"\n', "no table"),
        ("workshop.csv", b"\n" * (51 * 1024 * 1024), "larger than 50 MB"),
    ],
)
def test_tables_that_are_none_are_told(name, content, words):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    with pytest.raises(UnreadableSubmissionError, match=words):
        from_csv(file)


@pytest.fixture(scope="module")
def zips():
    file = BytesIO()
    write_xml([submission()], [form()], file, lambda _sha256: [PHOTO])
    return file.getvalue(), as_csv([submission()]).getvalue()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_zip_that_was_cut_or_spoilt_ends_in_words(zips, data):
    content = bytearray(data.draw(st.sampled_from(zips)))
    place = data.draw(st.integers(0, len(content)))
    content[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    candidates = []
    with suppress(UnreadableSubmissionError):  # anything else would be an error of ours
        candidates = from_csv(BytesIO(bytes(content)))
    assert all((each.submission is None) == (each.problem is not None) for each in candidates)


def test_xml_that_is_none_is_told_and_the_others_are_read():
    file = BytesIO()
    write_xml([submission()], [form()], file, None)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("x/submission.xml", "<!DOCTYPE a><a/>")
    candidates = from_csv(file)
    assert [each.problem and each.problem.msgid for each in candidates] == [
        None,
        "The file has a DOCTYPE, which is not allowed.",
    ]


async def test_workbooks_are_read_in_the_helper_process_and_bad_ones_told():
    file = BytesIO()
    write([submission()], [form()], Options(), file)
    async with HelperProcess() as helper:
        rows = await read_in_the_helper(helper, file.getvalue())
        [candidate] = read_sheets(rows, [form()], RECEIVED)
        assert candidate.submission == without_files(submission())
        for content in (b"plain text named .xlsx", file.getvalue()[:-100]):
            with pytest.raises(UnreadableSubmissionError, match="no workbook"):
                await read_in_the_helper(helper, content)


def packed_again(content, name, change):
    archive, result = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for each in archive.namelist():
            target.writestr(each, change(archive.read(each)) if each == name else archive.read(each))
    return result.getvalue()


def laughs(content):
    """A thousand million times "lol", if anybody expands it."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    start = content.index(b"<worksheet")
    doctype = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'.encode()
    return content[:start] + doctype + content[start:].replace(b"TINK", b"&l9;")


def endless(content):
    return content.replace(b"</sheetData>", b"<row/>" * 60_000 + b"</sheetData>")


def far_to_the_right(content):
    return content.replace(b"</sheetData>", b'<row r="9"><c r="XFD9" t="n"><v>1</v></c></row></sheetData>')


@pytest.mark.parametrize(
    ("change", "words"),
    [(laughs, "no workbook"), (endless, "more than 50000 rows"), (far_to_the_right, "5000 columns")],
)
async def test_workbooks_that_are_bombs_end_in_words(change, words):
    file = BytesIO()
    write([submission()], [form()], PLAIN, file)
    bomb = packed_again(file.getvalue(), "xl/worksheets/sheet1.xml", change)
    async with HelperProcess() as helper:
        with pytest.raises(UnreadableSubmissionError, match=words):
            await read_in_the_helper(helper, bomb)
        assert await read_in_the_helper(helper, file.getvalue())


def test_a_workbook_that_people_worked_on_is_still_read():
    file = BytesIO()
    write([submission()], [form()], Options(), file)
    opened = load_workbook(file)
    sheet = opened.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["learners"]).value = 12.0
    sheet.cell(2, columns["school"]).value = "Amal"
    sheet.insert_cols(1)
    saved = BytesIO()
    opened.save(saved)
    [candidate] = read_sheets(read_workbook(saved.getvalue())["sheets"], [form()], RECEIVED)
    assert (candidate.submission.values["/data/learners"], candidate.submission.values["/data/school"]) == (
        "12",
        "Amal",
    )
    assert candidate.submission.values["/data/founded"] == "2001-09-03"
    with pytest.raises(UnreadableSubmissionError, match="no sheet"):
        read_sheets({"Sheet1": []}, [form()], RECEIVED)


def test_labels_are_not_codes_and_are_not_taken_for_them():
    [candidate] = from_csv(as_csv([submission()], Options(labels=True)))
    [result] = brought_in([candidate])
    assert result.verdict is Verdict.REFUSED
    assert Attachment("me.jpg") not in candidate.submission.attachments.values()
