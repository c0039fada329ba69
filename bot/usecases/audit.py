"""The line in the audit log: who changed what, in which scope."""

from typing import Any

from bot.storage.audit import AuditLine
from bot.usecases.work import Work


def note(
    work: Work,
    verb: str,
    subject_kind: str,
    subject_id: int | str | None = None,
    *,
    scope: str | None = None,
    **detail: Any,
) -> None:
    """Identifiers and counts only: what people wrote has no place here."""
    work.session.add(
        AuditLine(
            at=work.now,
            actor_id=work.actor.person_id,
            actor_kind=work.actor.kind,
            verb=verb,
            subject_kind=subject_kind,
            subject_id=None if subject_id is None else str(subject_id),
            scope=scope,
            detail=detail,
        )
    )
