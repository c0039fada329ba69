"""Series: sessions that repeat by a rule on the organiser's wall clock. Each is a session of its own."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.sessions import LearningSession, SessionState
from bot.storage.types import Key, row_id, table


class SessionSeries(SQLModel, table=True):
    __tablename__ = "session_series"
    __table_args__ = table(
        purpose="by which rule sessions repeat; which of them a session is stands with it",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="as long as its sessions",
    )

    id: int = row_id()
    rule: str  # an RRULE of RFC 5545
    begins_wall: str  # 2023-03-14T14:00, without a zone: without it a rule says nothing, also to whoever gets *my data*
    zone: str  # of whoever organises it
    by_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime


def planned_in(session: Session, row: LearningSession, now: datetime) -> list[LearningSession]:
    """This one and those of its series that follow it, as far as they lie ahead, in order."""
    return list(
        session.exec(
            select(LearningSession)
            .where(
                LearningSession.series_id == row.series_id,
                col(LearningSession.occurrence) >= row.occurrence,
                LearningSession.state == SessionState.PLANNED,
                col(LearningSession.starts_at) > now,
            )
            .order_by(col(LearningSession.occurrence), col(LearningSession.id))
        )
    )
