"""What the coordinator of a programme asks of a large round; kept apart, as our bot asks it too."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.i18n.translator import Translator
from bot.storage.round_results import answers_in
from bot.usecases import recommendation_rounds, round_results
from bot.usecases.work import Actor, ActorKind, Work

COORDINATOR = 1
LATEST = 2  # of two rounds


def of_round(session: Session) -> None:
    """Quartiles of all centres, countries and networks, the change since the round before, needs and strengths."""
    _asked(session, round_results.of_round)


def by_function(session: Session) -> None:
    """The same quartiles for heads, teachers and trainers: out of every single rating."""
    _asked(session, round_results.by_function)


def needs(session: Session) -> None:
    """At which single points most are weak: what whoever puts recommendations to the vote may choose from."""
    _asked(session, round_results.needs)


def answers(session: Session) -> None:
    """The rows from which the needs are counted, read and left alone: a baseline."""
    assert answers_in(session, LATEST)


def weakest(session: Session) -> None:
    """Which areas have the lowest median, for the same vote; asked within a step."""
    _asked(session, lambda work, _number: recommendation_rounds.weakest(work))


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
