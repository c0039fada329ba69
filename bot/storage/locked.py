"""One row, for whoever is about to change it."""

from typing import TypeVar

from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def locked_row(session: Session, table: type[Row], number: int) -> Row | None:
    """As it is now, whatever was read of it before; nobody else changes it before this transaction ends."""
    return session.get(table, number, with_for_update=True, populate_existing=True)
