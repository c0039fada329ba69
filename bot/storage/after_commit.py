"""What a job wants done once it is on disk."""

import logging
from collections.abc import Callable

from sqlmodel import Session

KEY = "after_commit"
ALONG = "along"
log = logging.getLogger(__name__)


def after_commit(session: Session, callback: Callable[[], object]) -> None:
    """Runs on the writer's thread when the job is committed and never otherwise; be quick (wake somebody)."""
    session.info.setdefault(KEY, []).append(callback)


def along(session: Session, key: str, otherwise: Callable[[], object]) -> None:
    """Lets the job that stands by under `key` run in the same commit; where there is none, `otherwise` runs after it."""
    session.info.setdefault(ALONG, {})[key] = otherwise


def callbacks_of(session: Session) -> list[Callable[[], object]]:
    """Where no job can stand by: all that is to be done after the commit."""
    return [*after_commit_of(session), *along_of(session).values()]


def after_commit_of(session: Session) -> list[Callable[[], object]]:
    callbacks: list[Callable[[], object]] = session.info.get(KEY, [])
    return callbacks


def along_of(session: Session) -> dict[str, Callable[[], object]]:
    called: dict[str, Callable[[], object]] = session.info.get(ALONG, {})
    return called


def call(callbacks: list[Callable[[], object]]) -> None:
    for callback in callbacks:
        try:
            callback()
        except Exception:
            # The rows are committed: whoever wrote them must hear of success, not of a failed wake-up.
            log.exception("after a commit, %r failed", callback)
