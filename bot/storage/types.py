"""Column types and names which every table shares."""

import json
import re
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Enum, Index, Integer, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field, SQLModel

from bot.core.identifiers import new_public_id
from bot.storage.privacy import Basis, Whose

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
# Before the first table: constraints that SQLite leaves nameless could never be changed by a migration.
SQLModel.metadata.naming_convention = MetaData(naming_convention=NAMES).naming_convention
# Rows are never validated by pydantic (SQLModel does not for tables), so its validators would only take time at each start.
SQLModel.model_config["defer_build"] = True

# 64 bits on both engines; SQLite numbers rows by itself only in a column that is called INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")
# None is NULL, never the JSON word null.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def text_enum(states: type[StrEnum], *, guarded: bool = True) -> Enum:
    """Stores `.value` as text, guarded by a CHECK (where not `guarded`, by one of the table's own); any other text is refused."""
    return Enum(
        states,
        name=re.sub(r"(?<!^)(?=[A-Z])", "_", states.__name__).lower(),
        native_enum=False,
        create_constraint=guarded,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        length=32,
    )


def one_of(column: str, states: type[StrEnum]) -> CheckConstraint:
    """The guard of a `text_enum` for tables that are written by the million: SQLite takes the first that fits, where it builds
    a list for `IN (…)` for each row. The most frequent value comes first.
    """
    return CheckConstraint(" OR ".join(f"{column} = '{state}'" for state in states), name=column)


def row_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=Key)


def public_id() -> Any:
    return Field(default_factory=new_public_id, unique=True)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def table(
    *items: SchemaItem,
    purpose: str,
    retention: str,
    whose: Whose,
    basis: Basis,
    never_reuse_ids: bool = True,
    in_no_order: bool = False,
) -> Any:
    """`__table_args__`: why a table exists, how long its rows stay, whose data they are and what allows it are part of it.

    `in_no_order`: SQLite keeps no number that would tell in which order rows came.
    """
    how = {"sqlite_autoincrement": never_reuse_ids, **({"sqlite_with_rowid": False} if in_no_order else {})}
    return (*items, {"info": {"purpose": purpose, "retention": retention, "whose": whose, "basis": basis}, **how})


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dump_json(value: Any) -> str:
    """JSON that both engines take: PostgreSQL refuses NUL and half surrogate pairs, which people can send."""
    written = _ENCODER.encode(value)
    if "\\u0000" in written:
        written = re.sub(r"(?<!\\)((?:\\\\)*)\\u0000", "\\1\ufffd", written)
    return written.encode("utf-8", "replace").decode("utf-8")
