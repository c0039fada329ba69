"""Which questionnaire asks those who were at a session how it was."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, table


class SessionFeedback(SQLModel, table=True):
    __tablename__ = "session_feedback"
    __table_args__ = table(
        purpose="that a session is over and its people are asked how it was: by which publication",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the session",
        never_reuse_ids=False,
    )

    session_id: int = Field(foreign_key="learning_session.id", primary_key=True, sa_type=Key)
    publication_id: int = Field(foreign_key="publication.id", unique=True, sa_type=Key)
    created_at: datetime


def publication_for(session: Session, session_id: int) -> int | None:
    """None: nobody is asked yet."""
    return session.exec(
        select(SessionFeedback.publication_id).where(SessionFeedback.session_id == session_id)
    ).one_or_none()
