from sqlalchemy import text

from bot.storage.all_tables import metadata
from bot.storage.database import Database

SQLITE_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
POSTGRESQL_SCHEMA = """
    SELECT table_name, column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    UNION ALL
    SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
    UNION ALL
    SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


def without_order(name, definition):
    """Constraints of a table may stand in any order."""
    words = definition.replace('"', "").replace("\t", "").split("\n")
    return (name, *sorted(line.strip().rstrip(", ") for line in words if line.strip()))


def schema(url):
    database = Database.open(url, durable=False)
    question = SQLITE_SCHEMA if database.engine_name == "sqlite" else POSTGRESQL_SCHEMA
    rows = database.read_now(lambda session: session.execute(text(question)).all())
    database.close()
    return sorted(without_order(*row) for row in rows)


def created_from_the_tables(url):
    database = Database.open(url, durable=False)
    metadata.create_all(database.backend.writing)
    database.close()
    return schema(url)


def test_tables_and_migrations_agree_on_sqlite(sqlite_url, tmp_path):
    """When it fails: `python -m bot.storage.migrations.renew`."""
    assert schema(sqlite_url) == created_from_the_tables(f"sqlite:///{tmp_path}/tables.sqlite")


def test_tables_and_migrations_agree_on_postgresql(postgresql_url, postgresql):
    assert schema(postgresql_url) == created_from_the_tables(postgresql.new_database())


def test_every_table_tells_its_purpose_and_how_long_its_rows_stay():
    silent = [
        table.name
        for table in metadata.sorted_tables
        if not all(table.info.get(what) for what in ("purpose", "retention"))
    ]
    assert silent == []
