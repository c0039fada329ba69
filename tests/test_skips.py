"""A skip passes at home and fails in CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a pytest of its own for each
ROOT = Path(__file__).parent.parent
SCRIPT = """
import pytest

@pytest.mark.skip(reason="no browser")
def test_marked(): ...

def test_while_it_runs():
    pytest.skip("no server")

@pytest.fixture
def server():
    pytest.skip("no server")

def test_by_its_fixture(server): ...

@pytest.mark.xfail
def test_known_to_fail():
    assert False

def test_good(): ...
"""
WHOLE_FILE = "import pytest\npytest.importorskip('no_such_library')\n"


def counted(folder, script, **environment):
    """The exit code and the last line of pytest, without its time."""
    (folder / "test_it.py").write_text(script)
    (folder / "pytest.ini").write_text("[pytest]\n")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.skips", "-p", "no:cacheprovider", str(folder)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "CI"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout.splitlines()[-1].partition(" in ")[0]


@pytest.mark.parametrize(
    ("environment", "told"),
    [({}, (0, "1 passed, 3 skipped, 1 xfailed")), ({"CI": "true"}, (1, "1 failed, 1 passed, 1 xfailed, 2 errors"))],
)
def test_a_skipped_test_is_a_failure_in_ci_and_an_expected_failure_is_not(tmp_path, environment, told):
    assert counted(tmp_path, SCRIPT, **environment) == told


@pytest.mark.parametrize(("environment", "told"), [({}, (5, "1 skipped")), ({"CI": "true"}, (2, "1 error"))])
def test_so_is_a_skipped_file(tmp_path, environment, told):
    assert counted(tmp_path, WHOLE_FILE, **environment) == told
