"""The audit log for an administrator: who did what, and when. Identifiers, counts and names; never what people wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.people import Person
from bot.usecases import audit, my_history, rights
from bot.usecases.work import Work

KIND = "audit"


@dataclass(frozen=True)
class Line:
    """`by`: the number of a person, whose name is None once they are erased; of what the program or a command did, neither is there."""

    at: datetime
    kind: ActorKind
    by: int | None
    name: str | None
    verb: str
    about: str
    scope: str | None
    detail: Mapping[str, Any]


def lines(
    work: Work, since: datetime, until: datetime, *, person: int | None, at_most: int
) -> Sequence[Line] | Refusal:
    """The latest first; `person`: by them or about them. That somebody looked is noted, too."""
    if refusal := rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME):
        return refusal
    wanted = (
        select(AuditLine, Person.name)
        .outerjoin(Person, col(Person.id) == col(AuditLine.actor_id))
        .where(col(AuditLine.at) >= since, col(AuditLine.at) < until)
        .order_by(col(AuditLine.at).desc(), col(AuditLine.id).desc())
        .limit(at_most)
    )
    if person is not None:
        wanted = wanted.where(or_(col(AuditLine.actor_id) == person, my_history.about(person)))
    found = [
        Line(row.at, row.actor_kind, row.actor_id, name, row.verb, _about(row), row.scope, row.detail)
        for row, name in work.session.exec(wanted)
    ]
    audit.note(work, "look at the log", KIND, person, lines=len(found))
    return found


def _about(row: AuditLine) -> str:
    return row.subject_kind if row.subject_id is None else f"{row.subject_kind} {row.subject_id}"
