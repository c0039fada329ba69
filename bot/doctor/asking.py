"""Asking a platform, and comparing its clock with ours."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.doctor.finding import Finding

PATIENCE = aiohttp.ClientTimeout(total=8)
CLOCK_TOLERANCE = timedelta(seconds=30)
Judge = Callable[[int, str], Finding]
"""What an answer's status and text mean."""


async def asked(http: aiohttp.ClientSession, what: str, url: str, judge: Judge) -> list[Finding]:
    """What came of it, and whether the clocks agree."""
    try:
        async with http.get(url) as answer:
            finding = judge(answer.status, await answer.text())
            stamp = answer.headers.get("Date")
            clock = [_clock(what, parsedate_to_datetime(stamp))] if finding.fine and stamp is not None else []
            return [finding, *clock]
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        # The error's own words may quote the address, and that holds the token.
        return [Finding(what, False, f"cannot be reached ({type(error).__name__}): check the address and the network.")]


async def all_of(*looks: Callable[[aiohttp.ClientSession], Awaitable[list[Finding]]]) -> list[Finding]:
    """One after the other: they are few, and their order is that of the report."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        return [finding for look in looks for finding in await look(http)]


def _clock(what: str, theirs: datetime) -> Finding:
    off = abs(datetime.now(UTC) - theirs)
    if off > CLOCK_TOLERANCE:
        return Finding("clock", False, f"it is {off.total_seconds():.0f} s off from {what}'s: switch on NTP.")
    return Finding("clock", True, f"agrees with {what}'s")
