"""Networks of centres that learn together, and who animates them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, public_id, row_id, table, text_enum


class NetworkState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class AnimatorRole(StrEnum):
    HEAD = "head"
    INSPECTOR = "inspector"
    BUSINESS_SPONSOR = "business_sponsor"
    ASSOCIATION_SPONSOR = "association_sponsor"


class Network(SQLModel, table=True):
    __tablename__ = "network"
    __table_args__ = table(
        purpose="centres that learn together; its names are text variants",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    slug: str = Field(unique=True)
    trade: str | None = None
    perimeter: str | None = None
    state: NetworkState = Field(default=NetworkState.ACTIVE, sa_type=text_enum(NetworkState))


class NetworkCentre(SQLModel, table=True):
    __tablename__ = "network_centre"
    __table_args__ = table(
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="dates"),
        purpose="which centre belonged to which network, and when",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: dates end a belonging",
        never_reuse_ids=False,
    )

    network_id: int = Field(primary_key=True, foreign_key="network.id", sa_type=Key)
    centre_id: int = Field(primary_key=True, foreign_key="centre.id", index=True, sa_type=Key)
    joined_on: date = Field(primary_key=True)
    left_on: date | None = None


class NetworkAnimator(SQLModel, table=True):
    __tablename__ = "network_animator"
    __table_args__ = table(
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates"),
        purpose="who animates a network, in which role, and when",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: dates end a role",
        never_reuse_ids=False,
    )

    network_id: int = Field(primary_key=True, foreign_key="network.id", sa_type=Key)
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True, sa_type=Key)
    role: AnimatorRole = Field(primary_key=True, sa_type=text_enum(AnimatorRole))
    from_on: date = Field(primary_key=True)
    to_on: date | None = None


def find_network(session: Session, slug: str) -> Network | None:
    return session.exec(select(Network).where(Network.slug == slug)).one_or_none()
