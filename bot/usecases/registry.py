"""What there is in the registry to choose from: countries and networks."""

from sqlmodel import col, select

from bot.i18n.phrase import Variants, Words
from bot.storage.centres import Centre, CentreState
from bot.storage.networks import Network, NetworkState
from bot.storage.variants import texts
from bot.usecases.work import Work


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
