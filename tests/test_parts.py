"""The parts of a worker go on, whatever happens to one of them."""

import asyncio
import logging

import pytest

from bot.parts import STEADY_SECONDS, kept_up
from bot.storage.errors import DatabaseLocked

LOCKED = DatabaseLocked("/data/x.sqlite", "database is locked")


class Part:
    """Fails with these, one after the other, and then works until told to end."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.works = asyncio.Event()
        self.ends = asyncio.Event()

    async def run(self):
        if self.failures:
            raise self.failures.pop(0)
        self.works.set()
        await self.ends.wait()


class Sleep:
    """Nobody sleeps; the time after which a part counts as steady passes when told to."""

    def __init__(self):
        self.naps = []
        self.steady = asyncio.Event()

    async def __call__(self, seconds):
        if seconds == STEADY_SECONDS:
            await self.steady.wait()
        else:
            self.naps.append(seconds)


@pytest.fixture
def sleep():
    return Sleep()


def told(caplog):
    return [(record.levelname, record.message, record.exc_info is not None) for record in caplog.records]


async def test_a_mistake_of_ours_is_told_once_with_its_place_and_the_part_begun_again(sleep, caplog):
    part = Part(*[ValueError("x") for _ in range(10)])
    part.ends.set()
    await kept_up("reception", part.run, sleep=sleep)
    assert sleep.naps == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert told(caplog) == [("ERROR", "the reception failed and is begun again", True)]


async def test_trouble_of_the_database_is_told_in_its_own_words_without_a_traceback(sleep, caplog):
    part = Part(LOCKED, LOCKED, LOCKED)
    part.ends.set()
    await kept_up("reception", part.run, sleep=sleep)
    assert (sleep.naps, told(caplog)) == ([1, 2, 4], [("ERROR", str(LOCKED), False)])


async def test_that_it_works_again_is_told_once_it_is_steady(sleep, caplog):
    caplog.set_level(logging.INFO)
    part = Part(LOCKED)
    keeping = asyncio.create_task(kept_up("reception", part.run, sleep=sleep))
    await part.works.wait()
    assert told(caplog) == [("ERROR", str(LOCKED), False)]
    sleep.steady.set()
    await asyncio.sleep(0)
    part.ends.set()
    await keeping
    assert told(caplog)[1:] == [("INFO", "the reception works again", False)]


async def test_who_is_told_to_stop_stops(sleep):
    part = Part()
    keeping = asyncio.create_task(kept_up("reception", part.run, sleep=sleep))
    await part.works.wait()
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
