"""`make soak`: the long forms of the fault tests, with what was found beside what was promised; fails where one is missed."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from bench.report import show
from tests.databases import postgresql_server
from tests.soak.kills import Tried, kills


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="for each engine and number of workers")
    parser.add_argument(
        "--workers", type=int, nargs="+", default=[1, 2, 4], help="on PostgreSQL; on SQLite there is one"
    )
    parser.add_argument("--seed", type=int, default=1, help="of what is left to chance")
    given = parser.parse_args()
    tried = [Tried("sqlite", 1), *(Tried("postgresql", workers) for workers in given.workers)]
    with postgresql_server() as server:
        return not asyncio.run(all_met(kills(tried, given.kills, given.seed, server)))


async def all_met(lines: AsyncIterator[str]) -> bool:
    """Shows each as soon as it is known."""
    return all([show([one]) async for one in lines])


if __name__ == "__main__":
    sys.exit(main())
