"""How far it has been looked through what may go by now, table by table."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, table


class Clearing(SQLModel, table=True):
    __tablename__ = "clearing"
    __table_args__ = table(
        purpose="how far it has been looked through what may go by now",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: one row for each rule",
        never_reuse_ids=False,
    )

    rule: str = Field(primary_key=True)
    last_id: int = Field(default=0, sa_type=Key)
    done_at: datetime | None = None  # when the last whole pass ended
