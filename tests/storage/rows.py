"""Small rows for the tests of the storage."""

from datetime import UTC, datetime

from sqlmodel import select

from bot.storage.people import Person

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)


def a_person(name="Nino", **more):
    return Person(name=name, created_at=NOW, seen_at=NOW, **more)


def adds(name):
    return lambda session: session.add(a_person(name))


def names(session):
    return list(session.exec(select(Person.name).order_by(Person.id)))
