from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from bot.storage.channel_states import remember, remembered
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.people import Person, PersonState
from tests.storage.rows import NOW, a_person

TBILISI = timezone(timedelta(hours=4))


def an_update(payload, number="1"):
    return InboxRow(
        channel="web", account="demo", external_id=number, lane="1", chat="1", payload=payload, received_at=NOW
    )


def kept(database, row, column):
    """What comes back from the database, not from memory."""
    database.write_now(lambda session: session.add(row))
    return database.read_now(lambda session: session.exec(select(column)).one())


def test_times_come_back_aware_and_in_utc(database):
    person = Person(created_at=datetime(2022, 3, 27, 13, 30, 15, 123456, TBILISI), seen_at=NOW)
    time = kept(database, person, Person.created_at)
    assert (time.isoformat(), time.tzinfo) == ("2022-03-27T09:30:15.123456+00:00", UTC)


def test_times_without_a_zone_are_refused(database):
    with pytest.raises(StatementError, match="timezone"):
        database.write_now(lambda session: session.add(Person(created_at=datetime(2022, 3, 1), seen_at=NOW)))  # noqa: DTZ001 - the point


def test_times_are_compared_as_moments(database):
    database.write_now(lambda session: session.add(a_person()))
    in_tbilisi = NOW.astimezone(TBILISI)
    assert database.read_now(
        lambda session: session.exec(select(Person.id).where(Person.seen_at == in_tbilisi)).all()
    ) == [1]
    assert (
        database.read_now(lambda session: session.exec(select(Person.id).where(Person.seen_at > in_tbilisi)).all())
        == []
    )


@pytest.mark.parametrize(
    "value",
    [
        {
            "text": "ქართული العربية עברית 🌉",
            "number": 12345678901234567890,
            "half": 0.5,
            "none": None,
            "list": [1, [True]],
        },
        {"text": r"a backslash and u0000: \u0000"},
        {},
        None,
    ],
)
def test_json_comes_back_as_it_was(database, value):
    assert kept(database, an_update(value), InboxRow.payload) == value


@pytest.mark.parametrize(
    ("sent", "stored"), [("a\0b\0\0c", "a\ufffdb\ufffd\ufffdc"), ("half \ud83d", "half ?"), ("\\\0", "\\\ufffd")]
)
def test_what_only_one_engine_would_keep_is_replaced_on_both(database, sent, stored):
    assert kept(database, an_update({"text": sent}), InboxRow.payload) == {"text": stored}


def test_nothing_is_null_and_not_a_word(database):
    database.write_now(lambda session: session.add(an_update(None)))
    found = "SELECT count(*) FROM inbox WHERE payload IS NULL"
    assert database.read_now(lambda session: session.execute(text(found)).scalar_one()) == 1


def test_states_are_stored_as_their_words(database):
    database.write_now(lambda session: session.add(an_update({})))
    assert database.read_now(lambda session: session.execute(text("SELECT state FROM inbox")).scalar_one()) == "pending"
    assert database.read_now(lambda session: session.exec(select(InboxRow.state)).one()) is InboxState.PENDING


def test_plain_words_are_states_too(database):
    assert kept(database, a_person(state="active"), Person.state) is PersonState.ACTIVE


def test_another_word_is_no_state(database):
    with pytest.raises(StatementError, match="asleep"):
        database.write_now(lambda session: session.add(a_person(state="asleep")))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE person SET state = 'asleep'",
        "UPDATE person SET merged_into_id = 77",
        "UPDATE person SET zone = NULL",
        "INSERT INTO person SELECT * FROM person",
    ],
)
def test_the_database_itself_keeps_the_rules(database, change):
    database.write_now(lambda session: session.add(a_person()))
    with pytest.raises(IntegrityError):
        database.write_now(lambda session: session.execute(text(change)))


def test_the_number_of_a_removed_row_is_not_given_again(database):
    database.write_now(lambda session: session.add(a_person()))
    database.write_now(lambda session: session.execute(text("DELETE FROM person")))
    assert kept(database, a_person(), Person.id) == 2


def test_numbers_go_beyond_32_bits(database):
    assert kept(database, a_person(id=5_000_000_000), Person.id) == 5_000_000_000


def test_public_ids_sort_by_time_and_are_never_the_same(database):
    def job(session):
        people = [a_person() for _ in range(50)]
        session.add_all(people)
        return {person.public_id for person in people}

    assert len(database.write_now(job)) == 50


def test_a_channel_remembers_the_last_value(database):
    for value in ("12", "13"):
        database.write_now(lambda session, value=value: remember(session, "telegram", "bot", "offset", value))
    assert database.read_now(lambda session: remembered(session, "telegram", "bot", "offset")) == "13"
    assert database.read_now(lambda session: remembered(session, "matrix", "bot", "offset")) is None
