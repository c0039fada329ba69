"""PostgreSQL stops, drops its connections, or hangs: it is told, waited out, and everybody is answered once."""

import re
import signal

import aiohttp
import pytest

from tests.databases import postgresql_server
from tests.faults.conftest import TYPED

pytestmark = pytest.mark.slow
PEOPLE = 20
REPLIES = 2  # to a newcomer: who speaks, and the first question
TOKEN = "a-token-that-nobody-guesses"
GONE = "The database postgresql+psycopg://"


@pytest.fixture(scope="module")
def server():
    """Of this file alone: it is stopped, and others lean on theirs."""
    with postgresql_server() as server:
        yield server


@pytest.fixture
def name(server):
    return server.new_database_name()


@pytest.fixture
def on_postgresql(server, name, on_telegram):
    return on_telegram | {"DATABASE_URL": server.create(name)}


async def watched(program):
    """Whether the database answers, as the page of figures has it."""
    shown = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"http://127.0.0.1:{program.port}/metrics", headers=shown) as page,
    ):
        return re.search(r"^passerelle_database_up (\S+)$", await page.text(), re.MULTILINE)[1]


async def health(program):
    async with aiohttp.ClientSession() as web, web.get(f"http://127.0.0.1:{program.port}/healthz") as answer:
        return answer.status


def some(telegram, first=1000):
    return [telegram.person(first + number) for number in range(PEOPLE)]


def said_to(telegram, person):
    return [message.text for message in telegram.replies(person)]


async def all_answered(telegram, people):
    await telegram.waits_for(lambda: all(len(set(said_to(telegram, one))) >= REPLIES for one in people), 120)


async def test_stopped_in_a_burst_it_is_told_and_everybody_is_answered_when_it_is_back(
    program, telegram, server, on_postgresql
):
    before, meanwhile = some(telegram), some(telegram, 2000)
    async with program(**on_postgresql) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        for person in before:
            person.says(f"hello {TYPED}")
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > 3, 120)
        server.stop()
        for person in meanwhile:
            person.says(f"hello {TYPED}")
        await running.tells_of(GONE)
        assert await health(running) == 503
        server.start()
        await all_answered(telegram, before + meanwhile)
        assert await running.end(signal.SIGTERM) == 0
    assert [len(said_to(telegram, one)) for one in meanwhile] == [REPLIES] * PEOPLE
    # What was sent and could not be noted is noted when it is back, unless the lease ran out meanwhile.
    doubled = sum(len(said_to(telegram, one)) - REPLIES for one in before)
    assert doubled == 0 or any("messages sent again" in line for line in running.problems)
    assert doubled <= PEOPLE


async def test_connections_that_it_ends_again_and_again_lose_and_double_nothing(
    program, telegram, server, name, on_postgresql
):
    people = some(telegram)
    async with program(**on_postgresql) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        for number, person in enumerate(people):
            person.says(f"hello {TYPED}")
            if number % 4 == 0:
                server.drop_connections(name)
        await all_answered(telegram, people)
        assert await running.end(signal.SIGTERM) == 0
    assert [len(said_to(telegram, one)) for one in people] == [REPLIES] * PEOPLE


async def test_while_it_hangs_the_program_says_so_to_whoever_watches_and_goes_on_afterwards(
    program, telegram, server, on_postgresql
):
    before, meanwhile = some(telegram), some(telegram, 2000)
    async with program(**on_postgresql, METRICS_TOKEN=TOKEN) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        for person in before:
            person.says(f"hello {TYPED}")
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > 3, 120)
        with server.stalled():
            for person in meanwhile:
                person.says(f"hello {TYPED}")
            assert (await health(running), await watched(running)) == (503, "0.0")
        await all_answered(telegram, before + meanwhile)
        # `/healthz` still tells of it for a while where something could not be written: see `Database.trouble`.
        assert await watched(running) == "1.0"
        assert await running.end(signal.SIGTERM) == 0
    assert [len(said_to(telegram, one)) for one in before + meanwhile] == [REPLIES] * 2 * PEOPLE
