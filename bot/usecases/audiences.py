"""Audiences over the registry: who is in one, how many, and whether the actor may reach them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import WHOLE_PROGRAMME, Right, allows
from bot.i18n.phrase import _
from bot.storage.addresses import Address, usable
from bot.storage.people import Person
from bot.usecases import audience_queries, rights
from bot.usecases.audience_fitting import Somebody
from bot.usecases.audience_lookups import all_centres, centres_in, look_up
from bot.usecases.work import ActorKind, Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Count:
    """People of an audience with a language and a channel in common."""

    language: str
    channel: str
    people: int


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
    """Exactly those who would get it now, by language and channel, largest first."""
    return [one for one in count_all(work, audience) if one.channel]


def count_all(work: Work, audience: Audience) -> Sequence[Count]:
    """With those, on no channel, who fit but cannot be written to. One query, because there may be many people."""
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
        .with_only_columns(_person.c.language, channel.label("channel"))
        .select_from(
            _person.outerjoin(preferred, (preferred.c.id == _person.c.preferred_address_id) & usable(preferred))
        )
        .subquery()
    )
    rows = work.session.connection().execute(
        select(people.c.language, people.c.channel, func.count())
        .group_by(people.c.language, people.c.channel)
        .order_by(func.count().desc(), people.c.language, people.c.channel)
    )
    return [Count(row[0] or "", row[1], row[2]) for row in rows]


def is_anybody_in(work: Work, audience: Audience) -> bool:
    """Whether at least one of them can be written to; found at once, where counting them would hold up replies."""
    found = work.session.connection().execute(_within_reach(people_in(work, audience)).limit(1))
    return found.first() is not None


def other_languages(work: Work, audience: Audience, than: Collection[str]) -> frozenset[str]:
    """What those who can be written to read, besides these."""
    language = func.coalesce(_person.c.language, "")
    others = people_in(work, audience).with_only_columns(language).where(language.not_in(list(than))).distinct()
    return frozenset(work.session.connection().execute(_within_reach(others)).scalars())


def _within_reach(people: Select[Any]) -> Select[Any]:
    return people.where(select(_address.c.id).where(_address.c.person_id == _person.c.id, usable(_address)).exists())


__all__ = [
    "Count",
    "all_centres",
    "centres_in",
    "count",
    "count_all",
    "fitting",
    "fitting_at",
    "is_anybody_in",
    "other_languages",
    "people_in",
    "places_in",
    "refused",
]
