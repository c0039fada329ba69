"""Submissions brought in again: from XML, CSV and workbooks; taken as a whole, with remarks, or refused with the reason."""

import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sample_forms import FINISHED, PUBLIC_ID, SECOND, STARTED, VALUES, WORKSHOP, form, planned, submission

from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.refused import WORDS, Reason
from bot.questionnaires.submissions import outcomes
from bot.questionnaires.submissions.archive import write_xml
from bot.questionnaires.submissions.archive_reading import read_zip
from bot.questionnaires.submissions.csv_zip import write_csv
from bot.questionnaires.submissions.importing import imported, version
from bot.questionnaires.submissions.layout import Options, Several
from bot.questionnaires.submissions.outcomes import Candidate, Verdict
from bot.questionnaires.submissions.sheet_reading import read_sheets
from bot.questionnaires.submissions.submission import Attachment, finished_values
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError
from bot.questionnaires.submissions.workbook import write
from bot.questionnaires.submissions.workbook_reading import read_workbook
from bot.questionnaires.submissions.written import CUT_HERE
from bot.reports.process import HelperProcess
from bot.reports.workbooks import read_workbook as read_in_the_helper

RECEIVED = datetime(2026, 6, 1, tzinfo=UTC)
OTHER_ID = "0193f5a1-7c3e-7b1a-9f00-000000000002"
PLAIN = Options()
PHOTO = b"bytes of a photo"


def nobody(_public_id):
    return False


def brought_in(candidates, is_there=nobody, source=WORKSHOP):
    one = planned(source)
    return list(imported(candidates, [version(one, lists(one.form, {}))], is_there))


def outcome(values, source=WORKSHOP):
    [result] = brought_in([Candidate("a.xml", submission(values, attachments={}))], nobody, source)
    return result


def as_csv(submissions, options=PLAIN, forms=None):
    file = BytesIO()
    write_csv(submissions, forms or [form()], options, file)
    return file


def from_csv(file, forms=None):
    return list(read_zip(file, forms or [form()], RECEIVED))


def as_rows(submissions, options=PLAIN, forms=None):
    file = BytesIO()
    write(submissions, forms or [form()], options, file)
    return read_workbook(file.getvalue())["sheets"]


def told(result):
    return [(remark.path, remark.words) for remark in result.remarks]


def without_files(one):
    return replace(one, attachments={path: replace(each, sha256="") for path, each in one.attachments.items()})


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


def test_what_fits_is_taken_as_it_is():
    result = outcome({path: text for path, text in VALUES.items() if not path.endswith("/photo")})
    assert (result.verdict, told(result), result.id) == (Verdict.TAKEN, [], PUBLIC_ID)
    assert result.submission.values == {path: text for path, text in VALUES.items() if not path.endswith("/photo")}


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        ({"/data/school": ""}, "/data/school", WORDS[Reason.REQUIRED]),
        ({"/data/learners": "-11"}, "/data/learners", "Too few"),
        ({"/data/learners": "many"}, "/data/learners", WORDS[Reason.TYPE]),
        ({"/data/open": "maybe"}, "/data/open", WORDS[Reason.CHOICE]),
        ({"/data/open": "no"}, "/data/team/person[1]/age", WORDS[Reason.NOT_ASKED]),
        ({"/data/team/person[501]/name": "x"}, "", outcomes.TOO_MANY_ROUNDS),
        ({"/data/school": f"x{CUT_HERE}"}, "/data/school", outcomes.CUT),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole_with_its_place(changed, path, words):
    result = outcome({**VALUES, **changed})
    assert (result.verdict, result.submission) == (Verdict.REFUSED, None)
    assert told(result)[0] == (path, words)


PLACES = ["/data/team/person[1]", "/data/team/person[2]", "/data/team/person[2]/course[1]"]
OPERATIONS = st.sampled_from(
    [("add", place.rpartition("[")[0]) for place in PLACES]
    + [("remove", place) for place in PLACES]
    + [(path, text) for path, text in VALUES.items() if path not in {"/data/begun", "/data/persons"} and text]
    + [("/data/open", "no"), ("/data/tools", ""), ("/data/team/person[1]/age", "")]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(OPERATIONS, max_size=25))
def test_whatever_an_interview_gave_is_taken_again_without_a_remark(operations):
    interview = Interview.begin(planned(), lists(form(), {}), moment=STARTED, seed="1")
    for what, given_text in [("/data/school", "TINK"), *operations]:
        match what:
            case "add":
                interview.add_repeat(given_text, STARTED)
            case "remove":
                interview.remove_repeat(given_text, STARTED)
            case _:
                interview.answer(what, given_text, STARTED)
    interview.finish(FINISHED)
    values = finished_values(interview)
    result = outcome(values)
    assert (result.verdict, told(result), result.submission.values) == (Verdict.TAKEN, [], values)
    ours = submission(values, attachments={})
    assert [without_files(each.submission).values for each in from_csv(as_csv([ours]))] == [values]
    file = BytesIO()
    write_xml([ours], [form()], file, None)
    assert [each.submission.values for each in from_csv(file)] == [values]


def test_what_the_form_works_out_otherwise_is_told_and_the_forms_own_value_kept():
    result = outcome({**VALUES, "/data/persons": "7"})
    assert result.verdict is Verdict.WITH_REMARKS
    assert told(result) == [("/data/persons", outcomes.differs("7", "3"))]
    assert result.submission.values["/data/persons"] == "3"


