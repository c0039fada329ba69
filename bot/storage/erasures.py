"""Who was forgotten, by a random identifier: so that a backup from before does not bring them back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.people import Person
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table


class Erasure(SQLModel, table=True):
    __tablename__ = "erasure"
    __table_args__ = table(
        partial_index("ix_erasure_still_shown", "id", where="removed_at IS NULL"),
        purpose="that somebody was forgotten and when, so that a backup from before does not bring them back",
        whose=Whose.ANYONE,
        basis=Basis.DUTY,
        retention="three years: longer than any backup should be kept",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", unique=True, sa_type=Key)
    at: datetime
    removed_at: datetime | None = None  # when the platforms had nothing of ours left to take away in their chats


@dataclass(frozen=True)
class Forgotten:
    """A person as all backups know them. `is_done`: erased `at`; else they have asked for it, and it is due `at`."""

    person: str
    is_done: bool
    at: datetime


def forgotten(session: Session) -> list[Forgotten]:
    """Everybody who was erased, or has asked for it and may still undo it; the oldest first."""
    done = session.exec(
        select(Person.public_id, Erasure.at)
        .join(Erasure, col(Erasure.person_id) == Person.id)
        .order_by(col(Erasure.id))
    )
    found = [Forgotten(person, is_done=True, at=at) for person, at in done]
    asked = session.exec(
        select(Person.public_id, Person.forget_at).where(col(Person.forget_at).is_not(None)).order_by(col(Person.id))
    )
    return [*found, *(Forgotten(person, is_done=False, at=at) for person, at in asked if at is not None)]


def merged(newer: Iterable[Forgotten], older: Iterable[Forgotten]) -> list[Forgotten]:
    """What was done stays done. Who had only asked by the older one may have undone it: the newer one knows."""
    kept = {one.person: one for one in older if one.is_done}
    for one in newer:
        if one.is_done or one.person not in kept:
            kept[one.person] = one
    return sorted(kept.values(), key=lambda one: (one.at, one.person))


def people_called(session: Session, public_ids: Collection[str]) -> dict[str, Person]:
    """Those of them whom this database knows."""
    found = session.exec(select(Person).where(col(Person.public_id).in_(public_ids)))
    return {person.public_id: person for person in found}
