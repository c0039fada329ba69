"""A migration adds first and takes away later: what takes away says so, and older workers are stopped before."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.migrating import configuration
from bot.storage.schema import migrate, revisions
from tests.storage.taking_away import shape_of, taken_away

TABLE = """
CREATE TABLE centre (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, zone VARCHAR, size INTEGER NOT NULL CHECK (size < 9))
"""


def shape(database):
    return database.read_now(lambda session: shape_of(session.connection()))


def works_with(revision):
    return ScriptDirectory.from_config(configuration()).get_revision(revision).module.works_with


def test_each_revision_that_takes_away_names_its_predecessor_and_no_older_one(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path}/steps.sqlite", durable=False)
    before = {}
    for number, revision in enumerate(revisions()):
        migrate(database, revision)
        after = shape(database)
        lost = taken_away(before, after) if number else []
        allowed = revisions()[max(0, number - 1) : number + 1] if lost else revisions()[: number + 1]
        assert works_with(revision) in allowed, lost
        before = after
    database.close()


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("CREATE TABLE more (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL)", []),
        ("ALTER TABLE centre ADD COLUMN motto VARCHAR", []),
        ("ALTER TABLE centre ADD COLUMN stars INTEGER NOT NULL DEFAULT 0", []),
        ("CREATE INDEX by_name ON centre (name)", []),
        ("CREATE UNIQUE INDEX by_name ON centre (name)", ["centre refuses more: unique ['name']"]),
        ("DROP TABLE centre", ["the table centre is gone"]),
        ("ALTER TABLE centre DROP COLUMN zone", ["centre.zone is gone"]),
        (
            "ALTER TABLE centre RENAME COLUMN name TO title",
            ["centre.name is gone", "centre.title must be written now"],
        ),
    ],
)
def test_what_takes_something_from_older_programs_is_seen_on_both_engines(empty_databases, change, lost):
    for database in empty_databases:
        database.write_now(lambda session: session.execute(text(TABLE)))
        before = shape(database)
        database.write_now(lambda session: session.execute(text(change)))
        assert taken_away(before, shape(database)) == lost


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("ALTER TABLE centre ALTER COLUMN zone SET NOT NULL", ["centre.zone must be written now"]),
        ("ALTER TABLE centre ALTER COLUMN size TYPE BIGINT", ["centre.size has another type"]),
        ("ALTER TABLE centre ADD CHECK (size > 1)", ["centre refuses more: check size > 1"]),
    ],
)
def test_what_postgresql_can_tighten_is_seen_too(empty_databases, change, lost):
    database = empty_databases[1]
    database.write_now(lambda session: session.execute(text(TABLE)))
    before = shape(database)
    database.write_now(lambda session: session.execute(text(change)))
    assert taken_away(before, shape(database)) == lost


@pytest.fixture
def empty_databases(tmp_path, postgresql):
    found = [
        Database.open(url, durable=False) for url in (f"sqlite:///{tmp_path}/empty.sqlite", postgresql.new_database())
    ]
    yield found
    for one in found:
        one.close()
