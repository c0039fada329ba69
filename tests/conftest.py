"""Fixtures that every test may ask for."""

import gc
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from bot import cli
from bot.storage import postgresql as postgresql_engine
from bot.storage import sqlite
from bot.storage.backend import Backend
from bot.storage.database import Database, no_faults, parse
from bot.storage.group_writer import GroupWriter
from bot.storage.pool_writer import PoolWriter
from bot.storage.schema import migrate
from tests.databases import PREFIX, PostgresqlServer, fast_folder, postgresql_server, sqlite_template
from tests.skips import pytest_make_collect_report, pytest_runtest_makereport

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]  # hooks of every test

SHARED = "shared"
MIGRATED = "migrated"  # a template, to which nobody connects
PATIENT_SECONDS = 120
READERS, WRITERS = 3, 4  # as the program opens it
# No deadlines: how long an example takes says how busy the machine is.
settings.register_profile("whole", parent=settings(), deadline=None)
settings.register_profile("quick", parent=settings(), deadline=None, max_examples=20)  # of `make check`
settings.load_profile("whole")
GARBAGE = 20_000, 20, 50  # objects between two looks at the youngest; looks at those between two at the older ones
LONG_ON_POSTGRESQL = {"delivery", "demo", "transcripts", "usecases"}


def pytest_configure():
    """
    The files of tests lie in memory, too: the program waits for the disk at every commit. The collector looks less often:
    it took a third of the time in which tests are collected, and a twentieth of that in which they run.
    """
    gc.set_threshold(*GARBAGE)
    if (memory := fast_folder()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_finish():
    """Ten thousand tests are no garbage: the collector need not look through them time and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items):
    """What takes long and says the same on both engines is tried on SQLite by `make check`, on both by `make test`."""
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if item.path.parent.name in LONG_ON_POSTGRESQL and "postgresql" in parameters:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def clean_root():
    """For tests that turn the program's log on; loggers forget the level that they had meanwhile."""
    root, ours = logging.getLogger(), logging.getLogger("bot")
    before = root.handlers, root.level, ours.level
    yield
    root.handlers = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory) -> Path:
    """A template: copy it, do not open it."""
    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    with postgresql_server() as server:
        database = Database.open(server.create(MIGRATED), durable=False)
        migrate(database)
        database.close()
        server.create(SHARED, MIGRATED)
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database(request, migrated_folder) -> dict[str, str]:
    """For a program in `tmp_path`: the settings with which it has a migrated, empty database of its own, on each engine."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgresql").new_database(MIGRATED)}


@pytest.fixture(scope="session")
def sqlite_backend() -> Iterator[Backend]:
    """The same for every test of this process, on a new file for each: what was compiled for one serves the next."""
    with TemporaryDirectory(prefix=PREFIX, dir=fast_folder()) as folder:
        yield sqlite.backend(Path(folder, "data.sqlite"), readers=READERS, durable=False, busy_seconds=15)


@pytest.fixture
def sqlite_url(migrated_sqlite_file, sqlite_backend) -> str:
    """A migrated, empty database, not opened yet."""
    path = Path(sqlite_backend.where)
    shutil.rmtree(path.parent)
    path.parent.mkdir(mode=0o700)
    shutil.copy(migrated_sqlite_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def migrated_folder(migrated_sqlite_file, tmp_path) -> Path:
    """As after `passerelle migrate` there; of the tests alone."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copy(migrated_sqlite_file, data / "passerelle.sqlite")
    return tmp_path


class KeptBackend(Backend):
    """Its connections serve the next test."""

    def dispose(self) -> None:
        """At the end of a test nothing is left in them."""


@pytest.fixture(scope="session")
def postgresql_backend(postgresql) -> Iterator[Backend]:
    with pytest.MonkeyPatch.context() as patch:
        # On a busy machine tests may stand still for longer than a worker does whose work the server then undoes.
        patch.setattr(postgresql_engine, "STANDS_STILL_SECONDS", PATIENT_SECONDS)
        opened = postgresql_engine.backend(
            parse(postgresql.url(SHARED)), readers=READERS, writers=WRITERS, durable=False
        )
        yield KeptBackend(**vars(opened))
        opened.dispose()


@pytest.fixture
def postgresql_url(postgresql) -> str:
    """A migrated, empty database, not opened yet; the same for every test of this process, emptied before each."""
    postgresql.empty(SHARED)
    return postgresql.url(SHARED)


@pytest.fixture
def sqlite_database(sqlite_url, sqlite_backend) -> Iterator[Database]:
    database = Database(sqlite_backend, GroupWriter(sqlite_backend, no_faults), readers=READERS)
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgresql_url, postgresql_backend) -> Iterator[Database]:
    writer = PoolWriter(postgresql_backend, no_faults, writers=WRITERS)
    database = Database(postgresql_backend, writer, readers=READERS)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request) -> str:
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def database(request, database_url) -> Database:
    """Migrated and empty; each test runs once on each engine."""
    return request.getfixturevalue(f"{request.node.callspec.params['database_url']}_database")


@pytest.fixture
def command_line(tmp_path, monkeypatch):
    """Runs a command in an empty folder with these settings; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PASSERELLE_")]:
        monkeypatch.delenv(name)

    def run(*words: str, said: str = "", **settings: object) -> tuple[int, str, str]:
        ours = {f"PASSERELLE_{name}": str(value) for name, value in settings.items()}
        result = CliRunner().invoke(cli.app, words, input=said, env=ours)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-chats", action="store_true", help="write the transcripts as they go now; review the diff")
