"""What the everyday suite leaves to `make test`: long tables of cases, and files of every kind."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONG = {"lint", "scenarios", "submissions", "xpath"}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.parent == HERE and item.path.parent.name in LONG:
            item.add_marker(pytest.mark.slow)
