"""What the coordinator of a programme asks of a large round; kept apart, as our bot asks it too."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.i18n.translator import Translator
from bot.usecases import round_results
from bot.usecases.work import Actor, ActorKind, Work

COORDINATOR = 1
LATEST = 2  # of two rounds


def of_round(session: Session) -> None:
    """Quartiles of all centres, countries and networks, the change since the round before, needs and strengths."""
    _asked(session, round_results.of_round)


def by_function(session: Session) -> None:
    """The same quartiles for heads, teachers and trainers: out of every single rating."""
    _asked(session, round_results.by_function)


def of_centre(session: Session) -> None:
    """What one team sees beside its own: as its card does."""
    _asked(session, lambda work, number: round_results.of_centre(work, number, 7))


def both(session: Session) -> None:
    of_round(session)
    by_function(session)


def _asked(session: Session, query: Callable[[Work, int], object]) -> None:
    actor = Actor(ActorKind.PERSON, COORDINATOR)
    found = query(Work(session, datetime.now(UTC), actor, Translator({}), lambda _channel, _account: None), LATEST)
    assert not isinstance(found, Refusal), found
