"""Slices of the people whom a round tells something, so that no writer job takes long."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.domain.audiences import Audience
from bot.storage.people import Person
from bot.storage.recommendations import Ballot
from bot.storage.sessions import SessionRound
from bot.storage.topics import NetworkDay
from bot.usecases import audiences
from bot.usecases.work import Work

SLICE = 80  # people told in one transaction: more keep the writer from others, fewer word the same more often
LOOKED_AT = 500  # people among whom a slice looks for whom to invite

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


@dataclass(frozen=True)
class Slice:
    """Who is told, and how far through the people that has come."""

    people: list[int]
    through: int
    is_last: bool


def nobody(round_: SessionRound) -> Slice:
    return Slice([], round_.last_person_id, is_last=True)


def next_of_audience(
    work: Work, round_: SessionRound | NetworkDay | Ballot, audience: Audience, at_most: int = SLICE
) -> Slice:
    """
    Among the next people by their own numbers: what that costs does not depend on how rare those in the audience are,
    nor on what the database believes about them.
    """
    connection = work.session.connection()
    behind = select(_person.c.id).where(_person.c.id > round_.last_person_id).order_by(_person.c.id)
    last = connection.execute(behind.limit(1).offset(LOOKED_AT - 1)).scalar()
    people = audiences.people_in(work, audience).where(_person.c.id > round_.last_person_id)
    if last is not None:
        people = people.where(_person.c.id <= last)
    ids = [row[0] for row in connection.execute(people.order_by(_person.c.id).limit(at_most))]
    if len(ids) == at_most:
        return Slice(ids, ids[-1], is_last=False)
    return Slice(ids, round_.last_person_id if last is None else last, is_last=last is None)
