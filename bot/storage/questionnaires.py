"""Questionnaires that coordinators bring, whom they are published to, and what was handed in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.i18n.languages import BASE
from bot.i18n.phrase import Variants, Words
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, public_id, row_id, table, text_enum

KIND = "questionnaire"  # also the name of the talk
MEMORIES = ("start", "version", "interview")  # what the talk keeps under these keys
TEAM = "team"  # and where a team fills it in
LARGEST_NUMBER = 2**63 - 1  # that the engines take


class PublicationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class PublicationWay(StrEnum):
    """How it is answered."""

    EACH = "each"  # by each person for themselves
    TEAM = "team"  # by the people of a centre together: a self-assessment
    VOICES = "voices"  # without a name


class Voice(StrEnum):
    """Whose view it is that comes without a name."""

    LEADERS = "leaders"
    TEACHERS = "teachers"
    LEARNERS = "learners"
    FAMILIES = "families"
    TRAINERS = "trainers"
    COMPANIES = "companies"
    ASSOCIATIONS = "associations"


class Questionnaire(SQLModel, table=True):
    __tablename__ = "questionnaire"
    __table_args__ = table(
        UniqueConstraint("programme_id", "form_id"),
        purpose="a questionnaire by the name that its author gave it, over all its versions",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: publications refer to it",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    form_id: str
    by_person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime


class QuestionnaireVersion(SQLModel, table=True):
    __tablename__ = "questionnaire_version"
    __table_args__ = table(
        UniqueConstraint("questionnaire_id", "number"),
        UniqueConstraint("questionnaire_id", "sha256"),
        purpose="one version, immutable: compiled, with the lists beside it and the file it came from",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: submissions refer to it",
    )

    id: int = row_id()
    questionnaire_id: int = Field(foreign_key="questionnaire.id", index=True, sa_type=Key)
    number: int  # from 1
    version: str  # as the author calls it
    title: str
    titles: dict[str, str] = Field(
        default_factory=dict, sa_type=Json
    )  # by tag of language, where there is more than one
    sha256: str = Field(index=True)  # of the file and what stands beside it
    compiled: dict[str, Any] = Field(sa_type=Json)
    tables: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # rows by name of file
    media: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # what its labels show: name of file → its blob
    file_name: str
    source_sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True)
    by_person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime


class Publication(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "publication"
    __table_args__ = table(
        CheckConstraint("closes_at IS NULL OR closes_at >= opens_at", name="times"),
        CheckConstraint("(way = 'voices') = (voice IS NOT NULL)", name="whose_voice"),
        CheckConstraint("(way = 'each') = (round_id IS NULL)", name="of_a_round"),
        Index("ix_publication_state_closes_at", "state", "closes_at"),
        purpose="a questionnaire that an audience is asked to answer until a day",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what a programme has asked",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    version_id: int = Field(foreign_key="questionnaire_version.id", index=True, sa_type=Key)  # for those who begin now
    way: PublicationWay = Field(default=PublicationWay.EACH, sa_type=text_enum(PublicationWay))
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True, sa_type=Key)
    voice: Voice | None = Field(default=None, sa_type=text_enum(Voice))
    moves_drafts: bool = False  # those who are inside go over to it, too, whatever of their answers it cannot take
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: PublicationState = Field(default=PublicationState.OPEN, sa_type=text_enum(PublicationState))
    opens_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    nudging_after: int | None = Field(default=None, sa_type=Key)  # while reminders are written down: the last person
    created_at: datetime


class Submission(SQLModel, table=True):
    __tablename__ = "submission"
    __table_args__ = table(
        Index("ix_submission_publication_id_person_id", "publication_id", "person_id"),
        CheckConstraint("finished_at >= started_at", name="times"),
        CheckConstraint("publication_id IS NOT NULL OR assessment_id IS NOT NULL", name="belongs"),
        purpose="one filling-in of a questionnaire, handed in as a whole; for a self-assessment, what one of the team says",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the publication or the assessment; without a name once the person is forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()  # also its instanceID
    publication_id: int | None = Field(default=None, foreign_key="publication.id", sa_type=Key)
    assessment_id: int | None = Field(default=None, foreign_key="assessment.id", index=True, sa_type=Key)
    version_id: int = Field(foreign_key="questionnaire_version.id", index=True, sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    membership_id: int | None = Field(default=None, foreign_key="membership.id", index=True, sa_type=Key)
    centre_id: int | None = Field(default=None, foreign_key="centre.id", index=True, sa_type=Key)
    parts: list[str] | None = Field(default=None, sa_type=Json)  # groups of the form; None: the whole of it
    language: str
    started_at: datetime
    finished_at: datetime
    answers: dict[str, str] = Field(sa_type=Json)  # by path: /data/person[2]/name
    files: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # by path: where a file was sent from


def find_publication(session: Session, number: int) -> Publication | None:
    """People may write any number."""
    return session.get(Publication, number) if number <= LARGEST_NUMBER else None


def find_version(session: Session, version_id: int) -> QuestionnaireVersion | None:
    return session.get(QuestionnaireVersion, version_id) if version_id <= LARGEST_NUMBER else None


def takes_answers(publication: Publication, now: datetime) -> bool:
    in_time = publication.closes_at is None or publication.closes_at > now
    return publication.state is PublicationState.OPEN and publication.opens_at <= now and in_time


def open_publications(
    session: Session, now: datetime, way: PublicationWay = PublicationWay.EACH
) -> Sequence[Publication]:
    """The latest first."""
    return session.exec(
        select(Publication)
        .where(
            Publication.way == way,
            Publication.state == PublicationState.OPEN,
            Publication.opens_at <= now,
            (col(Publication.closes_at).is_(None)) | (col(Publication.closes_at) > now),
        )
        .order_by(col(Publication.id).desc())
    ).all()


def titles_in_languages(session: Session, versions: Sequence[int]) -> Mapping[int, Words]:
    rows = session.exec(
        select(QuestionnaireVersion.id, QuestionnaireVersion.title, QuestionnaireVersion.titles).where(
            col(QuestionnaireVersion.id).in_(versions)
        )
    )
    return {number: title_words(title, titles) for number, title, titles in rows}


def title_words(title: str, titles: Mapping[str, str]) -> Words:
    """To each reader in their language, where the form has it."""
    return Variants({**titles, BASE: titles.get(BASE, title)}) if titles else title


def submitted_by(session: Session, person_id: int, publications: Sequence[int]) -> frozenset[int]:
    """Those of the publications that the person has answered."""
    rows = session.exec(
        select(Submission.publication_id).where(
            Submission.person_id == person_id, col(Submission.publication_id).in_(publications)
        )
    )
    return frozenset(number for number in rows if number is not None)


def unfinished(session: Session, person_id: int, number: int) -> Mapping[str, Any]:
    """What the person's latest ended talk about a publication remembered, if nothing of it was handed in."""
    talk = session.exec(
        select(ConversationRow.id)
        .where(
            ConversationRow.person_id == person_id,
            ConversationRow.handler == KIND,
            ConversationRow.argument == str(number),
            ConversationRow.state == ConversationState.ENDED,
        )
        .order_by(col(ConversationRow.id).desc())
        .limit(1)
    ).first()
    kept = dict(
        session.exec(
            select(AnswerRow.key, AnswerRow.value).where(
                AnswerRow.conversation_id == talk, col(AnswerRow.key).in_((*MEMORIES, "files", TEAM))
            )
        ).all()
    )
    if "start" not in kept or "interview" not in kept:
        return {}
    handed_in = session.exec(select(Submission.id).where(Submission.public_id == kept["start"]["submission"])).first()
    return {} if handed_in is not None else kept


def open_interviews(session: Session, number: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Of a publication: the version that each is at, and what its talk remembers of it."""
    remembered = (
        select(ConversationRow.id, AnswerRow.key, AnswerRow.value)
        .join(AnswerRow, col(AnswerRow.conversation_id) == ConversationRow.id)
        .where(
            ConversationRow.handler == KIND,
            ConversationRow.argument == str(number),
            col(ConversationRow.state).in_([ConversationState.OPEN, ConversationState.PARKED]),
            col(AnswerRow.key).in_(MEMORIES),
        )
        .order_by(col(ConversationRow.id))
    )
    for _talk, rows in groupby(session.exec(remembered).yield_per(100), key=lambda row: row[0]):
        found = {key: value for _id, key, value in rows}
        if "interview" in found and "start" in found:
            yield found.get("version") or found["start"]["version"], found["interview"]
