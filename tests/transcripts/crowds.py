"""Very many people with whom nobody talks, the rules of a programme, and roles that end: for transcripts of sending."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session, col, func, select, update

from bot.storage.addresses import Address
from bot.storage.centres import Centre
from bot.storage.consents import Consent
from bot.storage.grants import Grant
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme

ZONES = ("Africa/Tunis", "Europe/Rome", "Asia/Tbilisi")


def _crowd(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`@crowd 1990 TN-1 fr,ar,ka`: so many teachers of that centre, who speak one after the other of these."""
    count, code, languages = int(about[0]), about[1], about[2].split(",")
    centre = session.exec(select(Centre.id).where(Centre.code == code)).one()
    first = session.exec(select(func.max(Person.id))).one() + 1
    seen = {"created_at": now, "seen_at": now}
    people, addresses, memberships = [], [], []
    for number in range(first, first + count):
        tag = {"language": languages[number % len(languages)], "zone": ZONES[number % len(ZONES)]}
        people.append({"id": number, "public_id": f"crowd-{number}", "preferred_address_id": number} | tag | seen)
        people[-1] |= {"state": PersonState.ACTIVE, "language_chosen": True, "text_only": False}
        there = {"channel": "telegram", "account": "bot", "external_id": f"c{number}", "chat": f"chat-c{number}"}
        addresses.append({"id": number, "person_id": number} | there | seen)
        place = {"centre_id": centre, "function": CentreFunction.TEACHER, "state": MembershipState.CONFIRMED}
        memberships.append({"person_id": number, "from_on": date(2022, 1, 1), "created_at": now} | place)
    for table, rows in ((Person, people), (Address, addresses), (Membership, memberships)):
        session.connection().execute(insert(table), rows)


def _rules(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`@rules approval_above=2 weekly_cap=1`."""
    values = {name: int(value) for name, value in (one.split("=") for one in about)}
    session.exec(update(Programme).values(values))


def _role_ends(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`@role-ends mariam`: whatever she coordinated, she does not any more."""
    of = select(Person.id).where(Person.name == about[0].title())
    session.exec(update(Grant).where(col(Grant.person_id).in_(of)).values(to_at=now))


def _reworded(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`@reworded 0`: whatever people agreed to so far, it was in those words, which are not those of today."""
    session.exec(update(Consent).values(text_version=about[0]))


def _silent(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`@silent amina 366`: she has not written for so many days."""
    of = col(Person.name) == about[0].title()
    session.exec(update(Person).where(of).values(seen_at=now - timedelta(days=int(about[1]))))


CROWDS: Mapping[str, Callable[..., None]] = {
    "crowd": _crowd,
    "rules": _rules,
    "role-ends": _role_ends,
    "reworded": _reworded,
    "silent": _silent,
}
