"""Invitations into a centre, as a code that a link, a QR picture or a sheet of paper carries."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, select

from bot.storage.memberships import CentreFunction
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class Invitation(SQLModel, table=True):
    __tablename__ = "invitation"
    __table_args__ = table(
        CheckConstraint("uses <= most_uses", name="uses"),
        purpose="lets people of a centre in without asking anybody again",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="a year after it expired",
    )

    id: int = row_id()
    code: str = Field(unique=True)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    function: CentreFunction = Field(sa_type=text_enum(CentreFunction))
    most_uses: int = 1
    uses: int = 0
    created_by: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime
    expires_at: datetime


def find_invitation(session: Session, code: str) -> Invitation | None:
    return session.exec(select(Invitation).where(Invitation.code == code)).one_or_none()
