"""The networks: each has a trade and a perimeter, and centres that fit both."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.demo.sources import dice, document
from bot.demo.world import DemoNetwork


@dataclass(frozen=True)
class NetworkPlan:
    """Whom a network takes (nothing named: everybody), and which share of them has joined."""

    network: DemoNetwork
    trades: frozenset[str]
    countries: frozenset[str]
    areas: frozenset[str]
    share: float

    def takes(self, code: str, country: str, trade: str, areas: Collection[str]) -> bool:
        return (
            (not self.countries or country in self.countries)
            and (not self.trades or trade in self.trades)
            and (not self.areas or not self.areas.isdisjoint(areas))
            and dice(f"{self.network.slug} {code}").random() < self.share
        )


def network_plans() -> tuple[NetworkPlan, ...]:
    return tuple(
        NetworkPlan(
            network=DemoNetwork(each["slug"], each["names"], each["trade"], each["perimeter"]),
            trades=frozenset(each["trades"]),
            countries=frozenset(each["countries"].split()),
            areas=frozenset(each["areas"]),
            share=each["share"],
        )
        for each in document("networks.json")
    )
