"""Submissions as a zip of CSV files."""

import csv
import tracemalloc
import zipfile
from io import BytesIO, StringIO

import pytest
from sample_forms import PUBLIC_ID, SECOND, VALUES, form, submission

from bot.questionnaires.submissions.archive import write_xml
from bot.questionnaires.submissions.csv_zip import write_csv
from bot.questionnaires.submissions.layout import Options, Several
from bot.questionnaires.submissions.submission import Attachment, MisfitError

MAIN, PERSONS, COURSES = "workshop.csv", "workshop-person.csv", "workshop-course.csv"
KEY = f"uuid:{PUBLIC_ID}"


PLAIN = Options()


def written(submissions, options=PLAIN, forms=None, content=None):
    file = BytesIO()
    assert write_csv(iter(submissions), forms or [form()], options, file, content) == len(submissions)
    return zipfile.ZipFile(file)


def table(archive, name):
    return list(csv.DictReader(StringIO(archive.read(name).decode("utf-8-sig"), newline="")))


def test_each_repeat_has_a_table_whose_rows_name_the_row_above():
    archive = written([submission()])
    assert archive.namelist() == [MAIN, PERSONS, COURSES]
    [main] = table(archive, MAIN)
    assert main == {
        "SubmissionDate": "2026-05-04T09:50:00.000Z",
        "Started": "2026-05-04T09:30:00.000+00:00",
        "Language": "English (en)",
        "begun": "2026-05-04T09:30:00.000+00:00",
        "school": "TINK",
        "learners": "-4",
        "share": "0.25",
        "founded": "2001-09-03",
        "seen": "2026-05-04T10:00:00.000+03:00",
        "open": "yes",
        "tools": "saw -9",
        "place": "-36.8 10.2 0 5",
        "persons": "3",
        "instanceName": "TINK",
        "KEY": KEY,
        "FormVersion": "1",
    }
    persons = table(archive, PERSONS)
    assert [(row["name"], row["age"], row["PARENT_KEY"], row["KEY"]) for row in persons] == [
        ("Ama", "41", KEY, f"{KEY}/team/person[1]"),
        ("'=1+1", "", KEY, f"{KEY}/team/person[2]"),
        ("", "", KEY, f"{KEY}/team/person[3]"),
    ]
    assert [(row["title"], row["PARENT_KEY"], row["KEY"]) for row in table(archive, COURSES)] == [
        ("Joinery", f"{KEY}/team/person[1]", f"{KEY}/team/person[1]/course[1]"),
        ("Drawing", f"{KEY}/team/person[1]", f"{KEY}/team/person[1]/course[2]"),
        ("", f"{KEY}/team/person[2]", f"{KEY}/team/person[2]/course[1]"),
    ]


@pytest.mark.parametrize(
    ("several", "columns"),
    [
        (Several.WHOLE, {"tools": "saw -9"}),
        (Several.SPLIT, {"tools/saw": "1", "tools/-9": "1", "tools/lathe": "0"}),
        (Several.BOTH, {"tools": "saw -9", "tools/saw": "1", "tools/-9": "1", "tools/lathe": "0"}),
    ],
)
def test_several_choices_stand_in_one_column_or_in_one_each(several, columns):
    archive = written([submission()], Options(several=several), [form(), form(SECOND)])
    [main] = table(archive, MAIN)
    assert {heading: text for heading, text in main.items() if heading.startswith("tools")} == columns


def test_a_question_without_an_answer_has_neither_ones_nor_noughts():
    archive = written([submission({"/data/school": "A"})], Options(several=Several.SPLIT))
    assert table(archive, MAIN)[0]["tools/saw"] == ""


def test_versions_stand_side_by_side_in_the_newest_ones_order():
    newer = submission(
        {"/data/school": "Amal", "/data/rooms": "7"}, "0193f5a1-7c3e-7b1a-9f00-000000000002", version="2"
    )
    archive = written([submission(), newer], forms=[form(), form(SECOND)])
    rows = table(archive, MAIN)
    assert list(rows[0])[4:8] == ["school", "learners", "share", "rooms"]
    assert [(row["share"], row["rooms"], row["FormVersion"]) for row in rows] == [("0.25", "", "1"), ("", "7", "2")]


def test_groups_labels_and_context_go_into_the_table_as_wished():
    archive = written(
        [submission(context={"centre": "=TINK", "country": "TR"})], Options(groups=True, context=("centre",))
    )
    [main] = table(archive, MAIN)
    assert next(iter(main.items())) == ("context: centre", "'=TINK")
    assert main["meta-instanceName"] == "TINK"
    archive = written([submission()], Options(labels=True, language="ar"))
    [main] = table(archive, MAIN)
    assert (main["مفتوحة؟"], main["الأدوات"]) == ("نعم", "منشار; لا شيء")
    assert table(archive, PERSONS)[0]["العمر"] == "41"
    archive = written([submission()], Options(labels=True))
    assert table(archive, MAIN)[0]["Learners of [school]"] == "-4"


