"""Everything that one process serves: the chat, its health, and what goes wrong."""

from contextlib import asynccontextmanager

import pytest

from bot.channels.web.channel import WebChannel
from bot.channels.web.security import HEADERS
from bot.core.clock import SystemClock
from bot.serve import site
from bot.storage.database import Database
from bot.worker import listening, serving
from tests.web.browsing import browsing


@asynccontextmanager
async def visiting(database, translator):
    clock = SystemClock()
    bound = listening("127.0.0.1", 0)
    async with (
        serving(site(database, clock, WebChannel(database, translator, clock), None), bound),
        browsing(f"http://127.0.0.1:{bound.getsockname()[1]}") as browser,
    ):
        yield browser


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/", 200), ("/nowhere", 404), ("/socket", 404)])
async def test_every_answer_carries_the_security_headers(sqlite_database, translator, path, status):
    async with visiting(sqlite_database, translator) as browser:
        answer = await browser.get(path)
    assert (answer.status, {name: answer.headers.get(name) for name in HEADERS}) == (status, HEADERS)


async def test_a_failure_of_ours_carries_them_too(tmp_path, translator):
    database = Database.open(f"sqlite:///{tmp_path}/empty.sqlite", durable=False)  # no tables in it
    async with visiting(database, translator) as browser:
        answer = await browser.get("/healthz")
    database.close()
    assert (answer.status, answer.text) == (500, "Internal Server Error")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


async def test_health_tells_how_long_the_queues_are(database, translator):
    async with visiting(database, translator) as browser:
        answer = await browser.get("/healthz")
    assert (answer.status, answer.json) == (200, {"status": "ok", "inbox": 0, "parked": 0, "outbox": 0})


async def test_health_tells_when_the_database_does_not_answer(sqlite_database, translator):
    async with visiting(sqlite_database, translator) as browser:
        sqlite_database.close()
        answer = await browser.get("/healthz")
    assert (answer.status, answer.json["status"]) == (503, "database")
