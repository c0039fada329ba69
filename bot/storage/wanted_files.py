"""Files that people sent and that are still at their platform: what each is wanted for, and how far that has come."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from bot.core.messages import FileKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class WantedState(StrEnum):
    WANTED = "wanted"  # to be fetched
    STORED = "stored"  # its bytes are here; whoever wanted it does not know yet
    DONE = "done"
    LOST = "lost"  # it cannot be had; whoever wanted it knows


class WantedFile(SQLModel, table=True):
    __tablename__ = "wanted_file"
    __table_args__ = table(
        partial_index("ix_wanted_file_state", "channel", "account", "id", where="state IN ('wanted', 'stored')"),
        purpose="a file that somebody sent, to be fetched from its platform by the channel's owner",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
        retention="thirty days after it is done; removed when the person is forgotten",
    )

    id: int = row_id()
    key: str = Field(unique=True)  # one file is wanted once
    purpose: str
    subject_id: int | None = Field(default=None, sa_type=Key)  # of the thing it belongs to
    place: str = ""  # where in that thing
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    address_id: int = Field(foreign_key="address.id", index=True, sa_type=Key)
    channel: str
    account: str
    kind: FileKind = Field(sa_type=text_enum(FileKind))
    reference: str
    name: str | None = None
    media_type: str | None = None
    size: int | None = None
    state: WantedState = Field(default=WantedState.WANTED, sa_type=text_enum(WantedState))
    attempts: int = 0
    not_before: datetime | None = None
    sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True)
    reason: str | None = None  # why it was not there at the last attempt
    created_at: datetime
    done_at: datetime | None = None
