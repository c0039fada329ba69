"""Audiences over the registry: who is in one, how many, and whether the actor may reach them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience, CentreFacts
from bot.domain.rights import WHOLE_PROGRAMME, Right, allows
from bot.i18n.phrase import _
from bot.storage.addresses import Address, usable
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.networks import NetworkCentre
from bot.storage.people import Person, PersonState
from bot.storage.sessions import Rsvp, was_there
from bot.usecases import rights
from bot.usecases.work import ActorKind, Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Count:
    """People of an audience with a language and a channel in common."""

    language: str
    channel: str
    people: int


def centres_in(work: Work, audience: Audience) -> list[CentreFacts]:
    """The active centres that fit; two queries, a few hundred rows."""
    networks: dict[int, set[int]] = {}
    for network, centre in work.session.exec(
        select_rows(NetworkCentre.network_id, NetworkCentre.centre_id).where(col(NetworkCentre.left_on).is_(None))
    ):
        networks.setdefault(centre, set()).add(network)
    rows = work.session.exec(
        select_rows(Centre.id, Centre.country, Centre.areas).where(Centre.state == CentreState.ACTIVE)
    )
    facts = (CentreFacts(row[0], row[1], frozenset(networks.get(row[0], ())), frozenset(row[2])) for row in rows)
    return [one for one in facts if audience.takes_in(one)]


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
    if audience.takes_in_all_centres:
        return _people_in(audience, None)
    return _people_in(audience, tuple(one.id for one in centres_in(work, audience)))


@lru_cache(maxsize=64)  # the same object each time: who puts more around it keeps that too
def _people_in(audience: Audience, centres: tuple[int, ...] | None) -> Select[int]:
    belongs = select(_membership.c.id).where(
        _membership.c.person_id == _person.c.id, _membership.c.state == MembershipState.CONFIRMED
    )
    if centres is None:
        # No join: PostgreSQL, as long as it knows little of the tables, would try each centre with each membership.
        state = select(_centre.c.state).where(_centre.c.id == _membership.c.centre_id).scalar_subquery()
        belongs = belongs.where(state == CentreState.ACTIVE)
    else:
        # A sum, so that no index is asked for it: SQLite would look up each of the centres for each person.
        belongs = belongs.where((_membership.c.centre_id + 0).in_(centres))
    if audience.functions:
        belongs = belongs.where(_membership.c.function.in_(list(audience.functions)))
    # No join: so that slices follow the people's own order, whatever the number of memberships.
    chosen = select(_person.c.id).where(_person.c.state == PersonState.ACTIVE, belongs.exists())
    if audience.languages:
        chosen = chosen.where(_person.c.language.in_(list(audience.languages)))
    if audience.sessions:
        there = and_(_rsvp.c.person_id == _person.c.id, _rsvp.c.session_id.in_(list(audience.sessions)), was_there())
        chosen = chosen.where(select(_rsvp.c.id).where(there).exists())
    return chosen


def fitting(work: Work, person_id: int) -> Callable[[Audience], bool]:
    """Whether this person is in an audience; as `fitting_at`."""
    fits_at = fitting_at(work, person_id)
    return lambda audience: bool(fits_at(audience))


def fitting_at(work: Work, person_id: int) -> Callable[[Audience], tuple[int, ...]]:
    """At which of their centres this person is in an audience: three queries, however many audiences are asked about.

    Whoever has stopped our messages is, too: they may come by themselves.
    """
    rows = (
        work.session.connection()
        .execute(
            select(_centre.c.id, _centre.c.country, _centre.c.areas, _membership.c.function, _person.c.language)
            .join(_membership, _membership.c.centre_id == _centre.c.id)
            .join(_person, _person.c.id == _membership.c.person_id)
            .where(
                _person.c.id == person_id,
                _person.c.state.in_([PersonState.ACTIVE, PersonState.STOPPED]),
                _membership.c.state == MembershipState.CONFIRMED,
                _centre.c.state == CentreState.ACTIVE,
            )
        )
        .all()
    )
    networks: dict[int, set[int]] = {}
    for network, centre in work.session.exec(
        select_rows(NetworkCentre.network_id, NetworkCentre.centre_id).where(
            col(NetworkCentre.left_on).is_(None), col(NetworkCentre.centre_id).in_([row.id for row in rows])
        )
    ):
        networks.setdefault(centre, set()).add(network)
    places = [
        (CentreFacts(row.id, row.country, frozenset(networks.get(row.id, ())), frozenset(row.areas)), row.function)
        for row in rows
    ]
    language = rows[0].language if rows else None

    @cache
    def attended() -> frozenset[int]:
        at = select(_rsvp.c.session_id).where(_rsvp.c.person_id == person_id, was_there())
        return frozenset(work.session.connection().execute(at).scalars())

    def fits_at(audience: Audience) -> tuple[int, ...]:
        if audience.languages and language not in audience.languages:
            return ()
        if audience.sessions and attended().isdisjoint(audience.sessions):
            return ()
        return tuple(
            centre.id
            for centre, function in places
            if audience.takes_in(centre) and (not audience.functions or function in audience.functions)
        )

    return fits_at


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
