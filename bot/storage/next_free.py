"""The next thing to be done, where several workers look at the same time."""

from typing import TypeVar

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row")


def next_free(session: Session, wanted: SelectOfScalar[Row]) -> Row | None:
    """The first of these that no other worker has in hand; ours until the transaction ends."""
    return session.exec(wanted.limit(1).with_for_update(skip_locked=True)).first()
