"""The demonstration in a database."""

import shutil

import pytest

from bot.demo.load import fill
from bot.storage.database import Database
from bot.storage.schema import migrate
from tests.demo.moment import NOW


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo(request, tmp_path_factory):
    """One filled database on each engine, for tests that only look: filling takes two seconds of computing."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite_file"), path)
        database = Database.open(f"sqlite:///{path}", durable=False)
    else:
        database = Database.open(request.getfixturevalue("postgresql").new_database(), durable=False)
        migrate(database)
    database.write_now(lambda session: fill(session, NOW))
    yield database
    database.close()
