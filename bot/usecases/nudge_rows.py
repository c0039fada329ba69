"""What all reminders of unanswered questionnaires have in common: a good moment for each person, and what becomes of their rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.domain.nudges import next_allowed, next_working
from bot.storage.centres import Centre
from bot.storage.memberships import Membership
from bot.storage.nudges import Nudge, NudgeState
from bot.storage.people import Person, PersonState
from bot.storage.questionnaires import PublicationState, PublicationWay
from bot.usecases.work import Work

_nudge = Nudge.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above

# Whose weekend it is: that of the country they are in, else that of their centre.
COUNTRY = func.coalesce(
    _person.c.country,
    select(_centre.c.country)
    .join(_membership, _membership.c.centre_id == _centre.c.id)
    .where(_membership.c.person_id == _person.c.id)
    .order_by(_membership.c.id)
    .limit(1)
    .correlate(_person)
    .scalar_subquery(),
)
_SETTLE = (
    update(_nudge)
    .where(_nudge.c.id == bindparam("row"))
    .values(state=bindparam("becomes", type_=_nudge.c.state.type), due_at=bindparam("due"), sent_at=bindparam("sent"))
)


def next_moment(now: datetime, way: PublicationWay, zone: str, country: str | None) -> datetime:
    """Now, where that is a good one: for teams while people work there, for all else by day."""
    return next_working(now, zone, country) if way is PublicationWay.TEAM else next_allowed(now, zone)


def is_open(work: Work, row: Any) -> bool:
    """`row` has the publication's `state` and `closes_at`, and the person's `person_state`."""
    in_time = row.closes_at is None or row.closes_at > work.now
    return row.state is PublicationState.OPEN and in_time and row.person_state is PersonState.ACTIVE


def settle(work: Work, rows: Sequence[Any], wanted: Collection[int]) -> list[Any]:
    """Those to tell now: of the wanted ones, by id, whose moment it is. The bot was away, or they are elsewhere by now.

    Each row has `id`, `way`, `zone` and `country`.
    """
    now, values, telling = work.now, [], []
    for row in rows:
        allowed = next_moment(now, row.way, row.zone, row.country)
        if row.id not in wanted:
            values.append({"row": row.id, "becomes": NudgeState.LEFT_OUT, "due": now, "sent": None})
        elif allowed > now:
            values.append({"row": row.id, "becomes": NudgeState.DUE, "due": allowed, "sent": None})
        else:
            values.append({"row": row.id, "becomes": NudgeState.SENT, "due": now, "sent": now})
            telling.append(row)
    work.session.connection().execute(_SETTLE, values)
    return telling
