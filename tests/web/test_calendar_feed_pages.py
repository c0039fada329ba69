"""Calendars fetch a feed: what they are told, when nothing is new, when they ask too often, and what no log tells."""

import json
import logging
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette

from bot.calendar_feeds import feed_routes
from bot.channels.web.allowance import Allowance
from bot.channels.web.security import HEADERS
from bot.core.clock import SystemClock
from bot.delivery.channel import SITE
from bot.logs import set_up_logs
from bot.storage.channel_states import remember
from bot.usecases import calendar_feeds
from bot.usecases.calendar_feeds import MINE, PROGRAMME
from bot.worker import listening, serving
from tests.usecases.learning import ORGANISER, Learning
from tests.web.browsing import browsing
from tests.web.test_site import visiting


@pytest.fixture
def learning(database):
    made = Learning(database)
    made.now = SystemClock().now()
    made.joins(ORGANISER)
    database.write_now(lambda session: remember(session, "web", "bot", SITE, "https://bot.example.org"))
    return made


def path_of(learning, whose):
    return learning.does("fatou", calendar_feeds.make, whose).https.removeprefix("https://bot.example.org")


async def test_a_calendar_is_told_the_sessions_and_later_that_nothing_is_new(learning, database, translator):
    path = path_of(learning, MINE)
    async with visiting(database, translator) as browser:
        first = await browser.get(path)
        again = await browser.get(path, **{"if-none-match": f'"x", W/{first.headers["etag"]}'})
        learning.proposes("fatou", starts_at=learning.now.replace(year=learning.now.year + 1))
        changed = await browser.get(path, **{"if-none-match": first.headers["etag"]})
    assert (first.status, again.status, changed.status) == (200, 304, 200)
    assert (again.body, again.headers["etag"]) == (b"", first.headers["etag"])
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "private, max-age=900"
    assert {name: first.headers[name] for name in HEADERS} == HEADERS
    assert (first.text.count("BEGIN:VEVENT"), changed.text.count("BEGIN:VEVENT")) == (0, 1)
    assert path.removeprefix("/calendar/").removesuffix(".ics") not in first.text + repr(first.headers)


async def test_what_is_shared_may_be_kept_by_others_and_what_is_not_there_by_nobody(learning, database, translator):
    path = path_of(learning, PROGRAMME)
    async with visiting(database, translator) as browser:
        shared = await browser.get(path)
        learning.does("fatou", calendar_feeds.end, PROGRAMME)
        ended = await browser.get(path)
        never = await browser.get(f"/calendar/{'a' * 43}.ics")
        long = await browser.get(f"/calendar/{'a' * 5000}.ics")
    assert shared.headers["cache-control"] == "public, max-age=900"
    assert [(one.status, one.text, one.headers["cache-control"]) for one in (ended, never, long)] == [
        (404, "There is no such calendar.\n", "no-store")
    ] * 3


async def test_the_secret_is_in_no_log_whatever_goes_wrong(learning, database, translator, capsys, clean_root):
    path = path_of(learning, MINE)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    set_up_logs(machine_readable=True, level=logging.DEBUG)
    for name in ("uvicorn.error", "uvicorn.access", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)  # as somebody might who looks for a fault
    async with visiting(database, translator) as browser:
        assert (await browser.get(path)).status == 200
        database.close()
        failed = await browser.get(path)
    logging.getLogger("bot.x").warning("asked for %s", f"https://bot.example.org{path}", extra={"path": path})
    told = capsys.readouterr().err
    assert (failed.status, failed.headers["retry-after"]) == (503, "60")
    assert secret not in told
    assert json.loads(told.splitlines()[-1])["path"] == "/calendar/[hidden].ics"


@asynccontextmanager
async def asking(database, translator, allowance):
    bound = listening("127.0.0.1", 0)
    routes = feed_routes(database, SystemClock(), translator, allowance)
    async with (
        serving(Starlette(routes=routes), bound),
        browsing(f"http://127.0.0.1:{bound.getsockname()[1]}") as browser,
    ):
        yield browser


async def test_who_asks_too_often_is_told_when_to_come_back(learning, database, translator):
    seconds = [0.0]
    path = path_of(learning, MINE)
    allowance = Allowance(burst=3, per_second=0.5, seconds=lambda: seconds[0])
    async with asking(database, translator, allowance) as browser:
        statuses = [(await browser.get(path)).status for _ in range(3)]
        refused = await browser.get(path)
        seconds[0] = 2.0
        statuses += [(await browser.get(path)).status]
    assert statuses == [200, 200, 200, 200]
    assert (refused.status, refused.headers["retry-after"]) == (429, "3")


async def test_guessing_is_used_up_soon(learning, database, translator):
    allowance = Allowance(burst=30, per_second=0.001)
    async with asking(database, translator, allowance) as browser:
        statuses = [(await browser.get(f"/calendar/{number:043}.ics")).status for number in range(4)]
    assert statuses == [404, 404, 404, 429]


def test_each_visitor_has_an_allowance_of_their_own_and_few_are_remembered():
    allowance = Allowance(burst=1, per_second=0.1, most_known=2, seconds=lambda: 0.0)
    for visitor in ("a", "b", "c"):
        assert allowance.wait(visitor) == 0
        allowance.take(visitor)
    assert [allowance.wait(visitor) for visitor in ("a", "b", "c")] == [0, 10, 10]
