"""Audiences over the registry: who is in one, how many, and whether the actor may reach them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience, CentreFacts
from bot.domain.rights import WHOLE_PROGRAMME, Right, allows
from bot.i18n.phrase import _
from bot.storage.addresses import Address, best_address, usable
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.networks import NetworkCentre
from bot.storage.people import Person, PersonState
from bot.usecases import rights
from bot.usecases.work import ActorKind, Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above
_membership = Membership.__table__  # type: ignore[attr-defined] # see above


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


def people_in(audience: Audience, centres: Collection[int]) -> Select[tuple[int]]:
    """The ids of active people of these centres who fit, each once."""
    belongs = select(_membership.c.id).where(
        _membership.c.person_id == _person.c.id,
        _membership.c.state == MembershipState.CONFIRMED,
        _membership.c.centre_id.in_(list(centres)),
    )
    if audience.functions:
        belongs = belongs.where(_membership.c.function.in_(list(audience.functions)))
    # No join: so that slices follow the people's own order, whatever the number of memberships.
    chosen = select(_person.c.id).where(_person.c.state == PersonState.ACTIVE, belongs.exists())
    if audience.languages:
        chosen = chosen.where(_person.c.language.in_(list(audience.languages)))
    return chosen


def count(work: Work, audience: Audience) -> Sequence[Count]:
    """Exactly those who would get it now, by language and channel, largest first."""
    return [one for one in count_all(work, audience) if one.channel]


def count_all(work: Work, audience: Audience) -> Sequence[Count]:
    """With those, on no channel, who fit but cannot be written to. One query, because there may be many people."""
    people = people_in(audience, [one.id for one in centres_in(work, audience)]).subquery()
    channel = case((usable(_address), _address.c.channel), else_="").label("channel")
    rows = work.session.connection().execute(
        select(_person.c.language, channel, func.count())
        .select_from(people)
        .join(_person, _person.c.id == people.c.id)
        .outerjoin(_address, _address.c.id == best_address(_person))
        .group_by(_person.c.language, channel)
        .order_by(func.count().desc(), _person.c.language, channel)
    )
    return [Count(row[0] or "", row[1], row[2]) for row in rows]
