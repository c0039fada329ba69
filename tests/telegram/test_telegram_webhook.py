"""Telegram calls us: through a proxy that may repeat, lose or come to the wrong door; and what it hands over stays."""

import asyncio
import contextlib
import io
import json
import logging
import socket

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.receive import ALLOWED
from bot.channels.telegram.webhook import NOT_REACHED, REFUSED, SECRET_HEADER, secret_of
from bot.storage.errors import DatabaseFull
from bot.storage.inbox import InboxState
from bot.telegram_webhook import LARGEST, webhook_routes
from bot.worker import serving
from tests.telegram.emulator import faults
from tests.telegram.emulator.calling import Proxy, calling
from tests.telegram.emulator.errors import ApiError
from tests.telegram.service import Service, furnished

pytestmark = pytest.mark.slow  # a web server, an emulator and a whole bot

PUBLIC = "https://bot.example.org"
ADDRESS = f"{PUBLIC}/telegram"


@pytest.fixture
def code(sqlite_database):
    return furnished(sqlite_database)


@pytest.fixture
def ana(telegram):
    return telegram.person(7, "Ana", "en")


@contextlib.asynccontextmanager
async def called(telegram, service):
    """Our web server, and Telegram that reaches it through a proxy."""
    bound = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(PUBLIC, f"http://127.0.0.1:{bound.getsockname()[1]}")
    routes = webhook_routes(service.database, service.reception, service.channel)
    async with serving(Starlette(routes=routes), bound), calling(telegram, proxy):
        yield proxy


@pytest.fixture
async def service(telegram, sqlite_database, code, picture):
    async with Service(telegram, sqlite_database, picture(), webhook_url=ADDRESS) as service:
        yield service


@pytest.fixture
async def proxy(telegram, service):
    async with called(telegram, service) as proxy:
        yield proxy


async def all_done(telegram, service):
    await telegram.waits_for(lambda: not telegram.updates.pending)
    async with asyncio.timeout(60):
        while any(row.state is InboxState.PENDING for row in service.inbox()):
            await asyncio.sleep(0.01)


async def test_somebody_comes_in_and_is_answered(telegram, service, proxy, ana, code):
    ana.starts(code)
    await telegram.reply(ana, at_least=2)
    (call,) = telegram.calls_of("setWebhook")
    assert call.params == {
        "url": ADDRESS,
        "secret_token": secret_of(telegram.token),
        "allowed_updates": json.dumps(ALLOWED),
        "max_connections": "1",
        "drop_pending_updates": "false",
    }
    assert set(proxy.answers) == {200}


async def test_what_a_proxy_repeats_or_answers_too_late_counts_once_and_in_order(telegram, service, proxy, ana, code):
    proxy.repeats, proxy.loses = 3, 2
    ana.starts(code)
    for number in range(5):
        ana.says(f"hello {number}")
    await all_done(telegram, service)
    assert len(service.inbox()) == 6
    numbers = [int(row.external_id) for row in service.inbox()]
    assert numbers == sorted(numbers)
    assert len(proxy.answers) > 6


async def test_what_cannot_be_stored_is_not_confirmed_and_comes_again(telegram, service, proxy, ana, monkeypatch):
    accept, failures = service.reception.accept, [DatabaseFull("passerelle.sqlite", "disk full")] * 3

    async def stored(*arguments):
        if failures:
            raise failures.pop()
        await accept(*arguments)

    monkeypatch.setattr(service.reception, "accept", stored)
    ana.says("hello")
    await all_done(telegram, service)
    assert proxy.answers == [503, 503, 503, 200]
    assert len(service.inbox()) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "é" * 64, secret_of("another token")])
async def test_whoever_is_not_telegram_is_turned_away_and_nothing_is_stored(service, proxy, secret):
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with aiohttp.ClientSession() as session:
        update = {"update_id": 1, "message": {"text": "I am Telegram"}}
        async with session.post(f"{proxy.inside}/telegram", json=update, headers=headers) as answer:
            assert (answer.status, await answer.text()) == (403, "This address is for Telegram alone.\n")
    assert service.inbox() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b'{"update_id": 5', 400),
        (b'{"update_id": 7}' + b" " * LARGEST, 400),  # which would be an update
        (b"{}", 200),
        (b'{"update_id": 5, "news_of_tomorrow": {"a": 1}}', 200),
        (b'{"update_id": 5, "message": {"message_id": "no number"}}', 200),
    ],
)
async def test_what_is_no_update_is_told_and_what_we_do_not_know_is_passed_over(telegram, service, proxy, body, status):
    headers = {SECRET_HEADER: secret_of(telegram.token)}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{proxy.inside}/telegram", data=io.BytesIO(body), headers=headers) as answer,
    ):
        assert answer.status == status
    assert service.inbox() == []


