"""Self-assessments as their own use cases write them, in transactions of their own."""

from datetime import datetime
from typing import Any

from sqlmodel import select

from bot.app import translator
from bot.domain.areas import PriorityArea
from bot.questionnaires.builtin import eight_areas
from bot.storage.database import Database
from bot.storage.people import Person
from bot.usecases import assessments
from bot.usecases.assessments import Begun, Filled
from bot.usecases.forms import Forms
from bot.usecases.work import Actor, ActorKind, Work
from tests.transcripts.world import BEGINNING, Named, furnish, settle

TRANSLATOR = translator()
FORMS = Forms(eight_areas())
RATED = {
    area: tuple(one.name for one in FORMS.current.questions if one.rating is not None and one.rating.area == area)
    for area in PriorityArea
}
ONE_OF_EACH = tuple(
    Named(name, centre=centre, function=function)
    for name, centre, function in (
        ("amina", "TN-1", "teacher"),
        ("omar", "TN-2", "teacher"),
        ("nino", "GE-1", "head"),
        ("grace", "MW-1", "trainer"),
        ("paolo", "IT-1", "teacher"),
    )
)


def settled(database: Database, *people: Named) -> dict[str, int]:
    """Numbers of people by name."""

    def job(session):
        furnish(session)
        for one in people or ONE_OF_EACH:
            settle(session, one)
        session.flush()
        return {name.lower(): number for number, name in session.exec(select(Person.id, Person.name))}

    return database.write_now(job)


def acting(session, person: int, now: datetime = BEGINNING) -> Work:
    return Work(session, now, Actor(ActorKind.PERSON, person), TRANSLATOR, lambda *_: None)


def does(database: Database, person: int, verb: Any, *arguments: Any, now: datetime = BEGINNING) -> Any:
    return database.write_now(lambda session: verb(acting(session, person, now), *arguments))


def looks(database: Database, person: int, query: Any, *arguments: Any, now: datetime = BEGINNING) -> Any:
    return database.read_now(lambda session: query(acting(session, person, now), *arguments))


def everywhere(level: int | None) -> dict[str, int | None]:
    return {name: level for names in RATED.values() for name in names}


def begins(database: Database, person: int, now: datetime = BEGINNING) -> Begun:
    return Begun.from_json(does(database, person, assessments.begin, FORMS, now=now))


def hands_in(
    database: Database, person: int, levels: dict[str, int | None], *, now: datetime = BEGINNING, **texts: str
) -> int:
    """A whole assessment of the person's first centre."""
    begun = begins(database, person, now)
    filled = Filled(begun, begun.places[0].membership, levels, texts)
    return does(database, person, assessments.finish, FORMS, filled, now=now)
