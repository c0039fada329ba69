"""Rounds open and close by the clock."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.storage.next_free import next_free
from bot.storage.rounds import Round, RoundState
from bot.usecases import rounds
from bot.usecases.work import Work


def look_after(work: Work) -> bool:
    """On the clock: one whose last day is over, or whose day has come; True when there may be more."""
    over = _next(work, col(Round.closes_at))
    if over is not None and over.closes_at is not None:
        rounds.conclude(work, over, over.closes_at)
        return True
    due = _next(work, col(Round.opens_at), col(Round.opened_at).is_(None))
    if due is None:
        return False
    rounds.begin(work, due)
    return True


def _next(work: Work, day: Any, *conditions: ColumnElement[bool]) -> Round | None:
    return next_free(
        work.session,
        select(Round).where(Round.state == RoundState.OPEN, day <= work.now, *conditions).order_by(day, col(Round.id)),
    )
