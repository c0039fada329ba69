"""Homeservers which the tests of the Matrix channel share."""

import pytest

from tests.matrix.homeserver import DEFAULT_LIMITS, NO_LIMITS, running


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory):
    with running(tmp_path_factory.mktemp("homeserver"), NO_LIMITS) as server:
        yield server


@pytest.fixture(scope="session")
def strict_homeserver(tmp_path_factory):
    """With the rate limits that Synapse has when nobody changes them."""
    with running(tmp_path_factory.mktemp("strict"), DEFAULT_LIMITS) as server:
        yield server
