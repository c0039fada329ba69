"""Rooms and channels of platforms in which announcements are posted, and what was posted there."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, UniqueConstraint, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.rights import ScopeKind, Where
from bot.storage.privacy import Basis, Whose
from bot.storage.rooms import TOPIC
from bot.storage.types import Key, partial_index, row_id, table, text_enum

_OPEN = "ended_at IS NULL"


class PostState(StrEnum):
    DUE = "due"  # it goes out when the announcement does
    POSTED = "posted"
    NO_TEXT = "no text"  # there is none in the language of the place
    LEFT_OUT = "left out"  # the announcement was taken back before, or the place is no more
    WITHDRAWN = "withdrawn"


class NewsPlace(SQLModel, table=True):
    __tablename__ = "news_place"
    __table_args__ = table(
        partial_index("ix_news_place_chat", *("channel", "account", "external_id"), where=_OPEN, unique=True),
        purpose="a room or channel of a platform in which announcements are posted, for whom, and in which language",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what was announced where",
    )

    id: int = row_id()
    channel: str
    account: str
    external_id: str  # the chat
    scope_kind: ScopeKind = Field(sa_type=text_enum(ScopeKind))
    scope_id: str  # of whose people it is the place: only those post there who may announce to all of them
    language: str
    organiser_id: int | None = Field(
        default=None, foreign_key="person.id", index=True, sa_type=Key
    )  # who gave it to us
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def where(self) -> Where:
        """The narrowest place of which it can be said."""
        match self.scope_kind:
            case ScopeKind.COUNTRY:
                return Where(country=self.scope_id)
            case ScopeKind.NETWORK:
                return Where(networks=frozenset({int(self.scope_id)}))
            case _:
                return Where()


class NewsPost(SQLModel, table=True):
    __tablename__ = "news_post"
    __table_args__ = table(
        UniqueConstraint("announcement_id", "place_id"),
        partial_index("ix_news_post_due", "announcement_id", "id", where="state IN ('due', 'posted')"),
        purpose="an announcement that is, or was, posted in a room or channel",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the announcement",
    )

    id: int = row_id()
    announcement_id: int = Field(foreign_key="announcement.id", sa_type=Key)
    place_id: int = Field(foreign_key="news_place.id", index=True, sa_type=Key)
    state: PostState = Field(default=PostState.DUE, sa_type=text_enum(PostState))
    revision: int = 0  # of the announcement, as it stands there
    at: datetime


def place_in(session: Session, channel: str, account: str, chat: str) -> NewsPlace | None:
    here = (*_here(channel, account), col(NewsPlace.external_id) == chat)
    return session.exec(select(NewsPlace).where(*here)).one_or_none()


def open_places(session: Session) -> Sequence[NewsPlace]:
    return session.exec(select(NewsPlace).where(col(NewsPlace.ended_at).is_(None)).order_by(col(NewsPlace.id))).all()


def post_key(post: NewsPost) -> str:
    """Under which it stands in the outbox; corrections are edits of that one."""
    return f"news:{post.announcement_id}:{post.place_id}"


def lose(session: Session, channel: str, account: str, chat: str, now: datetime) -> None:
    """We cannot write there any more, nor in its topics."""
    place = col(NewsPlace.external_id)
    there = or_(place == chat, place.startswith(chat + TOPIC, autoescape=True))
    session.connection().execute(update(NewsPlace).where(*_here(channel, account), there).values(ended_at=now))


def move(session: Session, channel: str, account: str, old: str, new: str) -> None:
    """The chat has a new identifier, as a group that became a supergroup."""
    here = (*_here(channel, account), col(NewsPlace.external_id) == old)
    session.connection().execute(update(NewsPlace).where(*here).values(external_id=new))


def _here(channel: str, account: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(NewsPlace.channel) == channel,
        col(NewsPlace.account) == account,
        col(NewsPlace.ended_at).is_(None),
    )
