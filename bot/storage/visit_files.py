"""Photos, voice notes and short videos that people send for a peer visit."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.core.messages import FileKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class VisitFile(SQLModel, table=True):
    """Its bytes come a moment later: until then `sha256` is empty, and for ever where they are lost."""

    __tablename__ = "visit_file"
    __table_args__ = table(
        purpose="a photo, a voice note or a short video of a peer visit, without the place where it was taken",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months; removed when the person is forgotten",
    )

    id: int = row_id()
    visit_id: int = Field(foreign_key="visit.id", index=True, sa_type=Key)
    # Of a diary; a note knows its own.
    entry_id: int | None = Field(
        default=None, foreign_key="visit_entry.id", ondelete="CASCADE", index=True, sa_type=Key
    )
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    kind: FileKind = Field(sa_type=text_enum(FileKind))
    media_type: str
    size: int | None = None
    sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True)
    is_lost: bool = False
    at: datetime
