"""Alembic calls this; the connection comes from whoever asked for the migration."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp
from sqlalchemy import JSON
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from bot.storage.all_tables import metadata


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Revisions name SQLAlchemy's own types only: they must read the same in ten years."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return "sa.String()"
    if isinstance(item, JSON):
        return "sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"
    return False


def forget_annotations(_: object, __: object, directives: list[Any]) -> None:
    """Purpose and retention belong to the tables as they are today, not to a revision."""
    for operation in directives[0].upgrade_ops.ops:
        if isinstance(operation, CreateTableOp):
            operation.info = {}


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
    process_revision_directives=forget_annotations,
    compare_type=True,
)
context.run_migrations()
