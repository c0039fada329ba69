"""Under which words practices are found: one index for both engines, with the same order of what is found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Index, Select, String, delete, func, insert, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.practice_search import Wanted
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, table

# In the order of its signs on both engines, whatever the language of the database: what begins alike stands together.
Sorted = String().with_variant(String(collation="C"), "postgresql")


class PracticeTerm(SQLModel, table=True):
    """An inverted index. Terms with a colon are no words: "area:green", "country:TN", "language:fr"."""

    __tablename__ = "practice_term"
    __table_args__ = table(
        Index("ix_practice_term_practice_id", "practice_id"),
        purpose="which published practice is found under which word, and how much it is about it",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the practice is published",
        never_reuse_ids=False,
        in_no_order=True,
    )

    term: str = Field(primary_key=True, sa_type=Sorted)
    practice_id: int = Field(primary_key=True, foreign_key="practice.id", sa_type=Key)
    weight: int  # up to a thousand


@dataclass(frozen=True)
class Found:
    """`words`: how many of those that were asked for it has."""

    practice: int
    score: int
    words: int


def keep_terms(session: Session, practice_id: int, weights: Mapping[str, int]) -> None:
    drop_terms(session, practice_id)
    rows = [{"term": term, "practice_id": practice_id, "weight": weight} for term, weight in sorted(weights.items())]
    if rows:
        session.connection().execute(insert(PracticeTerm), rows)


def drop_terms(session: Session, practice_id: int) -> None:
    session.connection().execute(delete(PracticeTerm).where(col(PracticeTerm.practice_id) == practice_id))


def counted(session: Session, terms: Collection[str]) -> dict[str, int]:
    """In how many practices each of these stands; without those that stand nowhere."""
    wanted = select(PracticeTerm.term, func.count()).where(col(PracticeTerm.term).in_(terms))
    return dict(session.exec(wanted.group_by(PracticeTerm.term)).all())


def terms_of(session: Session, practice_id: int, at_most: int) -> dict[str, int]:
    """Of its words, those with the most weight."""
    wanted = select(PracticeTerm.term, PracticeTerm.weight).where(
        PracticeTerm.practice_id == practice_id, ~col(PracticeTerm.term).contains(":")
    )
    ordered = wanted.order_by(col(PracticeTerm.weight).desc(), PracticeTerm.term).limit(at_most)
    return dict(session.exec(ordered).all())


def ranked(session: Session, wanted: Sequence[Wanted], *, but: int = 0, at_most: int) -> list[Found]:
    """The best first; of two equal ones the newer. `but`: one that is left out.

    Whole numbers only: so both engines come to the same order.
    """
    if not wanted:
        return []
    parts = union_all(*map(_part, wanted)).subquery()
    # Whoever has all the words is worth twice what the same sum would be with few of them.
    score = (func.sum(parts.c.part) * (func.count() + len(wanted))).label("score")
    rows = session.exec(
        select(parts.c.practice_id, score, func.count().label("words"))
        .where(parts.c.practice_id != but)
        .group_by(parts.c.practice_id)
        .order_by(score.desc(), parts.c.practice_id.desc())
        .limit(at_most)
    )
    return [Found(practice, int(points), words) for practice, points, words in rows]


def _part(one: Wanted) -> Select[tuple[int, int]]:
    """What each practice gets for one word: for the best of the terms under which it stands there."""
    terms = PracticeTerm.__table__.c  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    if len(one.terms) == 1:
        part = select_columns(terms.practice_id, (terms.weight * one.says).label("part"))
        return part.where(terms.term == one.terms[0])
    best = select_columns(terms.practice_id, (func.max(terms.weight) * one.says).label("part"))
    return best.where(terms.term.in_(one.terms)).group_by(terms.practice_id)


def newest(session: Session, within: Collection[str], at_most: int) -> list[int]:
    """Those that have all these terms."""
    first, *more = within
    wanted = select(PracticeTerm.practice_id).where(PracticeTerm.term == first, *_has(more))
    return list(session.exec(wanted.order_by(col(PracticeTerm.practice_id).desc()).limit(at_most)))


def _has(terms: Collection[str]) -> list[ColumnElement[bool]]:
    return [
        col(PracticeTerm.practice_id).in_(select(PracticeTerm.practice_id).where(PracticeTerm.term == one))
        for one in terms
    ]
