"""Two accounts of one person, joined; with what it takes to part them again."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, row_id, table


class AccountLink(SQLModel, table=True):
    __tablename__ = "account_link"
    __table_args__ = table(
        purpose="lets a person undo the joining of two accounts",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="30 days",
    )

    id: int = row_id()
    kept_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    joined_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    moved: dict[str, Any] = Field(
        default_factory=dict, sa_type=Json
    )  # table.column → ids of the rows that changed hands; "aside": rows that both had, see `usecases/doubles.py`
    state_before: str
    at: datetime
    undone_at: datetime | None = None
