"""A homeserver that is down for an hour, on a clock that passes it in seconds: found again, and everything arrives once."""

import asyncio
import contextlib

import pytest

from bot.channels.matrix import channel as matrix
from bot.channels.matrix.safe import Safe
from bot.i18n.translator import Translator
from tests.delivery.post_office import PostOffice, Time
from tests.delivery.rows import message, states
from tests.matrix.homeserver import NO_LIMITS, running
from tests.matrix.human import human
from tests.matrix.listening import SECRET, Kept, kept_keys

pytestmark = pytest.mark.slow
HOUR = 3600
STEP = 10  # seconds: a lease has to be renewed meanwhile
MESSAGES = 5


class Matrix(matrix.MatrixChannel):
    """Nothing of it ever hangs: it is quiet when nothing is on its way."""

    under_way = -1


@pytest.fixture
def time():
    return Time()


@contextlib.asynccontextmanager
async def at_work(homeserver, bot, kept, time, naps):
    async def sleep(seconds):
        naps.append(seconds)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await asyncio.sleep(0.001)

    channel = Matrix(homeserver.url, bot.user_id, bot.password, Translator({}), sleep=sleep)
    channel.keep_keys_in(Safe(kept.database, SECRET))
    receiving = asyncio.create_task(channel.receive(kept.accept, await kept.state()))
    try:
        async with PostOffice(kept.database, channel, time).open() as office:
            yield office
    finally:
        receiving.cancel()
        await asyncio.wait([receiving])
        await channel.close()


async def test_after_an_hour_it_is_heard_and_written_to_again_and_everything_arrives_once(
    tmp_path, sqlite_database, time, caplog
):
    caplog.set_level("INFO", logger="bot.delivery.patience")
    naps = []
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
        kept = Kept(sqlite_database, bot.user_id)
        await kept.accept([], kept_keys(bot))
        async with human(homeserver, "amina") as amina, at_work(homeserver, bot, kept, time, naps) as office:
            room = await amina.opens_a_talk_with(bot.user_id)
            await kept.hears(1)
            homeserver.stop()
            where = {"channel": "matrix", "account": bot.user_id, "chat": room}
            await office.put(*(message(f"m{number}", **where) for number in range(MESSAGES)))
            for _step in range(HOUR // STEP):
                await office.pass_long_time(STEP)
            assert set(states(sqlite_database).values()) == {"queued"}
            assert HOUR / 60 <= len(naps) <= HOUR / 60 + 10  # it is looked for once a minute
            homeserver.start()
            while set(states(sqlite_database).values()) != {"sent"}:
                await office.pass_long_time(STEP)
            await amina.says(room, "hello")
            hearing = asyncio.create_task(kept.hears(2))
            while not hearing.done():
                await office.pass_long_time(STEP)
            assert [one.text for one in await hearing] == ["", "hello"]
            assert await amina.texts(room, bot.user_id) == [f"m{number}" for number in range(MESSAGES)]
    told = [record.getMessage() for record in caplog.records if record.name == "bot.delivery.patience"]
    assert (told.count(matrix.CANNOT_BE_READ), told.count(matrix.CAN_BE_READ)) == (1, 1)
    assert len(told) == len(set(told))  # nor is anything else told each time anew
