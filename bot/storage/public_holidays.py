"""Public holidays of countries, year by year, as they were worked out beside the replies."""

from typing import Any

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, table


class HolidayYear(SQLModel, table=True):
    __tablename__ = "holiday_year"
    __table_args__ = table(
        purpose="on which days a country rests, for those who look for a time; `days` are YYYY-MM-DD, NULL: not known",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: about nobody",
        never_reuse_ids=False,
    )

    country: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    edition: str  # of the library that says so
    days: list[Any] | None = Field(default=None, sa_type=Json)
