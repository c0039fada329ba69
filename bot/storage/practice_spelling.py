"""How words of published practices are spelled: the vocabulary in which a mistyped word is looked for."""

from collections.abc import Collection, Iterable

from sqlalchemy import Index, and_, delete, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.practice_spelling import Meant, Spelled
from bot.storage.inserts import INSERTS
from bot.storage.practice_search import PracticeTerm, Sorted
from bot.storage.privacy import Basis, Whose
from bot.storage.types import table

_LAST = "\U0010ffff"  # behind every sign


class PracticeWord(SQLModel, table=True):
    __tablename__ = "practice_word"
    __table_args__ = table(
        Index("ix_practice_word_term", "term"),
        purpose="how words of published practices are spelled, so that a mistyped one finds them, too",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as a published practice is found under its term",
        never_reuse_ids=False,
        in_no_order=True,
    )

    word: str = Field(primary_key=True, sa_type=Sorted)  # folded
    term: str = Field(primary_key=True, sa_type=Sorted)  # in the index of terms
    shown: str  # as somebody wrote it


def keep_words(session: Session, words: Iterable[Spelled]) -> None:
    """Those that are not there yet."""
    rows = [{"word": one.word, "term": one.term, "shown": one.shown} for one in words]
    if rows:
        connection = session.connection()
        connection.execute(INSERTS[connection.dialect.name](PracticeWord).on_conflict_do_nothing(), rows)


def drop_words_of(session: Session, practice_id: int) -> None:
    """Those that only this practice has; to be called while its terms are still in the index."""
    terms = PracticeTerm.__table__.c  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    others = PracticeTerm.__table__.alias("others")  # type: ignore[attr-defined] # see above
    elsewhere = select_columns(others.c.term).where(others.c.term == terms.term, others.c.practice_id != practice_id)
    alone = select_columns(terms.term).where(terms.practice_id == practice_id, ~elsewhere.exists())
    session.connection().execute(delete(PracticeWord).where(col(PracticeWord.term).in_(alone)))


def spellings(session: Session, meant: Collection[Meant]) -> list[PracticeWord]:
    """Whatever may be meant by one of these."""
    word = col(PracticeWord.word)
    exact = sorted({one for each in meant for one in each.words})
    longer = [
        and_(word >= one.beginning, word < one.beginning + _LAST, func.length(word).between(one.least, one.most))
        for one in meant
        if one.beginning
    ]
    return list(session.exec(select(PracticeWord).where(or_(word.in_(exact), *longer)).order_by(word)))