def test_a_heading_that_would_stand_there_twice_gives_way_to_the_whole_path():
    twins = form(
        "| survey |\n| | type | name | label |\n| | text | KEY | A |\n| | text | a | A |\n| | begin_group | g | G |\n"
        "| | text | a | A |\n| | text | b | B |\n| | end_group | | |\n| | text | g-b | B |\n"
        "| settings |\n| | form_id | version |\n| | twins | 1 |\n"
    )
    one = submission({"/data/KEY": "1", "/data/a": "2", "/data/g/a": "3", "/data/g-b": "4"}, form="twins")
    [row] = table(written([one], forms=[twins]), "twins.csv")
    assert (row["/data/KEY"], row["/data/a"], row["/data/g/a"], row["g-b"], row["b"]) == ("1", "2", "3", "4", "")
    [row] = table(written([one], Options(groups=True), [twins]), "twins.csv")
    assert (row["a"], row["g-a"], row["/data/g-b"], row["/data/g/b"]) == ("2", "3", "4", "")
    [row] = table(written([one], Options(labels=True), [twins]), "twins.csv")
    assert [heading for heading in row if heading.startswith(("A", "B"))] == [
        "A (/data/KEY)", "A (/data/a)", "A (/data/g/a)", "B (b)", "B (g-b)",
    ]  # fmt: skip


def test_the_byte_order_mark_is_there_unless_it_is_not_wished():
    assert written([submission()]).read(MAIN).startswith(b"\xef\xbb\xbfSubmissionDate")
    assert written([submission()], Options(byte_order_mark=False)).read(MAIN).startswith(b"SubmissionDate")


@pytest.mark.parametrize("text", ["a\nb", 'say "hi"', "x,y;z", "\u200fمرحبا", "🙂", "\0\ud800", "=1", "\r\nx"])
def test_whatever_people_type_keeps_the_table_whole(text):
    [row] = table(written([submission({"/data/school": text})]), MAIN)
    assert row["KEY"] == KEY
    assert text in row["school"] or row["school"] in {"_x0000__xD800_", "'=1", "'\r\nx"}


def test_attached_files_come_along_and_keep_apart():
    values = {f"/data/team/person[{number}]/photo": "me.jpg" for number in (1, 2, 3)}
    values |= {"/data/team/person[4]/photo": "../../etc/passwd", "/data/team/person[5]/photo": "submission.xml"}
    attachments = {path: Attachment(name, digest) for (path, name), digest in zip(values.items(), "aabcd", strict=True)}
    one = submission(values, attachments=attachments)
    archive = written([one], content=lambda sha256: [b"bytes of ", sha256.encode()])
    media = {name: archive.read(name) for name in archive.namelist() if name.startswith("media/")}
    assert media == {
        f"media/{PUBLIC_ID}/me.jpg": b"bytes of a",
        f"media/{PUBLIC_ID}/me-2.jpg": b"bytes of b",
        f"media/{PUBLIC_ID}/passwd": b"bytes of c",
        f"media/{PUBLIC_ID}/submission-2.xml": b"bytes of d",
    }
    assert [row["photo"] for row in table(archive, PERSONS)] == [
        "me.jpg",
        "me.jpg",
        "me-2.jpg",
        "passwd",
        "submission-2.xml",
    ]
    file = BytesIO()
    assert write_xml([one], [form()], file, lambda sha256: [sha256.encode()]) == 1
    packed = zipfile.ZipFile(file)
    assert packed.read(f"{PUBLIC_ID}/me-2.jpg") == b"b"
    assert b">me-2.jpg</photo>" in packed.read(f"{PUBLIC_ID}/submission.xml")


def test_what_does_not_belong_to_the_form_is_refused():
    with pytest.raises(MisfitError, match="/data/gone"):
        written([submission({**VALUES, "/data/gone": "1"})])
    with pytest.raises(MisfitError, match="outermost"):
        written(
            [submission()],
            forms=[
                form(),
                form(
                    SECOND.replace("| form_id |", "| name | form_id |").replace("| workshop |", "| other | workshop |")
                ),
            ],
        )


@pytest.mark.slow
def test_thousands_of_submissions_need_no_more_memory_than_a_few(tmp_path):
    def peak(count):
        with (tmp_path / "export.zip").open("wb") as file:
            tracemalloc.start()
            write_csv((submission() for _ in range(count)), [form()], Options(), file)
            _now, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(1)  # what is made once
    a_tenth_of_one = 280  # bytes; what the interpreter itself puts aside comes and goes
    assert peak(3_000) - peak(500) < 2_500 * a_tenth_of_one
