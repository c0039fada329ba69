"""Everything that one process serves: the chat, its health, and what goes wrong."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.channels.web.channel import WebChannel
from bot.channels.web.security import HEADERS
from bot.core.clock import SystemClock
from bot.serve import site
from bot.storage.database import TROUBLED_SECONDS, Database
from bot.storage.errors import DatabaseFull
from bot.storage.inbox import InboxRow, InboxState
from bot.worker import listening, serving
from tests.delivery.rows import message, put
from tests.web.browsing import browsing


@asynccontextmanager
async def visiting(database, translator):
    clock = SystemClock()
    bound = listening("127.0.0.1", 0)
    async with (
        serving(site(database, clock, WebChannel(database, translator, clock), None, translator), bound),
        browsing(f"http://127.0.0.1:{bound.getsockname()[1]}") as browser,
    ):
        yield browser


async def test_every_answer_carries_the_security_headers(sqlite_database, translator, subtests):
    async with visiting(sqlite_database, translator) as browser:
        for path, status in [("/healthz", 200), ("/", 200), ("/nowhere", 404), ("/socket", 404)]:
            with subtests.test(path=path):
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


@pytest.mark.parametrize(
    ("minutes", "status", "word"),
    [(4, 200, "ok"), (6, 503, "late")],
)
async def test_health_counts_what_waits_and_tells_when_it_waits_too_long(database, translator, minutes, status, word):
    def arrive(session):
        states = (InboxState.PENDING, InboxState.PENDING, InboxState.PARKED, InboxState.PARKED, InboxState.PARKED)
        session.add_all(
            InboxRow(
                channel="web",
                account="bot",
                external_id=str(number),
                lane="anna",
                chat="anna",
                state=state,
                received_at=SystemClock().now() - timedelta(minutes=minutes),
            )
            for number, state in enumerate((*states, InboxState.DONE))
        )

    database.write_now(arrive)
    put(database, message("one"))
    async with visiting(database, translator) as browser:
        answer = await browser.get("/healthz")
    assert (answer.status, answer.json) == (status, {"status": word, "inbox": 2, "parked": 3, "outbox": 1})


async def test_health_tells_when_the_database_does_not_answer(sqlite_database, translator):
    async with visiting(sqlite_database, translator) as browser:
        sqlite_database.close()
        answer = await browser.get("/healthz")
    assert (answer.status, answer.json["status"]) == (503, "database")


async def test_health_tells_that_the_disk_is_full_until_nobody_has_met_it_for_a_while(sqlite_url, translator):
    seconds, full = [0.0], DatabaseFull("/data/x.sqlite", "no room")

    def fault(name):
        if name == "before-commit" and seconds == [0.0]:
            raise full

    def nothing(_session):
        return None

    database = Database.open(sqlite_url, durable=False, faults=fault, seconds=lambda: seconds[0])
    async with visiting(database, translator) as browser:
        with pytest.raises(DatabaseFull):
            await database.write(nothing)
        seconds[0] = TROUBLED_SECONDS - 1
        await database.write(nothing)
        answer = await browser.get("/healthz")
        assert (answer.status, answer.json) == (503, {"status": "database", "why": str(full)})
        seconds[0] = TROUBLED_SECONDS
        assert (await browser.get("/healthz")).status == 200
    database.close()
