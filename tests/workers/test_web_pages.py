"""Behind a proxy the pages of one person may be served by different workers: all of them show what is said."""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.workers.conftest import all_end

pytestmark = pytest.mark.slow  # two programs


class Shown:
    """An open page: what it shows, by number, in the order in which it came."""

    def __init__(self, connect):
        self.connect = connect
        self.socket = None
        self.texts = {}

    async def opens(self):
        self.socket = await self.connect()

    async def shows(self, words):
        async with asyncio.timeout(60):
            while not any(words in text for text in self.texts.values()):
                received = await self.socket.receive()
                if (
                    received.type is not aiohttp.WSMsgType.TEXT
                ):  # sent away, as a worker does that begins to listen to others
                    await self.opens()
                    continue
                frame = json.loads(received.data)
                messages = [frame["message"]] if "message" in frame else frame.get("messages", ())
                self.texts |= {one["id"]: json.dumps(one, ensure_ascii=False) for one in messages}

    async def says(self, number, text):
        await self.socket.send_json({"type": "text", "id": f"{number:032}", "text": text})


@asynccontextmanager
async def page(browser, program):
    address = f"http://127.0.0.1:{program.port}"
    async with browser.get(address) as answer:
        assert answer.status == 200
    shown = Shown(lambda: browser.ws_connect(f"{address}/socket", headers={"Origin": address}))
    await shown.opens()
    try:
        yield shown
    finally:
        await shown.socket.close()


async def test_two_pages_of_one_person_at_two_workers_show_the_same(worker, shared):
    async with (
        worker() as first,
        worker() as second,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        await asyncio.gather(first.is_ready(), second.is_ready())
        async with page(browser, first) as here, page(browser, second) as there:
            for one in (here, there):
                await one.shows("English")
            await here.says(1, "English")
            await asyncio.gather(*(one.shows("I help vocational centres") for one in (here, there)))
            await there.says(2, "I agree")
            await asyncio.gather(*(one.shows("What is your centre called") for one in (here, there)))
        await all_end(first, second)
    assert (first.problems, second.problems) == ([], [])
