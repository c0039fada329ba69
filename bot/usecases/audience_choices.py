"""What may be chosen when somebody says whom a thing is meant for: never more than their roles allow."""

from dataclasses import dataclass

from sqlmodel import col, select

from bot.domain.audiences import Audience
from bot.domain.rights import ROLES, Right, ScopeKind
from bot.i18n.phrase import Variants, Words
from bot.storage.centres import Centre, CentreState
from bot.storage.networks import Network, NetworkState
from bot.storage.variants import texts
from bot.usecases import rights
from bot.usecases.work import Work


@dataclass(frozen=True)
class Choices:
    """`bases`: the widest audiences of the actor's roles, one of which holds whatever else is chosen."""

    bases: tuple[Audience, ...]
    countries: tuple[str, ...]
    networks: tuple[tuple[int, Words], ...]
    languages: tuple[str, ...]


def choices(work: Work, right: Right) -> Choices:
    held = [role for role in rights.roles_of(work, work.person_id) if role.role in ROLES[right]]
    bases = [
        Audience(countries=(role.scope_id,))
        if role.scope_kind is ScopeKind.COUNTRY
        else Audience(networks=(int(role.scope_id),))
        for role in held
        if role.scope_kind in {ScopeKind.COUNTRY, ScopeKind.NETWORK}
    ]
    if any(role.scope_kind is ScopeKind.PROGRAMME for role in held):
        bases = [Audience()]
    return Choices(
        tuple(dict.fromkeys(bases)), countries_with_centres(work), active_networks(work), work.translator.languages
    )


def countries_with_centres(work: Work) -> tuple[str, ...]:
    return tuple(
        work.session.exec(
            select(Centre.country).where(Centre.state == CentreState.ACTIVE).distinct().order_by(col(Centre.country))
        )
    )


def active_networks(work: Work) -> tuple[tuple[int, Words], ...]:
    rows = work.session.exec(
        select(Network.id, Network.slug).where(Network.state == NetworkState.ACTIVE).order_by(col(Network.id))
    ).all()
    named = texts(work.session, "network", [number for number, _slug in rows], "name")
    return tuple((number, Variants(named[number]) if number in named else slug) for number, slug in rows)
