"""What the everyday suite leaves to `make test`: long tables of cases, files of every kind, instruments of real size."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONG = {"conformance", "lint", "scenarios", "submissions", "xpath"}
INSTRUMENTS = {
    "test_eight_areas_in_depth",
    "test_instruments",
    "test_pdca_quality",
    "test_social_inclusion",
    "test_voices_instruments",
}


def pytest_collection_modifyitems(items):
    for item in items:
        long = item.path.parent.parent == HERE and item.path.parent.name in LONG
        if long or (item.path.parent == HERE and item.path.stem in INSTRUMENTS):
            item.add_marker(pytest.mark.slow)
