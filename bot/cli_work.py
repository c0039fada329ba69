"""Use cases for commands that have opened the database; `shell` is for those that ask one thing of it."""

from datetime import UTC, date, datetime
from typing import TypeVar

from sqlmodel import Session

from bot.cli_told import fail, in_english
from bot.core.refusal import Refusal
from bot.i18n.catalogues import shipped
from bot.storage.networks import find_network
from bot.usecases.work import COMMAND, Work

T = TypeVar("T")


def work_in(session: Session) -> Work:
    return Work(session, datetime.now(UTC), COMMAND, shipped(), lambda _channel, _account: None)


def said(result: T | Refusal) -> T:
    """What came of it; a refusal ends the command."""
    if isinstance(result, Refusal):
        fail(in_english(result.why))
    return result


def network_of(session: Session, code: str) -> int:
    known = find_network(session, code)
    if known is None:
        fail(f"There is no network with the code {code}. `passerelle centres export -` shows them.")
    return known.id


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{text} is no day; for example: 2026-06-30.")
