"""What is kept about a person, for that person alone: in a few lines to read, and in full as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from bot.core.messages import Attachment
from bot.i18n.phrase import Variants, Words, _
from bot.storage.addresses import Address, addresses_of
from bot.storage.assessments import Assessment
from bot.storage.consents import consents_of
from bot.storage.conversations import AnswerRow, ConversationRow
from bot.storage.credentials import Credential
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.outbox import OutboxRow
from bot.storage.people import PersonState
from bot.storage.questionnaires import Submission
from bot.storage.sessions import Rsvp
from bot.storage.variants import texts
from bot.usecases import audit, my_history, role_words
from bot.usecases.people import person_of
from bot.usecases.work import Work

NOTHING = _("I keep nothing about you but where to answer you and in which language.")
PDF_JOB, JSON_JOB = "my_data_pdf", "my_data_json"
PDF_NAME, JSON_NAME = "my-data.pdf", "my-data.json"

# Who a row is about, who wrote it, who did it. Who only decided about somebody else is not asked here: that row is theirs.
_WHOSE = (
    "person_id",
    "organiser_id",
    "author_id",
    "reviewer_id",
    "added_by_id",
    "by_id",
    "by_person_id",
    "signed_by_id",
    "done_by_id",
    "owner_person_id",
    "actor_id",
    "kept_id",
    "joined_id",
)
# Of rows that name nobody: what they belong to, and whose that is.
_PARENTS: Mapping[str, tuple[Any, Any]] = {
    "conversation_id": (ConversationRow.id, ConversationRow.person_id),
    "submission_id": (Submission.id, Submission.person_id),
    "assessment_id": (Assessment.id, Assessment.signed_by_id),
    "outbox_id": (OutboxRow.id, OutboxRow.person_id),
    "chat": (Address.chat, Address.person_id),
    "about": (Address.external_id, Address.person_id),  # whom to invite to a room
}
_PASSING = frozenset({"inbox", "pace"})  # what came in has no content any more once it has taken effect
_SECRET = frozenset({"digest"})  # of codes and questions: tells nobody anything, and is not to be told


@dataclass(frozen=True)
class Place:
    """A centre that the person belongs to, or has asked to join."""

    centre: Variants
    function: CentreFunction
    is_confirmed: bool


@dataclass(frozen=True)
class Kept:
    """The summary."""

    name: str | None
    language: str | None
    zone: str
    channels: tuple[str, ...]
    places: tuple[Place, ...]
    roles: tuple[Words, ...]
    agreed_at: datetime | None
    forget_at: datetime | None
    answers: int
    sessions: int
    assessments: int
    questionnaires: int
    certificates: int


def is_known(work: Work) -> bool:
    """False: they have not agreed to anything yet, and nothing of theirs is kept."""
    return person_of(work).state is not PersonState.NEW


def kept(work: Work) -> Kept | None:
    """None: they have not agreed to anything yet, and nothing of theirs is kept."""
    person = person_of(work)
    if person.state is PersonState.NEW:
        return None
    agreed = [one.given_at for one in consents_of(work.session, person.id)]
    return Kept(
        name=person.name,
        language=person.language,
        zone=person.zone,
        channels=tuple(dict.fromkeys(one.channel.capitalize() for one in addresses_of(work.session, person.id))),
        places=_places(work),
        roles=role_words.held_by(work, person.id),
        agreed_at=min(agreed, default=None),
        forget_at=person.forget_at,
        answers=work.session.exec(
            select(func.count()).select_from(AnswerRow).join(ConversationRow).where(_is_mine(ConversationRow, work))
        ).one(),
        sessions=work.session.exec(select(func.count()).select_from(Rsvp).where(_is_mine(Rsvp, work))).one(),
        assessments=work.session.exec(
            select(func.count(col(Submission.assessment_id).distinct())).where(_is_mine(Submission, work))
        ).one(),
        questionnaires=work.session.exec(
            select(func.count(col(Submission.id))).where(
                _is_mine(Submission, work), col(Submission.assessment_id).is_(None)
            )
        ).one(),
        certificates=work.session.exec(
            select(func.count()).select_from(Credential).where(_is_mine(Credential, work))
        ).one(),
    )


def files(work: Work) -> tuple[Attachment, Attachment]:
    """To read, and every word. They are written when they are sent; only the web chat keeps them, as part of what was said there."""
    audit.note(work, "tell what is kept", "person", work.person_id)
    person = person_of(work)
    language = work.translator.spoken(person.language)
    wanted = {"person": person.id, "language": language, "zone": person.zone or "UTC", "at": work.now.isoformat()}
    return (
        Attachment(PDF_NAME, "application/pdf", job=PDF_JOB, arguments=wanted),
        Attachment(JSON_NAME, "application/json", job=JSON_JOB, arguments=wanted),
    )


def record(work: Work) -> dict[str, list[dict[str, Any]]]:
    """Table → rows, as plain JSON, of every table that holds something of this person; one query for each table."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        condition = condition_of(table, work.person_id)
        if condition is not None:
            columns = [column for column in table.c if column.name not in _SECRET]
            rows = work.session.connection().execute(
                select_columns(*columns).where(condition).order_by(*table.primary_key)
            )
            found[table.name] = [{name: _plain(value) for name, value in row.items()} for row in rows.mappings()]
    return {name: rows for name, rows in found.items() if rows}


def condition_of(table: Table, person_id: int) -> ColumnElement[bool] | None:
    """Which rows are this person's; None where a table holds nothing of people."""
    if table.name == "person":
        return table.c.id == person_id
    if table.name == "audit":
        return or_(table.c.actor_id == person_id, my_history.about(person_id))
    whose = [table.c[name] == person_id for name in _WHOSE if name in table.c]
    if whose:
        return or_(*whose)
    for column, (key, owner) in _PARENTS.items():
        if column in table.c and table.name not in _PASSING:
            return table.c[column].in_(select_columns(col(key)).where(col(owner) == person_id))
    return None


def _is_mine(table: Any, work: Work) -> ColumnElement[bool]:
    return col(table.person_id) == work.person_id


def _places(work: Work) -> tuple[Place, ...]:
    rows = work.session.exec(
        select(Membership)
        .where(
            Membership.person_id == work.person_id,
            col(Membership.state).in_([MembershipState.CONFIRMED, MembershipState.PENDING]),
        )
        .order_by(col(Membership.id))
    ).all()
    names = texts(work.session, "centre", [row.centre_id for row in rows], "name")
    return tuple(
        Place(Variants(names.get(row.centre_id, {})), row.function, row.state is MembershipState.CONFIRMED)
        for row in rows
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
