"""Each form in tests/forms/bad has beside it exactly what is to be said about it."""

import pytest
from typer.testing import CliRunner

from bot.cli_forms import app
from tests.questionnaires.lint.bad_forms import BAD, FORMS, expected, found

GOOD = ["workshop.md", "apprentices", "inspection.md"]


@pytest.mark.parametrize("form", BAD, ids=lambda path: path.stem)
def test_everything_wrong_is_told_with_its_place(form):
    assert found(form).splitlines() == expected(form).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("form", GOOD)
def test_a_good_form_is_left_in_peace_on_the_command_line(form):
    result = CliRunner().invoke(app, ["check", str(FORMS / form)])
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1), result.output
    assert "English (en), French (fr), Arabic (ar)" in result.stdout


def test_a_file_beside_a_form_that_cannot_be_read_is_told(tmp_path):
    for name in ("inspection.md", "workshops.csv"):
        (tmp_path / name).write_bytes((FORMS / name).read_bytes())
    (tmp_path / "workshops.csv").write_bytes(
        (FORMS / "workshops.csv").read_bytes() + "Menuiserie,Été,b,3".encode("cp1252")
    )
    result = CliRunner().invoke(app, ["check", str(tmp_path / "inspection.md")])
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        1,
        "the file “workshops.csv” beside the form cannot be used: the file is not UTF-8 text; please save it as UTF-8.",
    )


def test_what_must_be_mended_ends_the_command_with_1_and_warnings_alone_with_0(tmp_path):
    form = tmp_path / "form.md"
    form.write_text("| survey |\n| | type | name | label |\n| | text | a | A |\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(form)])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "settings, form_id: (warning) the form has no form_id, by which its answers are told from others; the name of the file is used.",
        "settings, version: (warning) the form has no version; write one, such as 2026-05-04, and change it with every change of the form.",
        "form.md: 1 questions and notes in default.",
    ]
    form.write_text("| survey |\n| | type | name | label |\n| | txet | a | A |\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(form)])
    assert result.exit_code == 1
    assert result.stdout.startswith("survey, row 2, type: there is no question type “txet”. Did you mean “text”?\n")
