"""Compiling is a job of the helper process: the worker never loads what it takes."""

import subprocess
import sys

import pytest

from bot.questionnaires.compiled import Compiled
from bot.reports.process import HelperProcess

pytestmark = pytest.mark.slow  # starts the helper

FORM = b"| survey |\n| | type | name | label |\n| | text | a | A |\n"


async def test_the_helper_process_compiles_and_refuses():
    async with HelperProcess() as helper:
        form = Compiled.from_json(await helper.call("compile_form", source=FORM, kind=".md", name="letters")).form
        assert form is not None
        assert (form.id, [part.name for part in form.root.walk() if part.is_asked]) == ("letters", ["a"])
        refused = Compiled.from_json(await helper.call("compile_form", source=b"", kind=".pdf", name="letters"))
        assert len(refused.refusals) == 1


def test_the_worker_interviews_without_the_libraries_that_compile():
    program = """
import sys
import bot.handlers.questionnaire.fill_in
import bot.matchmaking
import bot.reports.process
from bot.questionnaires.builtin import eight_areas
eight_areas()
print(*{"pyxform", "openpyxl", "typst", "rustworkx", "numpy"} & set(sys.modules))
"""
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output == "\n"
