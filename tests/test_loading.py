"""What a start loads, and what waits for whoever needs it."""

import subprocess
import sys

SELDOM = {
    "alembic": "a database that is up to date",
    "dateparser": "dates that are typed in an unusual way",
    "holidays": "once a year, in the helper process",
    "icalendar": "sessions",
    "jwt": "badges",
    "nio": "Matrix",
    "numpy": "the helper process",
    "openpyxl": "the helper process",
    "PIL": "the helper process",
    "psycopg": "PostgreSQL",
    "pyxform": "the helper process",
    "re2": "forms with patterns",
    "rustworkx": "the helper process",
    "snowballstemmer": "searches",
    "typst": "the helper process",
}


def _told(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_a_worker_on_sqlite_begins_without_the_libraries_that_few_messages_need():
    program = f"import sys, bot.cli_running; print(*sorted({set(SELDOM)} & sys.modules.keys()))"
    assert _told(program) == ""


def test_what_a_command_loads_is_looked_through_for_what_may_go_neither_meanwhile_nor_afterwards():
    program = """
import gc
from typer.testing import CliRunner
from bot.cli import app
passes = [one["collections"] for one in gc.get_stats()]
assert CliRunner().invoke(app, ["forms", "--help"]).exit_code == 0
oldest = gc.get_stats()[2]["collections"] - passes[2]
print(oldest, gc.isenabled(), gc.get_freeze_count() > 100_000)
"""
    assert _told(program) == "0 True True"
