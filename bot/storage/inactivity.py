"""Who has not written for a long time, and was asked whether their data are still to be kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table


class Inactivity(SQLModel, table=True):
    __tablename__ = "inactivity"
    __table_args__ = table(
        purpose="that somebody has not written for a year, when they were asked whether to stay, and when they are erased else",
        whose=Whose.MEMBERS,
        basis=Basis.DUTY,
        retention="until they write again; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", unique=True, sa_type=Key)
    asked_at: datetime
    due_at: datetime = Field(index=True)
