"""What a migration takes from programs that were written for the schema before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect


@dataclass(frozen=True)
class TableShape:
    """Columns by name: type, and whether a row may be written without it. Rules: what is refused."""

    columns: dict[str, tuple[str, bool]]
    rules: frozenset[str]


Shape = dict[str, TableShape]


def shape_of(connection: Connection) -> Shape:
    looking = inspect(connection)
    return {
        name: TableShape(
            {one["name"]: (str(one["type"]), _may_be_left_out(one)) for one in looking.get_columns(name)},
            frozenset(_rules(looking, name)),
        )
        for name in looking.get_table_names()
        if name != "alembic_version"
    }


def taken_away(before: Shape, after: Shape) -> list[str]:
    """A sentence for each thing with which a program of before may fail; empty: it can go on."""
    found = [f"the table {name} is gone" for name in before.keys() - after.keys()]
    for name in before.keys() & after.keys():
        old, new = before[name], after[name]
        found += [f"{name}.{column} is gone" for column in old.columns.keys() - new.columns.keys()]
        found += [
            f"{name}.{column} has another type"
            for column in old.columns.keys() & new.columns.keys()
            if old.columns[column][0] != new.columns[column][0]
        ]
        found += [
            f"{name}.{column} must be written now"
            for column, (_type, may_be_left_out) in new.columns.items()
            if not may_be_left_out and old.columns.get(column, ("", True))[1]
        ]
        found += [f"{name} refuses more: {rule}" for rule in new.rules - old.rules]
    return sorted(found)


def _may_be_left_out(column: Any) -> bool:
    return bool(column["nullable"] or column["default"] is not None or column.get("identity"))


def _rules(looking: Any, table: str) -> Iterator[str]:
    for one in looking.get_unique_constraints(table):
        yield f"unique {sorted(one['column_names'])}"
    for one in looking.get_indexes(table):
        if one["unique"]:
            yield f"unique {sorted(one['column_names'])}"
    for one in looking.get_check_constraints(table):
        yield f"check {one['sqltext']}"
    for one in looking.get_foreign_keys(table):
        yield f"{one['constrained_columns']} of {one['referred_table']}"