def test_a_phone_with_a_wrong_clock_is_told():
    values = {"/data/school": "A", "/data/persons": "0", "/data/meta/instanceName": "A"}
    [result] = brought_in([Candidate("a.xml", submission(values, started=FINISHED, finished=STARTED))])
    assert told(result) == [("", outcomes.BACKWARDS)]
    assert (result.submission.started, result.submission.finished) == (STARTED, STARTED)


def test_what_has_no_place_in_the_form_is_told():
    one = submission({"/data/school": "A", "/data/gone": "1", "/data/persons": "0", "/data/meta/instanceName": "A"})
    [result] = brought_in([Candidate("a.xml", one, ("/data/odd",))])
    assert told(result) == [("/data/odd", outcomes.NO_PLACE), ("/data/gone", outcomes.NO_PLACE)]
    assert "/data/gone" not in result.submission.values


def test_submissions_that_are_there_already_or_stand_twice_are_told():
    values = {"/data/school": "A", "/data/persons": "0", "/data/meta/instanceName": "A"}
    candidates = [
        Candidate(source, submission(values, public))
        for source, public in [("1", PUBLIC_ID), ("2", OTHER_ID), ("3", OTHER_ID)]
    ]
    results = brought_in([*candidates, Candidate("4", None, problem=outcomes.UNREADABLE)], PUBLIC_ID.__eq__)
    assert [(each.source, each.verdict) for each in results] == [
        ("1", Verdict.REFUSED), ("2", Verdict.TAKEN), ("3", Verdict.REFUSED), ("4", Verdict.REFUSED),
    ]  # fmt: skip
    assert [remark.words for each in results for remark in each.remarks] == [
        outcomes.THERE_ALREADY, outcomes.TWICE, outcomes.UNREADABLE,
    ]  # fmt: skip


def test_each_submission_is_looked_at_with_the_version_on_which_it_was_filled_in():
    newer = submission(
        {"/data/school": "A", "/data/rooms": "7", "/data/persons": "0", "/data/meta/instanceName": "A"},
        OTHER_ID,
        version="2",
    )
    candidates = from_csv(as_csv([submission(), newer], forms=[form(), form(SECOND)]), [form(), form(SECOND)])
    assert [each.submission.version for each in candidates] == ["1", "2"]
    assert brought_in([candidates[1]], nobody, SECOND)[0].verdict is Verdict.TAKEN
    [result] = brought_in([candidates[1]])
    assert told(result) == [("", outcomes.OF_ANOTHER_VERSION)]


def form_of(*rows):
    head = (
        "| survey |\n| | type | name | label | relevant | calculation | constraint | default | required | trigger |\n"
    )
    lines = "".join(f"| | {row} |\n" for row in rows)
    return head + lines + "| settings |\n| | form_id | version |\n| | workshop | 1 |\n"


def test_an_answer_may_hang_on_a_later_one():
    source = form_of(
        "integer | a | A | ${b} = 'x' | | . < ${c} | | yes | ",
        "text | b | B | | | | | | ",
        "integer | c | C | | | | | | ",
    )
    result = outcome({"/data/a": "3", "/data/b": "x", "/data/c": "5"}, source)
    assert (result.verdict, told(result)) == (Verdict.TAKEN, [])
    refused = outcome({"/data/a": "6", "/data/b": "x", "/data/c": "5"}, source)
    assert told(refused) == [("/data/a", WORDS[Reason.CONSTRAINT])]


def test_chance_and_the_clock_are_not_asked_twice():
    source = form_of(
        "text | a | A | | | | | | ", "calculate | lot | | | once(random()) | | | | ", "calculate | at | | | now() | | | | ",
        "calculate | half | | | ${lot} div 2 | | | | ", "text | b | B | ${lot} > 0.9 | | | | | ", "username | who | | | | | | | ",
        "calculate | hello | | | concat('Hi ', ${who}) | | | | ",
    )  # fmt: skip
    values = {
        "/data/a": "x", "/data/lot": "0.95", "/data/at": "2026-05-04T09:40:00.000+00:00", "/data/half": "0.475",
        "/data/b": "won", "/data/who": "ama", "/data/hello": "Hi ama",
    }  # fmt: skip
    result = outcome(values, source)
    assert (result.verdict, told(result)) == (Verdict.TAKEN, [])
    assert result.submission.values == values


def test_what_was_filled_in_beforehand_and_emptied_stays_empty():
    source = form_of("text | a | A | | | | red | | ", "text | b | B | | | | | | ")
    result = outcome({"/data/b": "x"}, source)
    assert (result.verdict, result.submission.values) == (Verdict.TAKEN, {"/data/b": "x"})


def test_rounds_that_an_answer_counts_have_to_be_as_many():
    source = form_of(
        "integer | n | N | | | | | | ",
        "begin_repeat | r | R | | | | | | ",
        "text | t | T | | | | | | ",
        "end_repeat | | | | | | | | ",
    )
    source = source.replace("| trigger |", "| repeat_count |").replace(
        "begin_repeat | r | R | | | | | | ", "begin_repeat | r | R | | | | | | ${n}"
    )
    assert outcome({"/data/n": "2", "/data/r[1]/t": "x", "/data/r[2]": ""}, source).verdict is Verdict.TAKEN
    result = outcome({"/data/n": "1", "/data/r[1]/t": "x", "/data/r[2]/t": "y"}, source)
    assert told(result) == [("/data/r[2]/t", WORDS[Reason.NOT_ASKED])]


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
