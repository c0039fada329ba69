"""What a job wants done once it is on disk."""

import logging
from collections.abc import Callable

from sqlmodel import Session

KEY = "after_commit"
log = logging.getLogger(__name__)


def after_commit(session: Session, callback: Callable[[], object]) -> None:
    """Runs on the writer's thread when the job is committed and never otherwise; be quick (wake somebody)."""
    session.info.setdefault(KEY, []).append(callback)


def callbacks_of(session: Session) -> list[Callable[[], object]]:
    callbacks: list[Callable[[], object]] = session.info.get(KEY, [])
    return callbacks


def call(callbacks: list[Callable[[], object]]) -> None:
    for callback in callbacks:
        try:
            callback()
        except Exception:
            # The rows are committed: whoever wrote them must hear of success, not of a failed wake-up.
            log.exception("after a commit, %r failed", callback)
