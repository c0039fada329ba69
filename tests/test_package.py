import os
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import bot


def test_the_package_tells_its_version():
    assert bot.__version__.count(".") == 2


@pytest.mark.parametrize(
    ("before", "outcome"), [("", "found"), ("import bot; ", "zoneinfo._common.ZoneInfoNotFoundError")]
)
def test_zones_of_the_machine_are_not_looked_at(before, outcome, tmp_path):
    zone = tmp_path / "Only" / "Here"
    zone.parent.mkdir()
    zone.write_bytes((files("tzdata.zoneinfo") / "UTC").read_bytes())
    look = f"{before}import zoneinfo; zoneinfo.ZoneInfo('Only/Here'); print('found')"
    here = {**os.environ, "PYTHONTZPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", look], env=here, capture_output=True, text=True, check=False)
    assert (done.stdout or done.stderr).strip().splitlines()[-1].partition(": ")[0] == outcome


def test_the_zones_that_came_with_the_program_are_there():
    assert ZoneInfo("Africa/Tunis").key == "Africa/Tunis"


def test_no_two_files_of_tests_have_one_name():
    """Pytest runs each folder alone all the same, and stumbles over them only when it runs everything."""
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, number in names.items() if number > 1] == []
