"""`passerelle forms try`: a form, a script, and what comes of it; whatever is wrong is said in one sentence."""

import datetime as dt
import json
import subprocess
import sys

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from bot.cli_forms import app

pytestmark = pytest.mark.slow  # compiles a form in a process of its own each time

FORM = """| survey |
| | type | name | label::English (en) | label::French (fr) | constraint | constraint_message::French (fr) |
| | start | start | | | | |
| | end | end | | | | |
| | text | who | Who? | Qui ? | | |
| | integer | age | Age of ${who} | Âge de ${who} | . < 150 | Moins de 150 ! |
| | begin_repeat | child | Child | Enfant | | |
| | text | name | Name | Nom | | |
| | end_repeat | | | | | |
| | select_one_from_file towns.csv | town | Town | Ville | | |
"""
SCRIPT = [
    {"op": "answer", "path": "/data/who", "value": "Ana"},
    {"op": "answer", "path": "/data/age", "value": "200"},
    {"op": "answer", "path": "/data/age", "value": 40, "why": "numbers may stand bare"},
    {"op": "answer", "path": "/data/age", "value": "forty"},
    {"op": "add_repeat", "path": "/data/child"},
    {"op": "answer", "path": "/data/child[2]/name", "value": "Bo"},
    {"op": "remove_repeat", "path": "/data/child[1]"},
    {"op": "answer", "path": "/data/child[2]/name", "value": "gone"},
    {"op": "answer", "path": "/data/town", "value": "t"},
    {"op": "answer", "path": "/data/who\ud800", "value": "half a character"},
]
NOW = ("--now", "2026-05-04T10:30:00", "--timezone", "Africa/Tunis")


