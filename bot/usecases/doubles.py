"""Rows that two joined accounts both had: one of the two is put aside, as plain JSON, so that a person counts once."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, FromClause, Table, delete, insert, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

Aside = dict[str, Any]
"""`{"table": …, "row": {column: value}, "moments": [column], "days": [column]}`"""


def put_aside(connection: Connection, table: FromClause, row_id: int) -> list[Aside]:
    """Nothing where something hangs on the row: then it stays where it is."""
    assert isinstance(table, Table), "rows are those of tables"
    row = connection.execute(select(table).where(table.c.id == row_id)).mappings().one()
    try:
        with connection.begin_nested():
            connection.execute(delete(table).where(table.c.id == row_id))
    except IntegrityError:
        return []
    moments = [name for name, value in row.items() if isinstance(value, datetime)]
    days = [name for name, value in row.items() if isinstance(value, date) and name not in moments]
    plain = {name: _plain(value) for name, value in row.items()}
    return [{"table": table.name, "row": plain, "moments": moments, "days": days}]


def put_back(connection: Connection, asides: Sequence[Aside]) -> None:
    """What it belonged to may be gone by now: then it stays away."""
    for aside in asides:
        table = SQLModel.metadata.tables[aside["table"]]
        values = {name: _as_column(aside, table, name) for name in aside["row"] if name in table.c}
        try:
            with connection.begin_nested():
                connection.execute(insert(table).values(values))
        except IntegrityError:
            continue


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _as_column(aside: Aside, table: Table, name: str) -> Any:
    value, kind = aside["row"][name], table.c[name].type
    if name in aside["moments"]:
        return datetime.fromisoformat(value)
    if name in aside["days"]:
        return date.fromisoformat(value)
    if value is not None and isinstance(kind, EnumType) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
