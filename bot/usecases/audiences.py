"""Audiences over the registry: who is in one, how many, and whether the actor may reach them."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import WHOLE_PROGRAMME, Right, allows
from bot.i18n.phrase import _
from bot.storage.addresses import Address, usable
from bot.storage.beside import beside
from bot.storage.people import Person
from bot.usecases import audience_queries, rights
from bot.usecases.audience_fitting import Somebody
from bot.usecases.audience_lookups import all_centres, centres_in, look_up
from bot.usecases.work import ActorKind, Work

T = TypeVar("T")
_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above
FEW = 5_000  # people who are counted within a step: that takes some milliseconds
SORTED = 100_000  # people who are counted in one query: SQLite sorts them in some five megabytes


@dataclass(frozen=True)
class Count:
    """People of an audience with a language and a channel in common."""

    language: str
    channel: str
    people: int
    reads: str | None = None  # rather than that, where colleagues have written in it


def refused(work: Work, right: Right, audience: Audience) -> Refusal | None:
    """None when the actor's scope takes in every centre of the audience."""
    if work.actor.kind is not ActorKind.PERSON:
        return None
    held = rights.roles_of(work, work.person_id)
    if allows(held, right, WHOLE_PROGRAMME):
        return None
    centres = centres_in(work, audience)
    if centres and all(allows(held, right, one.where) for one in centres):
        return None
    return Refusal(
        _("This reaches centres outside of what you coordinate. Please choose a narrower audience."), key="audience"
    )


def people_in(work: Work, audience: Audience) -> Select[int]:
    """Selects the ids of active people who fit, each once."""
    return audience_queries.people_in(look_up(work, audience))


def places_in(work: Work, audience: Audience, also_at: Collection[int] = ()) -> Select[Any]:
    """Selects (centre, person): each place that makes somebody one of the audience; `also_at` counts as if it were in."""
    return audience_queries.places_in(look_up(work, audience), also_at)


def fitting(work: Work, person_id: int) -> Callable[[Audience], bool]:
    """Whether this person is in an audience; as `fitting_at`."""
    return Somebody(work, person_id).is_in


def fitting_at(work: Work, person_id: int) -> Callable[[Audience], tuple[int, ...]]:
    """At which of their centres this person is in an audience: two queries, however many audiences are asked about,
    and one more for each kind of condition that goes beyond centre, function and language.

    Whoever has stopped our messages is, too: they may come by themselves.
    """
    return Somebody(work, person_id).places_in


def count(work: Work, audience: Audience) -> Sequence[Count]:
    """Exactly those who would get it now, by languages and channel, largest first."""
    return [one for one in count_all(work, audience) if one.channel]


def count_all(work: Work, audience: Audience) -> Sequence[Count]:
    """With those, on no channel, who fit but cannot be written to; as of now. A million people take some seconds: in a step, that
    is asked beside it.
    """
    return _asked(
        work, "people", audience, lambda session, last: _counted(replace(work, session=session), audience, last)
    )


def how_many(work: Work, audience: Audience) -> int:
    """As many as `count` has in all, where languages and channels do not matter: nothing has to be sorted."""
    # The preferred address first: most have one, and by its own number it is found sooner.
    preferred = select(_address.c.id).where(_address.c.id == _person.c.preferred_address_id, usable(_address)).exists()
    people = people_in(work, audience).where(or_(preferred, _has_address()))
    counting = select(func.count()).select_from(people.subquery())
    return _asked(
        work, "how many", audience, lambda session, _last: session.connection().execute(counting).scalar_one()
    )


def _asked(work: Work, what: str, audience: Audience, query: Callable[[Session, int], T]) -> T:
    """`query` is told up to which person there are any. Where there are many, it is asked beside the step."""
    last = work.session.connection().execute(select(func.max(_person.c.id))).scalar() or 0
    if last <= FEW:
        return query(work.session, last)
    key = f"{what} in {json.dumps(audience.to_json(), sort_keys=True)}"
    return beside(work.session, key, lambda session: query(session, last))


def _counted(work: Work, audience: Audience, last: int) -> Sequence[Count]:
    """As the engine counts them, because there may be many people: up to this `last` one."""
    preferred, known = _address.alias("preferred"), _address.alias("known")
    # As `best_address` chooses; but here the preferred ones are joined, which takes a third less for the many who have one.
    last_used = (
        select(known.c.channel)
        .where(known.c.person_id == _person.c.id, usable(known))
        .order_by(known.c.seen_at.desc(), known.c.id.desc())
        .limit(1)
    )
    channel = func.coalesce(preferred.c.channel, last_used.correlate(_person).scalar_subquery(), "")
    people = (
        people_in(work, audience)
        .with_only_columns(_person.c.language, _person.c.reads, channel.label("channel"))
        .where(_person.c.id > bindparam("after"), _person.c.id <= bindparam("through"))
        .select_from(
            _person.outerjoin(preferred, (preferred.c.id == _person.c.preferred_address_id) & usable(preferred))
        )
        .subquery()
    )
    groups = (people.c.language, people.c.channel, people.c.reads)
    counting = select(*groups, func.count()).group_by(*groups)
    connection = work.session.connection()
    counted: Counter[tuple[str, str, str | None]] = Counter()
    for after in range(0, last, SORTED):
        for language, by, reads, people_there in connection.execute(
            counting, {"after": after, "through": after + SORTED}
        ):
            counted[language or "", by, reads] += people_there
    found = [Count(language, by, number, reads) for (language, by, reads), number in counted.items()]
    return sorted(found, key=lambda one: (-one.people, one.language, one.channel, one.reads or ""))


def is_anybody_in(work: Work, audience: Audience) -> bool:
    """Whether at least one of them can be written to; found at once, where counting them would hold up replies."""
    found = work.session.connection().execute(_within_reach(people_in(work, audience)).limit(1))
    return found.first() is not None


def other_languages(work: Work, audience: Audience, than: Collection[str]) -> frozenset[str]:
    """What those who can be written to speak and read, besides these: whoever reads one of them lacks nothing."""
    language, known = func.coalesce(_person.c.language, ""), list(than)
    others = (
        people_in(work, audience)
        .with_only_columns(language)
        .where(language.not_in(known), func.coalesce(_person.c.reads, "").not_in(known))
        .distinct()
    )
    return frozenset(work.session.connection().execute(_within_reach(others)).scalars())


def _within_reach(people: Select[Any]) -> Select[Any]:
    return people.where(_has_address())


def _has_address() -> ColumnElement[bool]:
    return select(_address.c.id).where(_address.c.person_id == _person.c.id, usable(_address)).exists()


__all__ = [
    "Count",
    "all_centres",
    "centres_in",
    "count",
    "count_all",
    "fitting",
    "fitting_at",
    "how_many",
    "is_anybody_in",
    "other_languages",
    "people_in",
    "places_in",
    "refused",
]
