"""Fills an empty database with the demo world; a database that holds anything else is left alone."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, SQLModel, select

from bot.demo.load_announcements import load_announcements
from bot.demo.load_assessments import load_assessments
from bot.demo.load_centres import load_centres, load_networks, load_programme
from bot.demo.load_open_round import load_open_round
from bot.demo.load_people import (
    load_addresses,
    load_consents,
    load_grants,
    load_languages_written,
    load_memberships,
    load_people,
)
from bot.demo.load_practices import load_practices
from bot.demo.load_programme_calendar import load_programme_calendar
from bot.demo.load_questionnaires import load_questionnaires
from bot.demo.load_sessions import load_sessions
from bot.demo.loading import Loading
from bot.demo.making import demo_world
from bot.demo.world import PROGRAMME
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.centres import Centre
from bot.storage.people import Person
from bot.storage.programmes import Programme

# In this order: each may point at what was loaded before it.
SUBJECTS: Final[tuple[Callable[[Loading], None], ...]] = (
    load_programme,
    load_networks,
    load_centres,
    load_people,
    load_addresses,
    load_memberships,
    load_grants,
    load_languages_written,
    load_consents,
    load_assessments,
    load_open_round,
    load_sessions,
    load_announcements,
    load_practices,
    load_questionnaires,
    load_programme_calendar,
)


class Holds(StrEnum):
    NOTHING = "nothing"
    DEMO = "demo"
    REAL = "real"


class NotADemoDatabase(Exception):  # noqa: N818 - it says what is the case
    def __init__(self) -> None:
        super().__init__(
            "This database holds data that are not the demonstration's, so the demonstration does not touch it. "
            "Give it a database of its own (PASSERELLE_DATA_DIR or PASSERELLE_DATABASE_URL), or start "
            "`passerelle run`; nothing was changed."
        )


class IsDemoDatabase(Exception):  # noqa: N818 - it says what is the case
    def __init__(self) -> None:
        super().__init__(
            "This database holds the demonstration with its invented people, so the bot does not run for real on it. "
            "Give it a database of its own (PASSERELLE_DATA_DIR or PASSERELLE_DATABASE_URL), or start "
            "`passerelle demo`; nothing was changed."
        )


def what_it_holds(session: Session) -> Holds:
    """Who came in during a demonstration belongs to it."""
    programmes = session.exec(select(Programme.slug)).all()
    if programmes:
        return Holds.DEMO if list(programmes) == [PROGRAMME] else Holds.REAL
    tables: tuple[type[SQLModel], ...] = (Centre, Person)
    anything = any(session.exec(select(table).limit(1)).first() is not None for table in tables)
    return Holds.REAL if anything else Holds.NOTHING


def keep_out(session: Session) -> None:
    """Raises IsDemoDatabase: real people must never come among invented ones."""
    if what_it_holds(session) is Holds.DEMO:
        raise IsDemoDatabase


def fill(session: Session, now: datetime) -> bool:
    """All or nothing, in the caller's transaction. False: it was filled before. Raises NotADemoDatabase."""
    holds = what_it_holds(session)
    if holds is Holds.REAL:
        raise NotADemoDatabase
    if holds is Holds.DEMO:
        return False
    loading = Loading(session, demo_world(now.date()), now)
    for load in SUBJECTS:
        load(loading)
    counts = {"centres": len(loading.centres), "people": len(loading.people)}
    line = AuditLine(at=now, actor_kind=ActorKind.COMMAND, verb="fill demo", subject_kind="programme", detail=counts)
    session.add(line)
    return True
