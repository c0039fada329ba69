from datetime import UTC, datetime

from sqlmodel import select

from bot.storage.people import Person

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)


def a_person(name):
    return Person(name=name, created_at=NOW, seen_at=NOW)


def names(session):
    return list(session.exec(select(Person.name).order_by(Person.id)))


async def test_what_is_written_is_read(database):
    await database.write(lambda session: session.add(a_person("Nino")))
    assert await database.read(names) == ["Nino"]


async def test_what_is_written_is_read_2(database):
    database.write_now(lambda session: session.add(a_person("Nino")))
    assert database.read_now(names) == ["Nino"]
