"""A registry with very many people, for measuring announcements."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, text
from sqlmodel import Session, select

from bot import app as composition
from bot.domain.audiences import Audience
from bot.domain.rights import Role, ScopeKind
from bot.storage import schema
from bot.storage.addresses import Address
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.centres import Centre
from bot.storage.database import Database
from bot.storage.grants import Grant
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.usecases import announcement_approving, announcements
from bot.usecases.announcement_content import Draft
from bot.usecases.announcement_times import Urgency, When
from bot.usecases.work import Actor, ActorKind, Work

BATCH = 5000
COORDINATOR, SECOND = 1, 2
NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
# Whoever has not written for a year would be asked whether to stay: that is not what is measured.
SEEN = {"created_at": NOW, "seen_at": datetime.now(UTC)}


def database_in(folder: Path) -> Database:
    """That of `our_bot`."""
    return Database.open(f"sqlite:///{folder / 'bench.sqlite'}")


def fill(database: Database, account: str, first_chat: int, people: int) -> None:
    """Active members of one centre, each with a chat of their own, and two coordinators of the programme without one."""
    schema.migrate(database)
    database.write_now(_furnish)
    for first in range(0, people, BATCH):
        numbers = range(first, min(first + BATCH, people))
        database.write_now(lambda session, numbers=numbers: _settle(session, account, first_chat, numbers))  # type: ignore[misc] # mypy cannot tell the type of a default

    if database.engine_name == "postgresql":
        database.write_now(_go_on_counting)


def announce(database: Database) -> None:
    """In two languages, to everybody; where they are many, a second coordinator agrees."""
    texts = {
        "en": "The review meeting begins on Thursday at ten. Please bring your *three* best practices.",
        "fr": "La réunion de bilan commence jeudi à dix heures. Apportez vos *trois* meilleures pratiques.",
    }
    # Urgent: it may be night where this runs.
    when = When(urgent=Urgency.TODAY)
    draft = Draft(texts, "en", Audience(), "https://example.org/review", "en", when)
    translator = composition.translator()

    def work_of(session: Session, person_id: int) -> Work:
        return Work(session, datetime.now(UTC), Actor(ActorKind.PERSON, person_id), translator, _nobody)

    def agree(session: Session) -> object:
        return announcement_approving.approve(work_of(session, SECOND), "1")

    assert database.write_now(lambda session: announcements.send(work_of(session, COORDINATOR), draft)) == 1, "refused"
    if database.read_now(_state) is AnnouncementState.APPROVING:
        database.write_now(agree)
    assert database.read_now(_state) is AnnouncementState.HELD, "it does not go out"


def _state(session: Session) -> AnnouncementState:
    return session.exec(select(Announcement.state)).one()


def _nobody(_channel: str, _account: str) -> None:
    """The bot is a process of its own: it looks by itself."""


def _go_on_counting(session: Session) -> None:
    """PostgreSQL does not look at the numbers that were given out here."""
    for name in ("programme", "centre", "person", "address"):
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))


def _furnish(session: Session) -> None:
    session.add(Programme(id=1, slug="bench"))
    session.flush()
    session.add(Centre(id=1, code="BE-1", programme_id=1, country="BE", zone="UTC", fictitious=True, created_at=NOW))
    for number, name in ((COORDINATOR, "Paul"), (SECOND, "Paola")):
        session.add(Person(id=number, name=name, language="en", state=PersonState.ACTIVE, **SEEN))
        session.flush()
        session.add(
            Grant(
                person_id=number,
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
        person, chat = SECOND + 1 + number, str(first_chat + number)
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
