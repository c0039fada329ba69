"""Everything of one database written into an empty one, whichever engines these are: table by table, then counted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.schema import sort_tables_and_constraints
from sqlmodel import SQLModel

from bot.storage.database import Database
from bot.storage.errors import CopyFailed
from bot.storage.schema import check

SLICE = 1000  # rows at a time
LARGE_SLICE = 16  # of those that hold pieces of files

Told = Callable[[str, int], None]
"""Hears of each table when it is done: its name, and how many rows it has."""


@dataclass(frozen=True)
class Copied:
    tables: int
    rows: int


def copy(source: Database, target: Database, told: Told = lambda _table, _rows: None) -> Copied:
    """
    One moment of the source, whoever works on it meanwhile; in the target all of it or nothing. Both have our schema.
    Numbers go on where they were: none that was given to anything is given again. Raises CopyFailed.
    """
    check(source)
    check(target)
    tables, late = _in_order()
    with (
        source.errors_told(reading=True),
        source.backend.reading.connect() as reading,
        target.errors_told(reading=False),
        target.backend.writing.begin() as writing,
    ):
        filled = [
            table.name
            for table in tables
            if writing.execute(select(literal_column("1")).select_from(table).limit(1)).first()
        ]
        if filled:
            raise CopyFailed(
                f"The database {target.backend.where} is not empty: there is something in {filled[0]}. Give the address of "
                "a new, empty one; nothing was changed."
            )
        rows = 0
        for table in tables:
            count = _copy_rows(reading, writing, table, late.get(table, ()))
            told(table.name, count)
            rows += count
        for table, columns in late.items():
            _copy_late(reading, writing, table, columns)
        _go_on_counting(reading, writing, tables)
        _compare(reading, writing, tables)
    return Copied(len(tables), rows)


def _in_order() -> tuple[list[Table], dict[Table, tuple[Column[Any], ...]]]:
    """What is pointed at first; and columns that point at what comes later, or at rows of their own table."""
    order: list[Table] = []
    late: dict[Table, list[Column[Any]]] = {}
    sorted_ones = sort_tables_and_constraints(SQLModel.metadata.tables.values())  # type: ignore[no-untyped-call] # SQLAlchemy's own
    for table, constraints in sorted_ones:
        if table is not None:
            order.append(table)
            own = [each for each in table.foreign_key_constraints if each.referred_table is table]
        else:
            own = list(constraints)
        for constraint in own:
            late.setdefault(constraint.table, []).extend(constraint.columns)
    assert all(column.nullable for columns in late.values() for column in columns), "they are empty for a moment"
    return order, {table: tuple(dict.fromkeys(columns)) for table, columns in late.items()}


def _copy_rows(reading: Connection, writing: Connection, table: Table, late: Sequence[Column[Any]]) -> int:
    nothing_yet = {column.key: None for column in late}
    count = 0
    for rows in _slices(reading, table, table.c):
        writing.execute(insert(table), [{**row, **nothing_yet} for row in rows])
        count += len(rows)
    return count


def _copy_late(reading: Connection, writing: Connection, table: Table, columns: Sequence[Column[Any]]) -> None:
    keys = tuple(table.primary_key.columns)
    filling = (
        update(table)
        .where(*(column == bindparam(f"of_{column.key}") for column in keys))
        .values({column.key: bindparam(f"to_{column.key}") for column in columns})
    )
    for rows in _slices(reading, table, (*keys, *columns), some_of=columns):
        values = [
            {f"of_{column.key}": row[column.key] for column in keys}
            | {f"to_{column.key}": row[column.key] for column in columns}
            for row in rows
        ]
        writing.execute(filling, values)


def _slices(
    reading: Connection, table: Table, columns: Iterable[Column[Any]], some_of: Sequence[Column[Any]] = ()
) -> Iterator[list[Mapping[str, Any]]]:
    is_large = any(isinstance(column.type, LargeBinary) for column in table.c)
    wanted = select(*columns).order_by(*table.primary_key.columns)
    if some_of:
        wanted = wanted.where(or_(*(column.is_not(None) for column in some_of)))
    found = reading.execution_options(yield_per=LARGE_SLICE if is_large else SLICE).execute(wanted)
    for rows in found.mappings().partitions():
        yield [{name: _storable(value) for name, value in row.items()} for row in rows]


def _storable(value: Any) -> Any:
    """SQLite keeps a NUL within a text, PostgreSQL does not."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value


# -- numbers -----------------------------------------------------------------------------------------------------------
def _go_on_counting(reading: Connection, writing: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        last = max(_last_number(reading, table, column), writing.execute(select(func.max(column))).scalar() or 0)
        if last:
            _count_from(writing, table, column, last)


def _last_number(connection: Connection, table: Table, column: Column[Any]) -> int:
    """That was given, also where its row is gone since then."""
    if connection.dialect.name == "sqlite":
        if not _keeps_numbers(table):
            return 0
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        return connection.execute(asked, {"table": table.name}).scalar() or 0
    sequence = _sequence(connection, table, column)
    if sequence is None:
        return 0
    asked = text(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - as PostgreSQL itself has named it
    return connection.execute(asked).scalar() or 0


def _count_from(connection: Connection, table: Table, column: Column[Any], last: int) -> None:
    if connection.dialect.name == "sqlite":
        if _keeps_numbers(table):
            there = {"table": table.name, "last": last}
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), there)
    elif (sequence := _sequence(connection, table, column)) is not None:
        connection.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last}
        )


def _keeps_numbers(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _sequence(connection: Connection, table: Table, column: Column[Any]) -> str | None:
    asked = text("SELECT pg_get_serial_sequence(:table, :column)")
    found: str | None = connection.execute(asked, {"table": f'"{table.name}"', "column": column.name}).scalar()
    return found


def _compare(reading: Connection, writing: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        counting = select(func.count()).select_from(table)
        there, here = (connection.execute(counting).scalar_one() for connection in (reading, writing))
        if there != here:
            raise CopyFailed(f"{table.name} has {there} rows, but {here} have been written. Nothing was changed.")
