"""What a step asks about very many rows: asked beside the writer, on a connection for reading, and the step begins anew with the answer.

So nobody else waits for it, and the step is as atomic as ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlmodel import Session

T = TypeVar("T")
ANSWERS = "answers from beside"  # of `session.info`: not there, all is asked at once


class AskedBeside(Exception):  # noqa: N818 - no error: the step is undone, and comes again
    """`query` is to be asked of a session for reading; its answer must be plain values."""

    def __init__(self, key: str, query: Callable[[Session], Any]) -> None:
        super().__init__(key)
        self.key = key
        self.query = query


def beside(session: Session, key: str, query: Callable[[Session], T]) -> T:
    """The answer. Where no replies wait for this transaction (the command line) it is asked at once."""
    answers = session.info.get(ANSWERS)
    if answers is None:
        return query(session)
    if key not in answers:
        raise AskedBeside(key, query)
    known: T = answers[key]
    return known


@contextmanager
def knowing(session: Session, answers: dict[str, Any]) -> Iterator[None]:
    """`answers`, by key, hold in this block; what is not among them raises AskedBeside."""
    session.info[ANSWERS] = answers
    try:
        yield
    finally:
        del session.info[ANSWERS]
