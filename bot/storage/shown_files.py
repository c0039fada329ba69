"""Where files stand in people's chats, which may hold them apart from the words of their message; and words that are cut."""

from sqlalchemy import Index, SmallInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table


class ShownFile(SQLModel, table=True):
    """
    A file of a message of ours: its row is there as soon as the message waits to be sent. Or a part of a text that was too long
    for one message: its row comes when it has arrived.
    """

    __tablename__ = "shown_file"
    __table_args__ = table(
        UniqueConstraint("outbox_id", "place"),
        Index("ix_shown_file_shows", "shows", "id"),
        purpose="where the files of a message of ours stand, and the parts of a long text, so that they are taken away when the "
        "person is forgotten; "
        "and which file of an announcement that is, so that it changes there when the file is replaced",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="as long as the ledger line of its message; removed when the person is forgotten",
    )

    id: int = row_id()
    outbox_id: int = Field(foreign_key="outbox.id", sa_type=Key)
    place: int = Field(sa_type=SmallInteger)  # among the files of its message, from 0; of a part of its text below 0
    shows: str | None = None  # as `core.messages.Attachment.shows`
    external_id: str | None = (
        None  # the platform's, of the message or the part of it that holds this file; None: not yet
    )
