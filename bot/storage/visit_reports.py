"""What visitors note on a peer visit, how far its report has come, and what it found in the end."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Index
from sqlmodel import Field, Session, SQLModel, col, delete, select

from bot.domain.areas import PriorityArea
from bot.domain.visit_findings import FindingKind, NoteKind
from bot.storage import blobs
from bot.storage.inserts import INSERTS
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, public_id, row_id, table, text_enum
from bot.storage.visit_files import VisitFile

REPORT = "visit report"  # in the audit


class VisitPart(StrEnum):
    """Of a visit that is under way: what visitors have been asked for."""

    DURING = "during"
    ORAL = "oral"  # near its end
    AFTER = "after"


class ReportState(StrEnum):
    NOTES = "notes"
    REVIEW = "review"  # a draft, before the visiting centres
    COMMENTS = "comments"  # before the host centre
    FINAL = "final"


class VisitNote(SQLModel, table=True):
    """A note that was spoken has no words until somebody writes them down."""

    __tablename__ = "visit_note"
    __table_args__ = table(
        CheckConstraint("text <> '' OR file_id IS NOT NULL", name="said"),
        Index("ix_visit_note_visit_id", "visit_id", "kind"),
        purpose="what somebody noted for a peer visit: for their own team, until it stands in the report",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept with the visit; without the person when they are forgotten",
    )

    id: int = row_id()
    visit_id: int = Field(foreign_key="visit.id", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    kind: NoteKind = Field(sa_type=text_enum(NoteKind))
    area: PriorityArea | None = Field(default=None, sa_type=text_enum(PriorityArea))
    text: str = ""
    language: str = ""
    file_id: int | None = Field(default=None, foreign_key="visit_file.id", ondelete="SET NULL", index=True, sa_type=Key)
    at: datetime


class VisitReportRow(SQLModel, table=True):
    __tablename__ = "visit_report"
    __table_args__ = table(
        partial_index("ix_visit_report_until", "until", "visit_id", where="until IS NOT NULL"),
        purpose="how far a peer visit and its report have come, and until when the next step is waited for",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept with the visit",
        never_reuse_ids=False,
    )

    visit_id: int = Field(primary_key=True, foreign_key="visit.id", ondelete="CASCADE", sa_type=Key)
    part: VisitPart | None = Field(default=None, sa_type=text_enum(VisitPart))
    state: ReportState = Field(default=ReportState.NOTES, sa_type=text_enum(ReportState))
    drafts: int = 0  # made so far
    due_on: date  # the draft, four weeks after the visit at most
    until: datetime | None = None  # in REVIEW and COMMENTS: then it goes on by itself


class VisitReview(SQLModel, table=True):
    __tablename__ = "visit_review"
    __table_args__ = table(
        purpose="that a visiting centre has read the draft and agrees",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until the draft changes; without the person when they are forgotten",
        never_reuse_ids=False,
    )

    visit_id: int = Field(primary_key=True, foreign_key="visit.id", ondelete="CASCADE", sa_type=Key)
    centre_id: int = Field(primary_key=True, foreign_key="centre.id", sa_type=Key)
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


class VisitFinding(SQLModel, table=True):
    """Written when the report is final, and not changed any more: an action plan, or a library of practices, may lean on it."""

    __tablename__ = "visit_finding"
    __table_args__ = table(
        Index("ix_visit_finding_visit_id", "visit_id", "kind"),
        purpose="what a final report of a peer visit found, area by area: names the centre that noted it, no person",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: what a programme has found",
    )

    id: int = row_id()
    public_id: str = public_id()
    visit_id: int = Field(foreign_key="visit.id", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)  # that noted it
    kind: FindingKind = Field(sa_type=text_enum(FindingKind))
    area: PriorityArea = Field(sa_type=text_enum(PriorityArea))
    text: str
    language: str = ""


def locked_report(session: Session, visit_id: int) -> VisitReportRow | None:
    """As it is now; nobody else changes it before this transaction ends."""
    wanted = select(VisitReportRow).where(VisitReportRow.visit_id == visit_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def locked_or_new(session: Session, visit_id: int, due_on: date) -> VisitReportRow:
    """As `locked_report`; where several begin it at once, they find the same row."""
    row = locked_report(session, visit_id)
    if row is None:
        insert = INSERTS[session.get_bind().dialect.name]
        values = {"visit_id": visit_id, "state": ReportState.NOTES, "drafts": 0, "due_on": due_on}
        session.connection().execute(insert(VisitReportRow).on_conflict_do_nothing(), values)
        row = locked_report(session, visit_id)
        assert row is not None, "it is there now"
    return row


def notes_of(session: Session, visit_id: int) -> list[VisitNote]:
    """In the order in which they were written."""
    return list(session.exec(select(VisitNote).where(VisitNote.visit_id == visit_id).order_by(col(VisitNote.id))))


def drop_files(session: Session, which: ColumnElement[bool]) -> None:
    """Photos, films and voices of visits. A note that only its voice told goes with it; what was written down stays."""
    connection = session.connection()
    files = select(VisitFile.id).where(which)
    connection.execute(delete(VisitNote).where(col(VisitNote.file_id).in_(files), col(VisitNote.text) == ""))
    hashes = connection.execute(delete(VisitFile).where(which).returning(col(VisitFile.sha256))).scalars().all()
    blobs.drop_unused(session, [one for one in hashes if one is not None])