async def test_a_text_that_a_client_cut_is_put_together_although_its_parts_come_one_by_one(
    telegram, service, proxy, ana, monkeypatch
):
    accept, accepted = service.reception.accept, []

    async def noted(channel, account, messages, state):
        accepted.extend(messages)
        await accept(channel, account, messages, state)

    monkeypatch.setattr(service.reception, "accept", noted)
    ana.pastes("a long story " * 500)
    await all_done(telegram, service)
    first, second = accepted
    assert (first.continues, second.continues) == (None, first.message_id)


async def test_changing_from_asking_to_being_called_and_back_loses_nothing(
    telegram, sqlite_database, code, picture, ana
):
    async with Service(telegram, sqlite_database, picture()) as asking:
        ana.starts(code)
        await telegram.waits_for(asking.inbox)
    ana.says("while nobody listens")
    async with Service(telegram, sqlite_database, picture(), webhook_url=ADDRESS) as being_called:
        async with called(telegram, being_called):
            await all_done(telegram, being_called)
        assert len(being_called.inbox()) == 2
        ana.says("nobody opens the door")
    async with Service(telegram, sqlite_database, picture()) as asking:
        async with asyncio.timeout(60):
            while len(asking.inbox()) < 3:
                await asyncio.sleep(0.01)
        await telegram.waits_for(lambda: telegram.updates.polled)
        assert (len(asking.inbox()), telegram.updates.webhook) == (3, "")


@pytest.fixture
async def watching(telegram):
    """Looks after the webhook without a pause; the third time that it would wait for its next look, it is over."""
    naps = []

    async def nap(seconds):
        naps.append(seconds)
        if naps.count(300) == 3:
            raise asyncio.CancelledError
        await asyncio.sleep(0)

    channel = TelegramChannel(telegram.token, base_url=telegram.base_url, webhook_url=f"{PUBLIC}/", sleep=nap)

    async def run(between=lambda: None):
        await channel._connect()
        task = asyncio.create_task(channel.webhook.run())
        await telegram.waits_for(lambda: telegram.calls_of("setWebhook"))
        between()
        await asyncio.wait([task])
        return naps

    yield run
    await channel.close()


async def test_an_address_without_a_path_gets_one_and_is_told_once(telegram, watching):
    await watching()
    assert [call.params["url"] for call in telegram.calls_of("setWebhook")] == [ADDRESS]


async def test_what_another_program_changes_is_set_again(telegram, watching, caplog):
    await watching(lambda: telegram.updates.switch("https://elsewhere.example.org/", drop_pending=False))
    assert telegram.updates.webhook == ADDRESS
    assert [r.message for r in caplog.records if "another program" in r.message] != []


async def test_an_address_that_telegram_refuses_is_told_with_what_to_do_and_tried_again(telegram, watching, caplog):
    telegram.faults.add(
        faults.Refuses(ApiError(400, "Bad Request: bad webhook: IP address 127.0.0.1 is reserved")),
        "setWebhook",
        times=2,
    )
    naps = await watching()
    assert [r.message for r in caplog.records if r.levelno == logging.ERROR] == [REFUSED]
    assert naps[:2] == [1, 2]
    assert telegram.updates.webhook == ADDRESS


async def test_that_telegram_does_not_reach_us_is_told_once(telegram, watching, ana, caplog):
    ana.says("hello")
    telegram.updates.failure = 1_700_000_000, "SSL error"
    await watching(lambda: setattr(telegram.updates, "failure", (1_700_000_000, "SSL error")))
    told = [record for record in caplog.records if record.message == NOT_REACHED]
    assert [(record.why, record.waiting) for record in told] == [("SSL error", 1)]
