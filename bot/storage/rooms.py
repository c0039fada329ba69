"""Rooms of several people that belong to a session or a network, what is to be done in them, what is passed on."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, delete, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, public_id, row_id, table, text_enum

_LIVING = "state IN ('wanted', 'open', 'closing')"
TOPIC = ":"  # behind a chat, where a channel's chats have parts: what happens to a chat happens to them


class RoomState(StrEnum):
    WANTED = "wanted"  # asked for; nobody can write there yet
    OPEN = "open"
    CLOSING = "closing"  # the goodbye is on its way
    CLOSED = "closed"
    LOST = "lost"  # we were put out, or it is gone


LIVING = (RoomState.WANTED, RoomState.OPEN, RoomState.CLOSING)


class RoomActKind(StrEnum):
    OPEN = "open"
    INVITE = "invite"
    PIN = "pin"
    RENAME = "rename"
    CLOSE = "close"


class RoomActState(StrEnum):
    DUE = "due"
    DONE = "done"
    REFUSED = "refused"


class SayingState(StrEnum):
    WAITING = "waiting"  # for its author to say whether it may be passed on
    PASSED = "passed"
    KEPT = "kept"  # it stays where it was said


class SessionRoom(SQLModel, table=True):
    __tablename__ = "session_room"
    __table_args__ = table(
        CheckConstraint("(session_id IS NULL) <> (network_id IS NULL)", name="subject"),
        partial_index("ix_session_room_session", *("session_id", "channel", "account"), where=_LIVING, unique=True),
        partial_index("ix_session_room_network", *("network_id", "channel", "account"), where=_LIVING, unique=True),
        partial_index("ix_session_room_chat", *("channel", "account", "external_id"), where=_LIVING, unique=True),
        purpose="a room on a platform where those of a session, or of a network, talk with each other",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="twelve months after it was closed, or lost",
    )

    id: int = row_id()
    public_id: str = public_id()  # in its alias: by it an opened room is found again
    session_id: int | None = Field(default=None, foreign_key="learning_session.id", sa_type=Key)
    network_id: int | None = Field(default=None, foreign_key="network.id", sa_type=Key)
    channel: str
    account: str
    external_id: str | None = None  # the chat; before a topic is made in it, that of the whole group
    is_ours: bool  # opened by us, not given to us
    name: str = ""  # what its session or network was called when we last looked
    organiser_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)  # who asked for it; is told of it
    language: str  # in which we speak there
    state: RoomState = Field(default=RoomState.WANTED, sa_type=text_enum(RoomState))
    agendas: int = 0  # how many times an agenda was written or corrected
    agenda: str = ""  # digest of the latest
    looked_at: datetime | None = None  # when its agenda and its guests were last compared with what they should be
    is_told: bool = True  # False: whoever asked for it does not know yet that it is lost
    created_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class RoomAct(SQLModel, table=True):
    __tablename__ = "room_act"
    __table_args__ = table(
        UniqueConstraint("room_id", "kind", "about"),
        partial_index("ix_room_act_due", "room_id", "id", where="state = 'due'"),
        purpose="something that the channel's owner has to do in a room: open it, invite, pin, rename, close",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as its room",
    )

    id: int = row_id()
    room_id: int = Field(foreign_key="session_room.id", sa_type=Key)
    kind: RoomActKind = Field(sa_type=text_enum(RoomActKind))
    # Whom to invite, as the platform calls them; the dedupe key of the message to pin; when a new name was seen.
    about: str = ""
    state: RoomActState = Field(default=RoomActState.DUE, sa_type=text_enum(RoomActState))
    attempts: int = 0
    in_doubt: int = 0  # attempts that may have had their effect, where a platform would do it twice
    not_before: datetime | None = None
    reason: str | None = None  # why it was not done at the last attempt
    created_at: datetime
    done_at: datetime | None = None


class RoomSaying(SQLModel, table=True):
    __tablename__ = "room_saying"
    __table_args__ = table(
        UniqueConstraint("room_id", "message_id"),
        purpose="a question asked in one room, or an answer to it, which its author lets us pass on to the others",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months; removed when its author is forgotten",
    )

    id: int = row_id()
    room_id: int = Field(foreign_key="session_room.id", index=True, sa_type=Key)  # where it was said
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    answers_id: int | None = Field(default=None, foreign_key="room_saying.id", index=True, sa_type=Key)  # the question
    message_id: str | None = None  # as the platform calls it; None: said to us in private
    text: str
    state: SayingState = Field(default=SayingState.WAITING, sa_type=text_enum(SayingState))
    at: datetime


def find_room(session: Session, channel: str, account: str, chat: str) -> SessionRoom | None:
    """The one that stands open there."""
    return session.exec(
        select(SessionRoom).where(
            SessionRoom.channel == channel,
            SessionRoom.account == account,
            SessionRoom.external_id == chat,
            col(SessionRoom.state).in_([RoomState.OPEN, RoomState.CLOSING]),
        )
    ).first()


def lose(session: Session, channel: str, account: str, chat: str, now: datetime) -> None:
    """We cannot write in this chat any more, nor in its topics: whoever asked for a room there will be told."""
    living = (*_here(channel, account), col(SessionRoom.state).in_(LIVING))
    place = or_(
        col(SessionRoom.external_id) == chat, col(SessionRoom.external_id).startswith(chat + TOPIC, autoescape=True)
    )
    connection = session.connection()
    closing = col(SessionRoom.state) == RoomState.CLOSING
    connection.execute(update(SessionRoom).where(*living, place, closing).values(state=RoomState.CLOSED))
    connection.execute(
        update(SessionRoom).where(*living, place).values(state=RoomState.LOST, closed_at=now, is_told=False)
    )


def move(session: Session, channel: str, account: str, old: str, new: str) -> None:
    """The chat has a new identifier."""
    here = (*_here(channel, account), col(SessionRoom.external_id) == old)
    session.connection().execute(update(SessionRoom).where(*here).values(external_id=new))


def forget_sayings(session: Session, sayings: Sequence[int]) -> None:
    """Answers to them stay, as answers to nothing."""
    connection = session.connection()
    connection.execute(update(RoomSaying).where(col(RoomSaying.answers_id).in_(sayings)).values(answers_id=None))
    connection.execute(delete(RoomSaying).where(col(RoomSaying.id).in_(sayings)))


def _here(channel: str, account: str) -> tuple[ColumnElement[bool], ...]:
    return (col(SessionRoom.channel) == channel, col(SessionRoom.account) == account)


def agenda_key(room_id: int) -> str:
    """Under which the agenda stands in the outbox; corrections of it are edits of that one."""
    return f"room:{room_id}:agenda"


def goodbye_key(room_id: int) -> str:
    return f"room:{room_id}:goodbye"


def copy_key(room_id: int, saying_id: int) -> str:
    """Of what was passed on to a room."""
    return f"room:{room_id}:saying:{saying_id}"
