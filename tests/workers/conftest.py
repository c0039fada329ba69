"""Several workers on one PostgreSQL database: each the program itself, as it is started for real."""

import asyncio
import signal

import pytest
from sqlmodel import select

from bot.delivery.leases import channel_lease
from bot.storage.database import Database
from bot.storage.leases import LeaseRow
from tests.conftest import MIGRATED
from tests.faults.program import Program
from tests.telegram.emulator import Emulator


@pytest.fixture
async def telegram():
    async with Emulator() as emulator:
        yield emulator


@pytest.fixture
def shared_url(postgresql):
    """A migrated, empty database, for as many programs as the test starts."""
    return postgresql.new_database(MIGRATED)


@pytest.fixture
def shared(shared_url):
    """The same, open beside the programs."""
    database = Database.open(shared_url, durable=False)
    yield database
    database.close()


@pytest.fixture
def worker(tmp_path, telegram, shared_url):
    """Makes workers that share the database and the bot on Telegram."""

    def make(**settings):
        return Program(
            tmp_path,
            **{
                "DATABASE_URL": shared_url,
                "TELEGRAM_TOKEN": telegram.token,
                "TELEGRAM_BASE_URL": telegram.base_url,
                "TELEGRAM_FILE_URL": telegram.base_file_url,
            }
            | settings,
        )

    return make


def owner_of(database, lease):
    return database.read_now(lambda session: session.exec(select(LeaseRow.owner).where(LeaseRow.name == lease)).first())


async def owning(database, telegram, workers, *, but=None):
    """The one of the workers that owns the bot on Telegram, once it is another than `but`."""
    lease = channel_lease("telegram", telegram.token.partition(":")[0])
    async with asyncio.timeout(120):
        while True:
            owner = await asyncio.to_thread(owner_of, database, lease)
            process = int(owner.split("/")[1]) if owner else None
            for one in workers:
                if one is not but and one.process.pid == process:
                    return one
            await asyncio.sleep(0.05)


async def all_end(*workers):
    """In order, and each without a word that somebody should look at."""
    assert [await one.end(signal.SIGTERM) for one in workers] == [0] * len(workers)
