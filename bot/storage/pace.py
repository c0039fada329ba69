"""When a chat, or a whole account, may be written to again; kept over restarts."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import table


class PaceRow(SQLModel, table=True):
    __tablename__ = "pace"
    __table_args__ = table(
        purpose="a platform's request to wait",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="until its moment has passed",
        never_reuse_ids=False,
    )

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    chat: str = Field(default="", primary_key=True)  # "" is the whole account
    not_before: datetime
