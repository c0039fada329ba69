"""Who owns something that only one worker may do, such as polling a bot's token."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import table


class LeaseRow(SQLModel, table=True):
    __tablename__ = "lease"
    __table_args__ = table(
        purpose="one owner at a time; the epoch fences off whoever was too late",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: the epoch must go on counting",
        never_reuse_ids=False,
    )

    name: str = Field(primary_key=True)
    owner: str  # host/process/something of this start alone
    epoch: int
    expires_at: datetime


def held(session: Session, now: datetime) -> list[str]:
    """What somebody owns at this moment, or did until they were killed a few seconds ago."""
    return list(session.exec(select(LeaseRow.name).where(col(LeaseRow.expires_at) > now).order_by(LeaseRow.name)))