def tried(*arguments):
    """As a program of its own, as others call it."""
    command = [sys.executable, "-m", "bot", "forms", "try", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8")


def tried_here(*arguments):
    return CliRunner().invoke(app, ["try", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "form.md").write_text(FORM)
    (tmp_path / "towns.csv").write_text("name,label\nt,Tunis\n")
    (tmp_path / "script.json").write_text(json.dumps(SCRIPT))
    return tmp_path


def test_a_script_is_played_and_what_comes_of_it_is_printed(folder):
    done = tried(folder / "form.md", "--script", folder / "script.json", "--language", "French (fr)", *NOW, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "refused": [
            {"path": "/data/age", "message": "Moins de 150 !"},
            {"path": "/data/age", "message": "Ce type de réponse ne convient pas ici."},
            {"path": "/data/child[2]/name", "message": "Cette question n’est pas posée pour le moment."},
            {"path": "/data/who\ud800", "message": "Cette question n’est pas posée pour le moment."},
        ],
        "relevant": ["/data/who", "/data/age", "/data/child[1]/name", "/data/town"],
        "values": {
            "/data/start": "2026-05-04T10:30:00.000+01:00",
            "/data/end": "2026-05-04T10:30:00.000+01:00",
            "/data/who": "Ana",
            "/data/age": "40",
            "/data/child[1]/name": "Bo",
            "/data/town": "t",
        },
        "labels": {
            "/data/who": "Qui ?",
            "/data/age": "Âge de Ana",
            "/data/child[1]": "Enfant",
            "/data/child[1]/name": "Nom",
            "/data/town": "Ville",
        },
        "choices": {"/data/town": [["t", "Tunis"]]},
    }


def test_several_scripts_give_several_results_each_from_the_beginning(folder):
    (folder / "script.json").write_text(json.dumps([SCRIPT[:1], [], SCRIPT[2:3]]))
    (folder / "media").mkdir()
    (folder / "media" / "towns.csv").write_text("name,label\nd,Durrës\n")
    done = tried_here(folder / "form.md", "--script", folder / "script.json", *NOW, "--media", folder / "media")
    results = json.loads(done.stdout)
    assert [[value for path, value in one["values"].items() if path[6:] in {"who", "age"}] for one in results] == [
        ["Ana"],
        [],
        ["40"],
    ]
    assert results[1]["choices"] == {"/data/town": [["d", "Durrës"]]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"file": "none.md"}, "none.md cannot be read: No such file or directory."),
        ({"--script": "none.json"}, "none.json cannot be read: No such file or directory."),
        ({"script": "no JSON"}, "script.json: Expecting value"),
        ({"script": "[" * 100_000}, "not deeper"),
        ({"script": '{"op": "answer"}'}, "a script is a list of operations"),
        ({"script": '[{"op": "dance", "path": "/data"}]'}, "an operation is one of answer, add_repeat, remove_repeat"),
        ({"script": '[{"op": "answer", "path": "/data/who"}]'}, "answer has the texts op, path, value"),
        ({"script": '[{"op": ["answer"], "path": "/data/who"}]'}, "an operation is one of"),
        ({"--language": "de"}, "form.md is not written in de; it has English (en), French (fr)."),
        ({"--timezone": "Mars/North"}, "Mars/North is no time zone"),
        ({"--now": "yesterday"}, "yesterday is no moment"),
        ({"--now": "0001-01-01T00:00:00+14:00"}, "is no moment"),
        ({"--media": "nowhere"}, "nowhere is no folder"),
        ({"towns.csv": b"\xff\xfe"}, "towns.csv: the file is not UTF-8"),
        ({"form.md": "| survey |\n| | type | name | label |\n| | tex | a | A |\n"}, "survey"),
        ({"form.md": "plain words"}, "the file holds no form"),
        (
            {
                "form.md": "| survey |\n| | type | name | label | repeat_count |\n| | begin_repeat | r | R | 1000000 |\n"
                "| | text | a | A | |\n| | end_repeat | | | |\n"
            },
            "rounds",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_printed(folder, change, sentence):
    options = {"--script": "script.json", "--now": "2026-05-04T10:30", "--timezone": "Africa/Tunis"}
    for name, value in change.items():
        if name.startswith("--"):
            options[name] = value
        elif name != "file":
            path = folder / ("script.json" if name == "script" else name)
            path.write_bytes(value if isinstance(value, bytes) else value.encode())
    for option in ("--script", "--media"):
        if option in options:
            options[option] = str(folder / options[option])
    done = tried_here(folder / change.get("file", "form.md"), *(part for option in options.items() for part in option))
    assert (done.exit_code, done.stdout) == (1, "")
    assert isinstance(done.exception, SystemExit)
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("now", "zone", "start"),
    [
        ("2026-05-04T10:30:00Z", "Africa/Tunis", "2026-05-04T11:30:00.000+01:00"),
        ("2026-05-04T23:30:00+00:00", "Asia/Tokyo", "2026-05-05T08:30:00.000+09:00"),
        ("2026-03-29T02:30", "Europe/Paris", "2026-03-29T03:30:00.000+02:00"),
    ],
)
def test_the_moment_is_told_on_the_respondents_clock_also_in_an_hour_that_it_leaves_out(folder, now, zone, start):
    (folder / "script.json").write_bytes(b"\xef\xbb\xbf[]\r\n")
    done = tried_here(folder / "form.md", "--script", folder / "script.json", "--now", now, "--timezone", zone)
    assert json.loads(done.stdout)["values"]["/data/start"] == start


def test_cells_of_a_workbook_mean_what_people_see_in_them_and_names_of_sheets_may_be_in_capitals(folder):
    book = Workbook()
    survey, choices, notes = book.active, book.create_sheet(" CHOICES "), book.create_sheet("notes")
    survey.title, notes.sheet_state = "Survey", "hidden"
    for row in (
        ("type", "name", "label", "required", "default", "repeat_count"),
        ("select_one yn", "q", 1, True),
        ("integer", "n", 2.5, False, 3.0),
        ("date", "d", dt.date(2026, 1, 2), None, dt.datetime(2026, 1, 2)),  # noqa: DTZ001  a cell has no zone
        ("begin_repeat", "r", "R", None, None, 2),
        ("text", "t", "T"),
        ("end_repeat",),
    ):
        survey.append(row)
    for row in (("list name", "name", "label"), ("yn", 1, "Yes"), ("yn", 2.0, "No"), ("yn", 3.5, True)):
        choices.append(row)
    notes.append(("anything",))
    book.save(folder / "form.xlsx")
    script = [{"op": "answer", "path": "/data/q", "value": value} for value in ("", 4, 2)]
    (folder / "script.json").write_text(json.dumps(script))
    told = json.loads(tried_here(folder / "form.xlsx", "--script", folder / "script.json", *NOW).stdout)
    assert [each["path"] for each in told["refused"]] == ["/data/q", "/data/q"]
    assert told["choices"] == {"/data/q": [["1", "Yes"], ["2", "No"], ["3.5", "TRUE"]]}
    assert told["values"] == {"/data/q": "2", "/data/n": "3", "/data/d": "2026-01-02", "/data/r_count": "2"}
    assert told["labels"]["/data/n"] == "2.5"


def test_the_rounds_of_a_repeat_are_named_by_number_or_not_and_what_is_no_round_is_refused(folder):
    (folder / "form.md").write_text(
        "| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | text | t | T |\n"
        "| | begin_repeat | i | I |\n| | text | x | X |\n| | end_repeat | | |\n| | end_repeat | | |\n"
    )
    script = [
        {"op": "answer", "path": "/data/r/t", "value": "one"},
        {"op": "answer", "path": "/data/r[2]/t", "value": "no such round"},
        {"op": "add_repeat", "path": "/data/r/i"},
        {"op": "answer", "path": "/data/r[1]/i[2]/x", "value": "deep"},
        {"op": "add_repeat", "path": "/data/r[3]/i"},
        {"op": "remove_repeat", "path": "/data/r[1]/i[1]"},
        {"op": "add_repeat", "path": "/data/r"},
    ]
    runs = [script, [{"op": "remove_repeat", "path": "/data/r[1]"}, *script[:1]]]
    (folder / "script.json").write_text(json.dumps(runs))
    first, second = json.loads(tried_here(folder / "form.md", "--script", folder / "script.json", *NOW).stdout)
    assert [each["path"] for each in first["refused"]] == ["/data/r[2]/t", "/data/r[3]/i"]
    assert first["values"] == {"/data/r[1]/t": "one", "/data/r[1]/i[1]/x": "deep"}
    assert first["relevant"] == ["/data/r[1]/t", "/data/r[1]/i[1]/x", "/data/r[2]/t", "/data/r[2]/i[1]/x"]
    assert (second["relevant"], second["values"]) == ([], {})
    assert [each["path"] for each in second["refused"]] == ["/data/r/t"]
