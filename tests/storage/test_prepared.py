"""Prepared statements give what SQLAlchemy's own executions give."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.inserts import INSERTS
from bot.storage.people import Person
from bot.storage.prepared import Prepared

NOW = datetime(2026, 11, 22, 19, 30, 15, 250, tzinfo=UTC)
_talk = ConversationRow.__table__
COLUMNS = ["public_id", "person_id", "handler", "argument", "revision", "state", "pending", "touched_at", "created_at"]
BEGIN = Prepared(insert(_talk).values({name: bindparam(name) for name in COLUMNS}).returning(_talk.c.id))
OPEN = (
    select(_talk)
    .where(_talk.c.person_id == bindparam("person"), _talk.c.state.in_(list(ConversationState)[:2]))
    .order_by(_talk.c.id)
)


@pytest.fixture
def person(database):
    def job(session):
        person = Person(created_at=NOW, seen_at=NOW)
        session.add(person)
        session.flush()
        return person.id

    return database.write_now(job)


def talk(person_id, number, **more):
    return {
        "public_id": f"talk {number}",
        "person_id": person_id,
        "handler": 'it\'s "quoted"; -- %s ? :x',
        "argument": "مرحبا 👋🏽",
        "revision": 0,
        "state": ConversationState.OPEN,
        "pending": {"key": "é", "list": [1, None, "\u200f"]},
        "touched_at": NOW,
        "created_at": NOW,
        **more,
    }


def test_every_type_is_read_as_sqlalchemy_reads_it(database, person):
    def job(session):
        connection = session.connection()
        first = BEGIN.rows(connection, talk(person, 1))
        BEGIN.rows(connection, talk(person, 2, state=ConversationState.ENDED))
        BEGIN.rows(connection, talk(person, 3, state=ConversationState.PARKED, pending=None))
        prepared = Prepared(OPEN).rows(connection, {"person": person})
        usual = connection.execute(OPEN, {"person": person}).all()
        return first, prepared, usual

    first, prepared, usual = database.write_now(job)
    assert [tuple(row) for row in prepared] == [tuple(row) for row in usual]
    assert [row.state for row in prepared] == [ConversationState.OPEN, ConversationState.PARKED]
    assert prepared[0].id == first[0].id
    assert prepared[0].touched_at == NOW
    assert prepared[0].pending == {"key": "é", "list": [1, None, "\u200f"]}
    assert prepared[1].pending is None


def test_changes_are_counted(database, person):
    end = Prepared(
        update(_talk)
        .where(_talk.c.id == bindparam("talk_id"), _talk.c.state == ConversationState.OPEN)
        .values(state=ConversationState.ENDED, ended_at=bindparam("now"))
    )

    def job(session):
        connection = session.connection()
        ids = [BEGIN.rows(connection, talk(person, number))[0].id for number in range(3)]
        one = end.run(connection, {"talk_id": ids[0], "now": NOW})
        again = end.run(connection, {"talk_id": ids[0], "now": NOW})
        rest = end.run_all(connection, [{"talk_id": each, "now": NOW} for each in ids])
        return one, again, rest

    assert database.write_now(job) == (1, 0, 2)


def test_many_rows_of_the_same_words_are_each_as_they_should_be(database, person):
    make = Prepared(insert(_talk).values({name: bindparam(name) for name in COLUMNS}))
    shared, later = {"key": "é"}, NOW.replace(hour=20)

    def job(session):
        connection = session.connection()
        rows = [
            talk(person, 1, pending=shared, touched_at=later),
            talk(person, 2, pending={"key": "è"}),
            talk(person, 3, pending=shared),
            talk(person, 4, pending=None),
        ]
        make.run_all(connection, rows)
        return Prepared(OPEN).rows(connection, {"person": person})

    found = database.write_now(job)
    assert [row.pending for row in found] == [{"key": "é"}, {"key": "è"}, {"key": "é"}, None]
    assert [row.touched_at for row in found] == [later, NOW, NOW, NOW]


def test_what_is_there_already_is_left_alone_or_replaced(database, person):
    _answer = AnswerRow.__table__
    names = ["conversation_id", "key", "kind", "value", "at", "position", "digest", "state"]
    inserting = INSERTS[database.engine_name](_answer).values({name: bindparam(name) for name in names})
    keep = Prepared(
        inserting.on_conflict_do_update(
            index_elements=["conversation_id", "key"], set_={"value": inserting.excluded.value}
        )
    )
    found = Prepared(select(_answer.c.key, _answer.c.value).order_by(_answer.c.key))

    def job(session):
        connection = session.connection()
        talk_id = BEGIN.rows(connection, talk(person, 1))[0].id
        fixed = {"conversation_id": talk_id, "kind": "text", "at": NOW, "position": 1, "digest": "", "state": "given"}
        keep.run_all(
            connection, [{**fixed, "key": "a", "value": "x"}, {**fixed, "key": "b", "value": [1, {"é": None}]}]
        )
        keep.run_all(connection, [{**fixed, "key": "a", "value": {"new": True}}])
        return [tuple(row) for row in found.rows(connection, {})]

    assert database.write_now(job) == [("a", {"new": True}), ("b", [1, {"é": None}])]


def test_a_refused_statement_leaves_its_step_alone_to_fail(database, person):
    def job(session):
        BEGIN.rows(session.connection(), talk(person, 1))
        BEGIN.rows(session.connection(), talk(person, 1))

    with pytest.raises(database.backend.driver_error) as usual:
        database.write_now(job)
    assert not isinstance(usual.value, IntegrityError)
    assert database.read_now(lambda session: session.connection().execute(OPEN, {"person": person}).all()) == []


def test_a_forgotten_parameter_is_an_error(database):
    with pytest.raises(KeyError, match="person"):
        database.read_now(lambda session: Prepared(OPEN).rows(session.connection(), {}))
