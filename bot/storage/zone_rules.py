"""What we last knew of the zones in use: so that an update of their rules is noticed."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, table


class ZoneRules(SQLModel, table=True):
    __tablename__ = "zone_rules"
    __table_args__ = table(
        purpose="when the clocks of a zone change, by the rules of the version that was last looked at",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the zone is somebody's; written anew with every version of the rules",
        never_reuse_ids=False,
    )

    zone: str = Field(primary_key=True)
    version: str  # of the tz database, such as 2026f
    offsets: list[Any] = Field(default_factory=list, sa_type=Json)  # [since when (UTC), seconds ahead of UTC]
    until: datetime
