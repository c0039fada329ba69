"""What the Matrix account needs to read and write in encrypted rooms. Whatever is secret is locked before it comes here."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, delete, or_, tuple_
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.inserts import INSERTS
from bot.storage.privacy import Basis, Whose
from bot.storage.types import table, text_enum

UNREAD_DAYS = timedelta(days=30)
UNUSED_DAYS = timedelta(days=365)


class MatrixKeyKind(StrEnum):
    DEVICE = "device"  # ours: its identity, and the keys with which others begin to write to it
    IDENTITY = "identity"  # what our device is signed with
    SESSION = "session"  # between one device of somebody and ours; its owner is that device's key
    ROOM_KEY = "room key"  # opens messages that one device wrote in one room; its owner is the session named in them
    DEVICES = "devices"  # of a user: public keys only
    UNREAD = "unread"  # a message whose room key is not here; its owner is the session named in it


class MatrixKey(SQLModel, table=True):
    __tablename__ = "matrix_key"
    __table_args__ = table(
        Index("ix_matrix_key_account_kind_owner", "account", "kind", "owner"),
        Index("ix_matrix_key_kind_written_at", "kind", "written_at"),
        purpose="reads and writes in encrypted Matrix rooms; secrets in it are locked with a key that is not in the database",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="as long as the account is used; keys of rooms and sessions a year after their last use, what could "
        "not be read 30 days",
        never_reuse_ids=False,
    )

    account: str = Field(primary_key=True)
    kind: MatrixKeyKind = Field(primary_key=True, sa_type=text_enum(MatrixKeyKind))
    name: str = Field(primary_key=True)
    owner: str
    value: str
    written_at: datetime


@dataclass(frozen=True)
class KeyRow:
    """`value` is None for one that goes."""

    kind: MatrixKeyKind
    name: str
    owner: str
    value: str | None


_key = MatrixKey.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_ROWS = (_key.c.kind, _key.c.name, _key.c.owner, _key.c.value)
_AT_ONCE = 200


def owned_by(session: Session, account: str, owners: Iterable[tuple[MatrixKeyKind, str]]) -> list[KeyRow]:
    """All rows of these owners."""
    wanted = sorted(owners)
    found: list[KeyRow] = []
    for start in range(0, len(wanted), _AT_ONCE):  # a statement takes only so many values
        pairs = tuple_(_key.c.kind, _key.c.owner).in_(wanted[start : start + _AT_ONCE])
        rows = session.connection().execute(select(*_ROWS).where(_key.c.account == account, pairs))
        found += [KeyRow(MatrixKeyKind(kind), name, owner, value) for kind, name, owner, value in rows]
    return found


def has(session: Session, account: str, kind: MatrixKeyKind, name: str) -> bool:
    return session.get(MatrixKey, (account, kind, name)) is not None


def write(session: Session, account: str, rows: Sequence[KeyRow], now: datetime) -> None:
    connection = session.connection()
    kept = [
        {
            "account": account,
            "kind": row.kind,
            "name": row.name,
            "owner": row.owner,
            "value": row.value,
            "written_at": now,
        }
        for row in rows
        if row.value is not None
    ]
    if kept:
        inserting = INSERTS[connection.dialect.name](MatrixKey)
        new = inserting.excluded
        connection.execute(
            inserting.on_conflict_do_update(
                index_elements=["account", "kind", "name"],
                set_={"owner": new.owner, "value": new.value, "written_at": new.written_at},
            ),
            kept,
        )
    gone = [(row.kind, row.name) for row in rows if row.value is None]
    if gone:
        connection.execute(
            delete(MatrixKey).where(_key.c.account == account, tuple_(_key.c.kind, _key.c.name).in_(gone))
        )


def drop_account(session: Session, account: str) -> None:
    session.connection().execute(delete(MatrixKey).where(_key.c.account == account))


def drop_devices(session: Session) -> None:
    """Of a database that was put back: what others have of these devices since then is unknown; other ones are made."""
    past = (MatrixKeyKind.DEVICE, MatrixKeyKind.SESSION)
    session.connection().execute(delete(MatrixKey).where(_key.c.kind.in_(past)))


def drop_old(session: Session, now: datetime) -> None:
    """What nobody has used for long: who writes again is given new keys by their own device."""
    used = (MatrixKeyKind.SESSION, MatrixKeyKind.ROOM_KEY)
    session.connection().execute(
        delete(MatrixKey).where(
            or_(
                (col(MatrixKey.kind) == MatrixKeyKind.UNREAD) & (col(MatrixKey.written_at) <= now - UNREAD_DAYS),
                col(MatrixKey.kind).in_(used) & (col(MatrixKey.written_at) <= now - UNUSED_DAYS),
            )
        )
    )


def forget_people(session: Session, users: Sequence[str], chats: Sequence[str]) -> None:
    """Devices of these users, the sessions with them, and whatever belongs to these rooms."""
    connection = session.connection()
    theirs = connection.execute(
        delete(MatrixKey)
        .where(_key.c.kind == MatrixKeyKind.DEVICES, _key.c.owner.in_(users))
        .returning(_key.c.account, _key.c.value)
    ).all()
    curves = [
        (account, device["keys"]["curve25519"])
        for account, value in theirs
        for device in json.loads(value)["devices"].values()
    ]
    if curves:
        sessions = _key.c.kind == MatrixKeyKind.SESSION
        connection.execute(delete(MatrixKey).where(sessions, tuple_(_key.c.account, _key.c.owner).in_(curves)))
    of_rooms = _key.c.kind.in_((MatrixKeyKind.ROOM_KEY, MatrixKeyKind.UNREAD))
    rooms = [_key.c.name.startswith(f"{chat} ", autoescape=True) for chat in chats if chat.startswith("!")]
    if rooms:
        connection.execute(delete(MatrixKey).where(of_rooms, or_(*rooms)))
