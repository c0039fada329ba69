"""What whoever watches the bot can read: the figures of a worker and of its queues."""

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as older_text
from starlette.applications import Starlette

from bot.core.messages import Priority
from bot.delivery.failures import NothingToDo, TooFast, Unreachable
from bot.delivery.inbox import WAITS
from bot.metrics import Metrics
from bot.metrics_page import metrics_route
from bot.storage.database import Database
from bot.storage.inbox import InboxRow, InboxState
from bot.worker import listening, serving
from tests.delivery.house import House
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import message, put
from tests.faults.program import PATIENCE, Program
from tests.web.browsing import browsing

PROMETHEUS = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.3"
TOKEN = "a-token-that-nobody-guesses"
NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)


class Standing:
    def now(self):
        return NOW


@asynccontextmanager
async def watching(database, *, senders=(), metrics=None, token=None):
    """A browser before the page of one worker."""
    registry = (metrics or Metrics("0")).registry
    site = Starlette(routes=[metrics_route(registry, database, senders, Standing(), token)])
    bound = listening("127.0.0.1", 0)
    async with serving(site, bound), browsing(f"http://127.0.0.1:{bound.getsockname()[1]}") as browser:
        yield browser


def figures(text):
    """Name and labels → figure, as Prometheus reads them."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def read(database, **more):
    async with watching(database, **more) as browser:
        answer = await browser.get("/metrics", accept=PROMETHEUS)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    return figures(answer.text)


async def test_a_program_that_does_not_ask_as_prometheus_does_reads_the_older_text(database):
    async with watching(database) as browser:
        answer = await browser.get("/metrics")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    told = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in older_text(answer.text)
        for sample in family.samples
    }
    assert told["passerelle_build_info", "0"] == told["passerelle_database_up",] == 1
    assert set(re.findall(r"^# TYPE \S+ (\w+)$", answer.text, re.MULTILINE)) <= {
        "counter",
        "gauge",
        "histogram",
        "summary",
    }


def came(number, state, minutes, channel="telegram"):
    return InboxRow(
        channel=channel,
        account="1",
        external_id=f"{channel}{number}",
        lane=f"{channel}:1:7",
        chat="7",
        state=state,
        received_at=NOW - timedelta(minutes=minutes),
    )


async def test_the_queues_are_told_by_channel_with_the_age_of_the_oldest(database):
    rows = [
        came(1, InboxState.PENDING, 2),
        came(2, InboxState.PENDING, 1),
        came(3, InboxState.DONE, 90),
        came(4, InboxState.PARKED, 60),
        came(5, InboxState.PENDING, 3, "matrix"),
    ]
    database.write_now(lambda session: session.add_all(rows))
    put(
        database,
        message("a", now=NOW - timedelta(seconds=30)),
        message("b", now=NOW),
        message("c", priority=Priority.REMINDER, now=NOW + timedelta(hours=1)),
    )
    found = await read(database)
    assert {
        name: figure for name, figure in found.items() if name[0].startswith(("passerelle_inbox", "passerelle_out"))
    } == {
        ("passerelle_inbox_waiting", "telegram"): 2,
        ("passerelle_inbox_waiting", "matrix"): 1,
        ("passerelle_inbox_oldest_seconds", "telegram"): 120,
        ("passerelle_inbox_oldest_seconds", "matrix"): 180,
        ("passerelle_inbox_parked",): 1,
        ("passerelle_outbox_waiting", "bot", "reply", "scripted"): 2,
        ("passerelle_outbox_waiting", "bot", "reminder", "scripted"): 1,
        ("passerelle_outbox_overdue_seconds", "bot", "reply", "scripted"): 30,
        ("passerelle_outbox_overdue_seconds", "bot", "reminder", "scripted"): 0,
    }
    assert found["passerelle_database_up",] == 1


async def test_without_its_database_a_worker_still_tells_the_rest(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path}/data.sqlite", durable=False)
    database.close()
    found = await read(database)
    assert found["passerelle_database_up",] == 0
    assert ("passerelle_build_info", "0") in found
    assert not [name for name in found if name[0].startswith("passerelle_inbox_waiting")]


async def test_messages_and_their_steps_are_counted_and_those_that_fail_by_what_went_wrong(database):
    metrics = Metrics("0")
    house = House(database, measures=metrics)
    await house.hears("hello", "thirteen", "fourteen")
    for wait in WAITS:
        await house.works()
        house.time.later += wait
    await house.works()
    assert house.inbox == [("done", 0), ("parked", 5), ("done", 0)]
    found = await read(database, metrics=metrics)
    assert found["passerelle_received_total", "scripted"] == 3
    assert found["passerelle_step_seconds_count", "scripted"] == 2
    assert found["passerelle_step_failures_total", "ZeroDivisionError"] == 5
    assert found["passerelle_parked_total",] == found["passerelle_inbox_parked",] == 1


async def test_what_went_out_and_what_did_not_is_counted_with_the_limits_met(database):
    metrics = Metrics("0")
    office = PostOffice(database, measures=metrics)
    office.channel.will("slow", TooFast(30), None)
    office.channel.will("lost", Unreachable())
    office.channel.will("same", NothingToDo())
    async with office.open():
        await office.put(*(message(key, chat=key) for key in ("slow", "lost", "same", "good")))
        await office.channel.until(lambda: len(office.channel.deliveries) == 4)
        await office.until(lost="failed", same="sent", good="sent", slow="queued")
        async with watching(database, metrics=metrics, senders=[office.sender]) as browser:
            owned = figures((await browser.get("/metrics", accept=PROMETHEUS)).text)
        await office.pass_long_time(31)
        await office.until(slow="sent")
    found = await read(database, metrics=metrics, senders=[office.sender])
    told = {
        name: figure for name, figure in found.items() if name[0].startswith(("passerelle_send_f", "passerelle_limit"))
    }
    assert {name: figure for name, figure in told.items() if name[0].endswith("_total")} == {
        ("passerelle_send_failures_total", "TooFast", "scripted"): 1,
        ("passerelle_send_failures_total", "Unreachable", "scripted"): 1,
        ("passerelle_limits_total", "chat", "scripted"): 1,
        ("passerelle_limit_wait_seconds_total", "scripted"): 30,
    }
    assert found["passerelle_sent_total", "reply", "scripted"] == 2
    assert (owned["passerelle_channel_owned", "scripted"], found["passerelle_channel_owned", "scripted"]) == (1, 0)


async def test_how_long_the_platform_wants_nothing_from_us_is_told(database):
    office = PostOffice(database)
    async with office.open():
        office.channel.will("one", TooFast(90, whole_account=True))
        await office.put(message("one"))
        await office.channel.until(lambda: office.channel.deliveries)
        await office.quiet()
        await office.until(one="queued")
        async with watching(database, senders=[office.sender]) as browser:
            found = figures((await browser.get("/metrics", accept=PROMETHEUS)).text)
    assert found["passerelle_channel_held_seconds", "scripted"] == 90


async def test_the_time_of_the_database_is_told(sqlite_backend, sqlite_url):
    metrics = Metrics("0")
    moments = iter([1.0, 1.25, 5.0, 5.5])
    database = Database.open(sqlite_url, durable=False, measures=metrics, seconds=lambda: next(moments))
    await database.write(lambda _session: None)
    await database.read(lambda _session: None)
    database.close()
    sums = {
        sample.labels["kind"]: sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "passerelle_database_seconds_sum"
    }
    assert sums == {"write": 0.25, "read": 0.5}


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        (None, 401),
        ("Bearer ", 401),
        (TOKEN, 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN}", 200),
        ("Bearer é", 401),
    ],
)
async def test_whoever_does_not_show_the_token_sees_nothing(sqlite_database, shown, status):
    headers = {} if shown is None else {"authorization": shown}
    async with watching(sqlite_database, token=TOKEN) as browser:
        answer = await browser.get("/metrics", **headers)
    assert answer.status == status
    assert ("passerelle_" in answer.text) == (status == 200)


async def until_it_works(browser, **headers):
    """What is shown as soon as the worker owns the web chat, which is a moment after it says that it runs."""
    async with asyncio.timeout(PATIENCE):
        while True:
            shown = await browser.get("/metrics", accept=PROMETHEUS, **headers)
            if figures(shown.text).get(("passerelle_channel_owned", "web")) == 1:
                return shown
            await asyncio.sleep(0.05)


@pytest.mark.slow  # the whole program
async def test_the_program_shows_them_to_whoever_has_the_token_and_at_a_port_of_this_machine(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with Program(tmp_path, METRICS_TOKEN=TOKEN, METRICS_PORT=port) as program:
        await program.is_ready()
        async with browsing(f"http://127.0.0.1:{program.port}") as browser:
            refused = await browser.get("/metrics")
            shown = await until_it_works(browser, authorization=f"Bearer {TOKEN}")
        async with browsing(f"http://127.0.0.1:{port}") as browser:
            open_here = await browser.get("/metrics", accept=PROMETHEUS)
            other = await browser.get("/")
    assert (refused.status, shown.status, open_here.status, other.status) == (401, 200, 200, 404)
    for answer in (shown, open_here):
        found = figures(answer.text)
        assert found["passerelle_channel_owned", "web"] == 1
        assert found["passerelle_database_seconds_count", "write"] > 0
        assert found["process_resident_memory_bytes",] > 0


@pytest.mark.slow  # the whole program
async def test_where_nobody_asked_for_them_there_are_none(tmp_path):
    async with Program(tmp_path) as program:
        await program.is_ready()
        async with browsing(f"http://127.0.0.1:{program.port}") as browser:
            answers = [await browser.get("/metrics", **shown) for shown in ({}, {"authorization": "Bearer "})]
    assert [answer.status for answer in answers] == [404, 404]
