"""Groups for peer visits of the whole network: how long it takes, with how much memory, and how good it is. In the helper process."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.report import line
from bench.tandems import CENTRES_OF_THE_NETWORK, ON, network
from bot.domain.areas import PriorityArea
from bot.domain.visits import VisitCentre, VisitGroups
from bot.matching.visits import CENTRES, GROUPS
from bot.reports.process import HelperProcess

ONE_PART_ONLY = 0.2  # offer to host, or to visit, and not both


class Took(NamedTuple):
    seconds: float
    computing: float  # seconds of a processor: tells more than the clock where the machine is busy
    mib: float
    found: VisitGroups


def visits() -> Sequence[str]:
    written: list[str] = []
    for in_pairs in (False, True):
        took = asyncio.run(_call(in_pairs=in_pairs))
        sizes = Counter(len(group) for group in took.found.groups)
        told = ", ".join(f"{sizes[size]} of {size}" for size in sorted(sizes))
        written += (
            f"\nPeer visits for {CENTRES_OF_THE_NETWORK} centres, {'in pairs' if in_pairs else 'in groups'}: {told}",
            line("from the centres to the groups, helper included", took.seconds, "s", most=5),
            line("computing in it, beginning of the helper included", took.computing, "s"),
            line("memory of the helper", took.mib, "MiB", most=512),
            line("alone", len(took.found.alone), ""),
            line("worth, of what no grouping could exceed", took.found.reached, "%"),
        )
    return written


async def _call(*, in_pairs: bool) -> Took:
    chance = Random(20261130)
    offers = tuple(
        VisitCentre(profile, *_part(chance), tuple(chance.sample(list(PriorityArea), 2)))
        for profile in network(CENTRES_OF_THE_NETWORK)
    )
    async with HelperProcess() as helper:
        begun = time.monotonic()
        plain = await helper.call(
            "match_visits",
            centres=CENTRES.dump_python(offers, mode="json"),
            apart=[],
            on=ON.isoformat(),
            in_pairs=in_pairs,
        )
        taken = time.monotonic() - begun
        computing, memory = _computing(helper.pid), _peak_mib(helper.pid)
    return Took(taken, computing, memory, GROUPS.validate_python(plain))


def _computing(pid: int | None) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # in user mode, and in the kernel


def _peak_mib(pid: int | None) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _part(chance: Random) -> tuple[bool, bool]:
    """(hosts, visits)"""
    drawn = chance.random()
    return (True, drawn >= ONE_PART_ONLY / 2) if drawn < ONE_PART_ONLY / 2 or drawn >= ONE_PART_ONLY else (False, True)
