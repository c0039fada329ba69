"""Rows of the programme, its networks and centres."""

from datetime import timedelta
from typing import Final

from bot.demo.loading import Loading, noon
from bot.demo.world import PROGRAMME, PROGRAMME_NAMES, DemoCentre
from bot.storage.centres import Centre, CentreState
from bot.storage.networks import Network, NetworkCentre
from bot.storage.programmes import Programme
from bot.usecases.centres import centre_search

_SINCE: Final = timedelta(days=1000)  # the network is older than anybody's place in it


def load_programme(loading: Loading) -> None:
    (loading.programme,) = loading.numbered([Programme(slug=PROGRAMME)])
    loading.named("programme", [(loading.programme, PROGRAMME_NAMES)])


def load_networks(loading: Loading) -> None:
    at = noon(loading.world.today - _SINCE)
    networks = loading.world.networks
    rows = [
        Network(
            public_id=loading.public_id(at),
            programme_id=loading.programme,
            slug=network.slug,
            trade=network.trade,
            perimeter=network.perimeter,
        )
        for network in networks
    ]
    loading.networks = dict(zip((network.slug for network in networks), loading.numbered(rows), strict=True))
    loading.named("network", ((loading.networks[network.slug], network.names) for network in networks))


def load_centres(loading: Loading) -> None:
    centres = loading.world.centres
    numbers = loading.numbered([_centre(loading, centre) for centre in centres])
    loading.centres = dict(zip((centre.row.code for centre in centres), numbers, strict=True))
    loading.named(
        "centre",
        ((loading.centres[centre.row.code], {"en": centre.row.name, **centre.row.names}) for centre in centres),
    )
    loading.unnumbered(
        [
            NetworkCentre(
                network_id=loading.networks[slug],
                centre_id=loading.centres[centre.row.code],
                joined_on=loading.world.today - _SINCE,
            )
            for centre in centres
            for slug in centre.row.networks
        ]
    )


def _centre(loading: Loading, centre: DemoCentre) -> Centre:
    at = noon(loading.world.today - _SINCE)
    return Centre(
        public_id=loading.public_id(at),
        code=centre.row.code,
        programme_id=loading.programme,
        country=centre.row.country,
        city=centre.row.city or None,
        languages=list(centre.row.languages),
        zone=centre.row.zone,
        areas=list(centre.row.areas),
        state=CentreState(centre.row.state),
        fictitious=centre.fictitious,
        search=centre_search(centre.row),
        created_at=at,
    )
