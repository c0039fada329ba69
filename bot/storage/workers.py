"""Who is at work on this database."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import table

GONE_SECONDS = 12.0  # a worker not heard of for so long is at work no more


class WorkerRow(SQLModel, table=True):
    __tablename__ = "worker"
    __table_args__ = table(
        purpose="the workers that run, so that they share what comes in, and no migration takes away what one still needs",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="until it ends, or was not heard of for a minute",
        never_reuse_ids=False,
    )

    owner: str = Field(primary_key=True)  # host/process/something of this start alone
    revision: str  # the schema that its program was made for
    seen_at: datetime  # by the database's clock


def at_work(connection: Connection, now: datetime) -> dict[str, str]:
    """The revisions that their programs were made for, by owner; `now` by the database's clock."""
    worker = WorkerRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    lately = worker.c.seen_at > now - timedelta(seconds=GONE_SECONDS)
    return {row.owner: row.revision for row in connection.execute(select(worker).where(lately))}
