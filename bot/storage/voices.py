"""What people say of a centre without their name, kept so that nothing joins it to them, and by which code they come."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, delete, func, insert, select
from sqlmodel import Field, Session, SQLModel, col
from sqlmodel import select as select_rows

from bot.core.identifiers import new_anonymous_id
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table

KIND = "voice"  # also the name of the talk


class VoiceLink(SQLModel, table=True):
    __tablename__ = "voice_link"
    __table_args__ = table(
        UniqueConstraint("publication_id", "centre_id"),
        purpose="the code by which one group says how it sees one centre: on a link, a QR picture, a sheet on the wall",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: it tells which answers are sealed; of those who used it, it tells nothing",
    )

    id: int = row_id()
    code: str = Field(unique=True)
    publication_id: int = Field(foreign_key="publication.id", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime
    sealed_at: datetime | None = None  # closed, and nothing joins its answers to people any more
    told_at: datetime | None = None  # the centre's team knows that the round is over, if there is something to show


class VoiceAnswered(SQLModel, table=True):
    """Who has handed in, never what."""

    __tablename__ = "voice_answered"
    __table_args__ = table(
        purpose="that an account has handed in, so that nobody counts twice; never joined to what it said",
        whose=Whose.NAMELESS,
        basis=Basis.CONSENT,
        retention="until the answers are sealed; when it was, until what the talk has left is swept away",
        never_reuse_ids=False,
        in_no_order=True,
    )

    link_id: int = Field(foreign_key="voice_link.id", primary_key=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True, sa_type=Key)
    begun_at: datetime | None = None
    handed_in_at: datetime | None = None
    since: int | None = Field(default=None, sa_type=Key)  # the last message that had come in when it began


class VoiceAnswers(SQLModel, table=True):
    """No person, no time, no language, and no number that counts up: its id is random, and rows lie in its order."""

    __tablename__ = "voice"
    __table_args__ = table(
        purpose="that somebody of a group has answered about a centre, without saying who",
        whose=Whose.NAMELESS,
        basis=Basis.CONSENT,
        retention="kept: nothing in it is about a person whom it could be erased with",
        never_reuse_ids=False,
        in_no_order=True,
    )

    id: str = Field(default_factory=new_anonymous_id, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id", index=True, sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)


class VoiceRating(SQLModel, table=True):
    __tablename__ = "voice_rating"
    __table_args__ = table(
        purpose="the level that somebody has given to an indicator, without saying who",
        whose=Whose.NAMELESS,
        basis=Basis.CONSENT,
        retention="as its `voice`",
        never_reuse_ids=False,
        in_no_order=True,
    )

    voice_id: str = Field(foreign_key="voice.id", primary_key=True)
    indicator: str = Field(primary_key=True)
    level: float | None = None  # None: does not apply
    relevance: float | None = None


class VoiceRemark(SQLModel, table=True):
    """Stands by itself: whoever is known by their words is not known by their ratings."""

    __tablename__ = "voice_remark"
    __table_args__ = table(
        purpose="an answer that is no rating, such as a sentence of somebody's own; shown from five answers on",
        whose=Whose.NAMELESS,
        basis=Basis.CONSENT,
        retention="as its `voice`",
        never_reuse_ids=False,
        in_no_order=True,
    )

    id: str = Field(default_factory=new_anonymous_id, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id", index=True, sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    question: str  # its path
    text: str


@dataclass(frozen=True)
class Rated:
    """What all the levels of an indicator, given about one centre for one publication, come to."""

    publication: int
    centre: int
    indicator: str
    total: float
    count: int  # levels; what does not apply is none


_voice = VoiceAnswers.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_rating = VoiceRating.__table__  # type: ignore[attr-defined] # see above
_remark = VoiceRemark.__table__  # type: ignore[attr-defined] # see above


def find_link(session: Session, code: str) -> VoiceLink | None:
    return session.exec(select_rows(VoiceLink).where(col(VoiceLink.code) == code)).one_or_none()


def hold(session: Session, link_id: int) -> VoiceLink:
    """As it is now; until the end of the transaction nobody seals it, and nobody hands in while it is being sealed."""
    return session.exec(
        select_rows(VoiceLink)
        .where(col(VoiceLink.id) == link_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def keep(session: Session, link: VoiceLink, ratings: Sequence[Mapping[str, Any]], remarks: Mapping[str, str]) -> None:
    """One answer. `ratings` with indicator, level and relevance; `remarks` by the path of their question."""
    place = {"publication_id": link.publication_id, "centre_id": link.centre_id}
    connection = session.connection()
    number = new_anonymous_id()
    connection.execute(insert(_voice).values(id=number, **place))
    if ratings:
        connection.execute(insert(_rating), [{"voice_id": number, **each} for each in ratings])
    if remarks:
        rows = [{"id": new_anonymous_id(), **place, "question": path, "text": text} for path, text in remarks.items()]
        connection.execute(insert(_remark), rows)


def rewrite(session: Session, link: VoiceLink) -> None:
    """Write its answers anew in the order of their random ids: an engine that keeps rows in the order in which they came,
    or the number of the transaction that wrote them, then tells nothing either."""
    connection = session.connection()
    here = (_voice.c.publication_id == link.publication_id, _voice.c.centre_id == link.centre_id)
    said = (_remark.c.publication_id == link.publication_id, _remark.c.centre_id == link.centre_id)
    numbers = select(_voice.c.id).where(*here)
    voices = _in_order(connection.execute(select(_voice).where(*here).order_by(_voice.c.id)))
    ratings = _in_order(
        connection.execute(
            select(_rating).where(_rating.c.voice_id.in_(numbers)).order_by(_rating.c.voice_id, _rating.c.indicator)
        )
    )
    remarks = _in_order(connection.execute(select(_remark).where(*said).order_by(_remark.c.id)))
    connection.execute(delete(_rating).where(_rating.c.voice_id.in_(numbers)))
    connection.execute(delete(_voice).where(*here))
    connection.execute(delete(_remark).where(*said))
    for table_of, rows in ((_voice, voices), (_rating, ratings), (_remark, remarks)):
        if rows:
            connection.execute(insert(table_of), rows)


def _in_order(rows: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in rows.mappings()]


def counts(session: Session, publications: Collection[int]) -> Mapping[tuple[int, int], int]:
    """(publication, centre) → how many have answered."""
    rows = session.connection().execute(
        select(_voice.c.publication_id, _voice.c.centre_id, func.count())
        .where(_voice.c.publication_id.in_(publications))
        .group_by(_voice.c.publication_id, _voice.c.centre_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def rated(session: Session, publications: Collection[int]) -> Iterator[Rated]:
    rows = session.connection().execute(
        select(
            _voice.c.publication_id,
            _voice.c.centre_id,
            _rating.c.indicator,
            func.sum(_rating.c.level),
            func.count(_rating.c.level),
        )
        .join(_rating, _rating.c.voice_id == _voice.c.id)
        .where(_voice.c.publication_id.in_(publications), _rating.c.level.is_not(None))
        .group_by(_voice.c.publication_id, _voice.c.centre_id, _rating.c.indicator)
    )
    return (Rated(*row) for row in rows)


def remarks(session: Session, publications: Collection[int], centre: int) -> Sequence[tuple[int, str, str]]:
    """(publication, question, text), in no order of time."""
    rows = session.connection().execute(
        select(_remark.c.publication_id, _remark.c.question, _remark.c.text)
        .where(_remark.c.publication_id.in_(publications), _remark.c.centre_id == centre)
        .order_by(_remark.c.publication_id, _remark.c.question, _remark.c.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
