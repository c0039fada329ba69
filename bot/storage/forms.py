"""Questionnaires as they were at each version, so that what was answered can always be read."""

from datetime import datetime
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, select

from bot.questionnaires.form import Form
from bot.storage.types import Json, row_id, table


class FormVersion(SQLModel, table=True):
    __tablename__ = "form_version"
    __table_args__ = table(
        purpose="a questionnaire, compiled, exactly as people were asked it",
        retention="kept: assessments refer to it",
    )

    id: int = row_id()
    form_id: str = Field(index=True)
    version: str
    sha256: str = Field(unique=True)  # of the source
    source: str  # the name of the file, or "built in"
    compiled: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime


def keep_form(session: Session, form: Form, source: str, now: datetime) -> int:
    """Its id; the row is written the first time only, whoever else may be writing it at this moment."""
    found = _id_of(session, form.sha256)
    if found is not None:
        return found
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(FormVersion).values(
        form_id=form.id,
        version=form.version,
        sha256=form.sha256,
        source=source,
        compiled=form.to_json(),
        created_at=now,
    )
    statement: Insert = row.on_conflict_do_nothing(index_elements=["sha256"])
    session.connection().execute(statement)
    kept = _id_of(session, form.sha256)
    assert kept is not None, "just written"
    return kept


def find_form(session: Session, sha256: str) -> Form | None:
    compiled = session.exec(select(FormVersion.compiled).where(FormVersion.sha256 == sha256)).first()
    return None if compiled is None else Form.from_json(compiled)


def _id_of(session: Session, sha256: str) -> int | None:
    return session.exec(select(FormVersion.id).where(FormVersion.sha256 == sha256)).first()
