"""How much each visitor may ask of the web server, so that one alone can neither fill the disk nor try every code."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network

from starlette.requests import HTTPConnection

MEBIBYTE = 1024 * 1024
SUBSCRIBER = 64  # bits of an IPv6 address that tell one subscriber from another


@dataclass
class Allowance:
    """A burst, and then so much a second."""

    burst: float
    per_second: float
    most_known: int = 10_000
    seconds: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # visitor → (what is left, when)

    def wait(self, visitor: str) -> float:
        """Seconds until they may ask; 0: now."""
        return max(0.0, 1 - self._now(visitor)) / self.per_second

    def take(self, visitor: str, cost: float = 1) -> None:
        self._left[visitor] = (self._now(visitor) - cost, self.seconds())
        self._left.move_to_end(visitor)
        if len(self._left) > self.most_known:
            self._left.popitem(last=False)

    def took(self, visitor: str) -> bool:
        """Takes one, if they may."""
        if self.wait(visitor) > 0:
            return False
        self.take(visitor)
        return True

    def _now(self, visitor: str) -> float:
        left, at = self._left.get(visitor, (self.burst, self.seconds()))
        return min(self.burst, left + (self.seconds() - at) * self.per_second)


@dataclass(frozen=True)
class Allowances:
    """Of the web chat. A school is one network address with many phones, and behind some proxies all visitors are one."""

    browsers: Allowance = field(default_factory=lambda: Allowance(3000, 1))  # new ones, by network address
    opened: Allowance = field(default_factory=lambda: Allowance(60, 1))  # pages, by browser: each looks much up
    said: Allowance = field(default_factory=lambda: Allowance(120, 2))  # by browser
    given: Allowance = field(default_factory=lambda: Allowance(2000, 0.2))  # MiB of uploads, by network address


def where_from(connection: HTTPConnection) -> str:
    """The network address; behind a proxy, what that says. Of IPv6 its network: who has one address there has 2⁶⁴ of them."""
    host = connection.client.host if connection.client is not None else ""
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Network((address, SUBSCRIBER), strict=False))
