"""A database of any revision, with a row in every table, comes to today's schema and loses nothing."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import MetaData, inspect, select, text

from bot.storage.all_tables import metadata
from bot.storage.database import Database
from bot.storage.errors import NewerSchema, OlderSchema
from bot.storage.migrating import oldest_program
from bot.storage.schema import OLDEST, check, migrate, newest, revision_of, revisions

pytestmark = pytest.mark.slow  # whole databases, from the first revision on

FITTING = {
    ("announcement", "local_time"): None,  # at one instant
    ("rsvp", "answer"): "waiting",  # as every column is filled, somebody waits since some moment
    ("credential", "kind"): "badge",  # of a centre, with a token
    ("credential", "person_id"): None,
    ("credential", "practice_id"): None,
    ("network_day", "closed_at"): None,  # its vote is open
    ("planned_action", "origin"): "visit",  # from a row of something
    ("publication", "way"): "voices",  # of a round, and with a voice
    ("round", "closed_at"): None,  # an open one
    ("rating", "not_applicable"): False,  # a level, or not applicable
    ("session_material", "link"): None,  # a file
    ("session_room", "network_id"): None,  # of a session
    ("settled_level", "not_applicable"): False,
    ("signing_key", "retired_at"): None,  # with its secret
    ("text_variant", "state"): "proposed",  # and so it is one
    ("ticket", "state"): "answered",  # since some moment
}
PLAIN = {
    bool: True,
    bytes: b"\x00\xff",
    date: date(2022, 3, 1),
    datetime: datetime(2022, 3, 1, 9, tzinfo=UTC),
    object: {"a": [1, "é"]},
    float: 1.5,
    int: 1,
    str: "xy",
    time: time(21),
}


def a_value(column, allowed, parents):
    if (column.table.name, column.name) in FITTING:
        return FITTING[column.table.name, column.name]
    for key in column.foreign_keys:
        # A row that refers to its own kind refers to itself.
        return parents.get(key.column.table.name, {}).get(key.column.name, 1)
    value = allowed.get(column.name, PLAIN[column.type.python_type])
    if isinstance(value, datetime) and not column.type.timezone:
        return value.replace(tzinfo=None)  # as SQLite keeps them
    return value


def allowed_words(session, table):
    """The first of each list that a CHECK names."""
    checks = [check["sqltext"] for check in inspect(session.connection()).get_check_constraints(table)]
    found = [re.search(r"\(*(\w+)\W.*?'(\w+)'", check) for check in checks]
    return {match[1]: match[2] for match in found if match}


def tables_of(session):
    found = MetaData()
    found.reflect(session.connection())
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(session):
    """One row in every table, every column filled."""
    rows = {}
    for table in tables_of(session):
        allowed = allowed_words(session, table.name)
        rows[table.name] = {column.name: a_value(column, allowed, rows) for column in table.columns}
        session.execute(table.insert().values(rows[table.name]))
    return rows


def content(session):
    return {table.name: dict(session.execute(select(table)).mappings().one()) for table in tables_of(session)}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    """Not even a table."""
    url = f"sqlite:///{tmp_path}/empty.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").new_database()
    database = Database.open(url, durable=False)
    yield database
    database.close()


@pytest.mark.parametrize("revision", revisions())
def test_nothing_is_lost_on_the_way_to_today(empty_database, revision):
    migrate(empty_database, revision)
    before = empty_database.write_now(fill)
    migrate(empty_database)
    after = empty_database.read_now(content)
    common = {name: before[name].keys() & after[name].keys() for name in before.keys() & after.keys()}
    assert {name: {key: after[name][key] for key in keys} for name, keys in common.items()} == {
        name: {key: before[name][key] for key in keys} for name, keys in common.items()
    }


@pytest.mark.slow
def test_every_table_is_filled_by_these_tests(empty_database):
    migrate(empty_database)
    assert sorted(empty_database.write_now(fill)) == sorted(metadata.tables)


@pytest.mark.slow
def test_migrating_twice_changes_nothing(empty_database):
    migrate(empty_database)
    before = empty_database.write_now(fill)
    migrate(empty_database)
    assert empty_database.read_now(content) == before
    assert revision_of(empty_database) == newest()
    check(empty_database)


def test_an_empty_database_wants_to_be_migrated(empty_database):
    with pytest.raises(OlderSchema, match="passerelle migrate"):
        check(empty_database)
    assert revision_of(empty_database) is None


@pytest.fixture
def newer_database(database):
    """As a later version leaves it."""

    def become(revision, oldest):
        database.write_now(
            lambda session: session.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
        )
        if database.engine_name == "postgresql":
            database.write_now(
                lambda session: session.execute(text(f"COMMENT ON TABLE alembic_version IS '{OLDEST}{oldest}'"))
            )

    become("9999", "9998")
    yield database, become
    become(newest(), oldest_program(newest()))  # this table is not emptied between tests


def test_a_database_of_a_newer_version_is_left_alone(newer_database):
    database, _become = newer_database
    with pytest.raises(NewerSchema, match="schema 9999"):
        check(database)
    with pytest.raises(NewerSchema, match="schema 9999"):
        migrate(database)
    assert revision_of(database) == "9999"


def test_a_newer_version_that_works_with_ours_is_no_hindrance_on_postgresql_and_stays_as_it_is(newer_database):
    database, become = newer_database
    become("9999", newest())
    if database.engine_name == "postgresql":
        migrate(database)
    else:  # the one worker of a SQLite file is upgraded with it
        with pytest.raises(NewerSchema):
            migrate(database)
    assert revision_of(database) == "9999"


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_database):
    empty_database.write_now(lambda session: session.execute(text("CREATE TABLE person (mine integer)")))
    with pytest.raises(Exception, match="already exists"):
        migrate(empty_database)
    assert [table.name for table in empty_database.read_now(tables_of)] == ["person"]
    assert revision_of(empty_database) is None


def test_foreign_keys_are_watched_again_after_a_migration(empty_database):
    migrate(empty_database)
    migrate(empty_database)
    if empty_database.engine_name == "sqlite":
        watched = empty_database.write_now(lambda session: session.execute(text("PRAGMA foreign_keys")).scalar_one())
        assert watched == 1


@pytest.mark.slow
def test_two_processes_may_migrate_at_the_same_time(empty_database, monkeypatch):
    if empty_database.engine_name == "sqlite":
        url = f"sqlite:///{empty_database.backend.where}"
    else:
        url = empty_database.backend.writing.url.render_as_string(hide_password=False)
    program = (
        "import sys; from bot.storage import database, schema; schema.migrate(database.Database.open(sys.argv[1]))"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    check(empty_database)
