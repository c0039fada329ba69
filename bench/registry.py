"""A registry with very many people, for measuring announcements."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session

from bot import app as composition
from bot.domain.audiences import Audience
from bot.domain.rights import Role, ScopeKind
from bot.storage import schema
from bot.storage.addresses import Address
from bot.storage.centres import Centre
from bot.storage.database import Database
from bot.storage.grants import Grant
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.usecases import announcements
from bot.usecases.announcement_content import Draft
from bot.usecases.announcement_times import Urgency, When
from bot.usecases.work import Actor, ActorKind, Work

BATCH = 5000
COORDINATOR = 1
NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
SEEN = {"created_at": NOW, "seen_at": NOW}


def database_in(folder: Path) -> Database:
    """That of `our_bot`."""
    return Database.open(f"sqlite:///{folder / 'bench.sqlite'}")


def fill(database: Database, account: str, first_chat: int, people: int) -> None:
    """Active members of one centre, each with a chat of their own, and a coordinator of the programme without one."""
    schema.migrate(database)
    database.write_now(_furnish)
    for first in range(0, people, BATCH):
        numbers = range(first, min(first + BATCH, people))
        database.write_now(lambda session, numbers=numbers: _settle(session, account, first_chat, numbers))  # type: ignore[misc] # mypy cannot tell the type of a default


def announce(database: Database) -> None:
    """In two languages, to everybody."""
    texts = {
        "en": "The review meeting begins on Thursday at ten. Please bring your *three* best practices.",
        "fr": "La réunion de bilan commence jeudi à dix heures. Apportez vos *trois* meilleures pratiques.",
    }
    # Urgent: it may be night where this runs.
    when = When(urgent=Urgency.TODAY)
    draft = Draft(texts, "en", Audience(), "https://example.org/review", "en", when)
    translator = composition.translator()

    def send(session: Session) -> object:
        work = Work(session, datetime.now(UTC), Actor(ActorKind.PERSON, COORDINATOR), translator, _nobody)
        return announcements.send(work, draft)

    assert database.write_now(send) == 1, "it was refused"


def _nobody(_channel: str, _account: str) -> None:
    """The bot is a process of its own: it looks by itself."""


def _furnish(session: Session) -> None:
    session.add(Programme(id=1, slug="bench", approval_above=10**9))
    session.flush()
    session.add(Centre(id=1, code="BE-1", programme_id=1, country="BE", zone="UTC", fictitious=True, created_at=NOW))
    session.add(
        Person(id=COORDINATOR, name="Paul", language="en", state=PersonState.ACTIVE, created_at=NOW, seen_at=NOW)
    )
    session.flush()
    session.add(
        Grant(
            person_id=COORDINATOR,
            role=Role.PROGRAMME_COORDINATOR,
            scope_kind=ScopeKind.PROGRAMME,
            scope_id="1",
            from_at=NOW,
        )
    )


def _settle(session: Session, account: str, first_chat: int, numbers: Iterable[int]) -> None:
    active = {"language_chosen": True, "zone": "UTC", "text_only": False, "state": PersonState.ACTIVE}
    people, addresses, memberships = [], [], []
    for number in numbers:
        person, chat = COORDINATOR + 1 + number, str(first_chat + number)
        language = "fr" if number % 3 else "en"
        named = {"public_id": f"bench-{person}", "language": language}
        people.append({"id": person, "preferred_address_id": person} | named | active | SEEN)
        there = {"channel": "telegram", "account": account, "external_id": chat, "chat": chat}
        addresses.append({"id": person, "person_id": person} | there | SEEN)
        place = {"centre_id": 1, "function": CentreFunction.TEACHER, "state": MembershipState.CONFIRMED}
        memberships.append({"person_id": person, "from_on": NOW.date(), "created_at": NOW} | place)
    session.execute(insert(Person), people)
    session.execute(insert(Address), addresses)
    session.execute(insert(Membership), memberships)
