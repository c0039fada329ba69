"""Practices by what readers think of them: those one has saved, those most find useful."""

from sqlalchemy import case
from sqlmodel import col, func, select

from bot.storage.practice_reactions import MarkKind, ratings_that_count, saved_by
from bot.storage.practice_search import PracticeTerm
from bot.usecases.practice_index import ALL
from bot.usecases.practice_library import MOST, Line, lines
from bot.usecases.work import Work


def any_saved(work: Work) -> bool:
    return bool(saved_by(work.session, work.person_id, at_most=1))


def saved(work: Work, language: str) -> tuple[Line, ...]:
    """The latest first; what is not in the library any more is left out."""
    return lines(work, _still_there(work, saved_by(work.session, work.person_id, MOST)), language)


def any_useful(work: Work) -> bool:
    return bool(_most_useful(work, at_most=1))


def most_useful(work: Work, language: str) -> tuple[Line, ...]:
    """By how many say so, less those to whom it was of no use; of two that are equal the newer."""
    return lines(work, _still_there(work, _most_useful(work, MOST)), language)


def _most_useful(work: Work, at_most: int) -> list[int]:
    """Of what enough have rated: in a list of the others, each would see what one reader thinks."""
    counted = ratings_that_count().c
    says = func.sum(case((counted.kind == MarkKind.USEFUL, 1), else_=-1))
    wanted = select(counted.practice_id).group_by(counted.practice_id).having(says > 0)
    ordered = wanted.order_by(says.desc(), counted.practice_id.desc()).limit(at_most)
    return list(work.session.connection().execute(ordered).scalars())


def _still_there(work: Work, practices: list[int]) -> list[int]:
    known = set(
        work.session.exec(
            select(PracticeTerm.practice_id).where(
                PracticeTerm.term == ALL, col(PracticeTerm.practice_id).in_(practices)
            )
        )
    )
    return [one for one in practices if one in known]
