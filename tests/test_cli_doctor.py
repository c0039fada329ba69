"""`passerelle doctor`: each thing it looks at, well and ill."""

import asyncio
import os
import socket
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from sqlmodel import select

from bot.core.messages import Priority
from bot.storage.database import Database
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.lock import worker_lock
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.schema import newest
from tests.delivery.rows import message, put
from tests.matrix.homeserver import NO_LIMITS, running
from tests.matrix.nio_client import nio_client
from tests.telegram.emulator import Emulator

NOTHING_CONNECTED = {
    "settings": "ok    all can be read",
    "Telegram": "ok    not connected (PASSERELLE_TELEGRAM_TOKEN is empty)",
    "Matrix": "ok    not connected (PASSERELLE_MATRIX_HOMESERVER is empty)",
}


@pytest.fixture
def doctor(command_line):
    """Its exit code, and by what it looked at: what it says; the web chat apart, whose port is another each time."""

    def look(**settings):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        code, told, problems = command_line("doctor", **{"WEB_PORT": port, **settings})
        assert problems == ""
        found = {}
        for line in told.splitlines():
            if line == "What each setting means: passerelle doctor --settings":
                continue
            sign, what, said = line[:6], *line[6:].lstrip().split(": ", 1)
            found[what] = f"{sign.strip():<6}{said}" if sign != "PLEASE" else f"PLEASE {said}"
        return code, {what: said for what, said in found.items() if not what.startswith("web chat")}

    return look


@pytest.fixture(scope="module")
def matrix_homeserver(tmp_path_factory):
    with running(tmp_path_factory.mktemp("homeserver"), NO_LIMITS) as server:
        yield server


def an_update(number, **more):
    fields = {"channel": "telegram", "account": "1", "lane": "telegram:1:7", "chat": "7", "payload": {}}
    return InboxRow(**{**fields, "external_id": str(number), "received_at": datetime.now(UTC), **more})


def keep(url, *rows):
    database = Database.open(url, durable=False)
    database.write_now(lambda session: session.add_all(rows))
    database.close()


def settle(session, states):
    for row, state in zip(session.exec(select(OutboxRow).order_by(OutboxRow.id)).all(), states, strict=True):
        row.state = state
        session.add(row)


def test_in_an_empty_folder_everything_is_fine_and_nothing_is_made(doctor, tmp_path):
    assert doctor() == (
        0,
        {**NOTHING_CONNECTED, "database": "ok    data/passerelle.sqlite is not there yet: `passerelle run` makes it"},
    )
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_used(doctor):
    code, found = doctor(WEB_PORT="eighty")
    assert (code, found["settings"]) == (
        1,
        (
            "PLEASE PASSERELLE_WEB_PORT cannot be used: Input should be a valid integer, unable to parse string as an "
            "integer. Please correct it in the environment or in the file .env, then start again."
        ),
    )


def test_a_name_that_is_no_setting_is_told_with_the_one_that_may_be_meant(doctor, tmp_path):
    (tmp_path / ".env").write_text("PASSERELLE_TELEGRAM_TOKN=123:secret\nOTHER=1\npasserelle_web_host=127.0.0.1\n")
    code, found = doctor(XYZZY="1")
    assert (code, found["settings"]) == (
        1,
        (
            "PLEASE PASSERELLE_TELEGRAM_TOKN is no setting; perhaps PASSERELLE_TELEGRAM_TOKEN is meant. "
            "PASSERELLE_XYZZY is no setting."
        ),
    )


def test_a_database_that_is_as_it_should_be(doctor, command_line, migrated_folder):
    assert doctor() == (
        0,
        {
            **NOTHING_CONNECTED,
            "database": f"ok    data/passerelle.sqlite, schema {newest()}",
            "incoming queue": "ok    nothing waits",
            "outgoing queue": "ok    0 waiting, 0 uncertain, 0 failed",
            "worker": "ok    none is running; `passerelle run` starts one",
        },
    )


def test_a_database_without_tables(doctor, tmp_path):
    (tmp_path / "data").mkdir()
    Database.open(f"sqlite:///{tmp_path}/data/passerelle.sqlite").close()
    code, found = doctor()
    assert (code, found["database"]) == (1, "PLEASE data/passerelle.sqlite is empty: run `passerelle migrate`.")


def test_a_file_that_is_no_database(doctor, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "passerelle.sqlite").write_text("Dear colleagues, " * 100)
    code, found = doctor()
    assert (code, found["database"].partition(" (")[0]) == (
        1,
        "PLEASE The file data/passerelle.sqlite is not an undamaged SQLite database",
    )


def test_a_database_that_cannot_be_reached_is_told_without_its_password(doctor):
    code, found = doctor(DATABASE_URL="postgresql://bot:hunter2@127.0.0.1:1/bot")
    assert (code, found["database"].partition(" cannot be used: ")[0]) == (
        1,
        "PLEASE The database postgresql+psycopg://[hidden]@127.0.0.1:1/bot",
    )
    assert "hunter2" not in str(found)


def test_a_worker_that_runs_is_named(doctor, command_line, migrated_folder):
    with worker_lock(migrated_folder / "data"):
        assert doctor()[1]["worker"] == f"ok    running as process {os.getpid()}"


def test_parked_updates_and_a_queue_that_stands_still(doctor, database_url):
    waits = datetime.now(UTC) - timedelta(minutes=6)
    keep(
        database_url,
        an_update(1, state=InboxState.PARKED),
        an_update(2, state=InboxState.PARKED),
        an_update(3, state=InboxState.PENDING, received_at=waits),
    )
    code, found = doctor(DATABASE_URL=database_url)
    assert (code, found["parked messages"], found["incoming queue"]) == (
        1,
        ("PLEASE 2 could not be worked after several tries and are kept. The log says why (search for “step failed”)."),
        f"PLEASE the oldest waits since {waits:%Y-%m-%d %H:%M} UTC: is a worker running?",
    )


def test_a_queue_that_moves_is_fine(doctor, database_url):
    keep(database_url, an_update(1, state=InboxState.PENDING))
    code, found = doctor(DATABASE_URL=database_url)
    assert (code, found["incoming queue"]) == (0, "ok    nothing waits long")


def test_the_outgoing_queue_is_counted(doctor, database_url):
    states = (OutboxState.QUEUED, OutboxState.QUEUED, OutboxState.UNCERTAIN, OutboxState.FAILED)
    database = Database.open(database_url, durable=False)
    put(database, *(message(str(number), now=datetime.now(UTC)) for number in range(len(states))))
    database.write_now(lambda session: settle(session, states))
    database.close()
    code, found = doctor(DATABASE_URL=database_url)
    assert (code, found["outgoing queue"]) == (0, "ok    2 waiting, 1 uncertain, 1 failed")


@pytest.mark.parametrize(
    ("priority", "minutes", "late"),
    [
        (Priority.REPLY, 4, False),
        (Priority.REPLY, 6, True),
        (Priority.REMINDER, 6, False),
        (Priority.BROADCAST, 6, False),
    ],
)
def test_a_reply_that_nobody_sends_is_told(doctor, database_url, priority, minutes, late):
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    database = Database.open(database_url, durable=False)
    put(database, message("one", priority=priority, now=since))
    database.close()
    code, found = doctor(DATABASE_URL=database_url)
    told = (
        f"; somebody waits for a reply since {since:%Y-%m-%d %H:%M} UTC: is a worker running, and does the platform "
        "answer it? The log says what it met."
    )
    expected = f"PLEASE 1 waiting, 0 uncertain, 0 failed{told}" if late else "ok    1 waiting, 0 uncertain, 0 failed"
    assert (code, found["outgoing queue"]) == (int(late), expected)


# -- platforms ---------------------------------------------------------------------------------------------------------
async def test_a_token_that_works_and_a_clock_that_agrees(doctor):
    async with Emulator() as telegram:
        code, found = await asyncio.to_thread(
            doctor, TELEGRAM_TOKEN=telegram.token, TELEGRAM_BASE_URL=telegram.base_url
        )
    assert (code, found["Telegram"], found["clock"]) == (0, "ok    the token works", "ok    agrees with Telegram's")


async def test_a_token_that_does_not(doctor):
    async with Emulator() as telegram:
        code, found = await asyncio.to_thread(doctor, TELEGRAM_TOKEN="123:x", TELEGRAM_BASE_URL=telegram.base_url)
    assert (code, found["Telegram"]) == (
        1,
        "PLEASE the token is not right: copy it again from @BotFather into PASSERELLE_TELEGRAM_TOKEN.",
    )


def test_a_telegram_that_cannot_be_reached_is_told_without_the_token(doctor):
    code, found = doctor(TELEGRAM_TOKEN="123:secret", TELEGRAM_BASE_URL="http://127.0.0.1:1/bot")
    assert (code, found["Telegram"]) == (
        1,
        "PLEASE cannot be reached (ClientConnectorError): check the address and the network.",
    )


@asynccontextmanager
async def homeserver(answer):
    """Something that answers in the place of a homeserver."""
    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await web.SockSite(runner, listening).start()
        yield {
            "MATRIX_HOMESERVER": f"http://127.0.0.1:{listening.getsockname()[1]}",
            "MATRIX_USER": "@bot:example.org",
            "MATRIX_PASSWORD": "x",
        }
        await runner.cleanup()


async def test_a_clock_that_is_wrong(doctor):
    async def answer(_request):
        stamp = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        return web.json_response({"versions": ["v1.1"]}, headers={"Date": stamp})

    async with homeserver(answer) as settings:
        code, found = await asyncio.to_thread(doctor, **settings)
    assert (code, found["Matrix"]) == (1, "ok    the homeserver answers")
    assert round(int(found["clock"].split()[3]), -2) == 3600
    assert found["clock"].partition(" s off ")[2] == "from Matrix's: switch on NTP."


async def test_an_address_where_no_homeserver_answers(doctor):
    async def answer(_request):
        return web.Response(status=404)

    async with homeserver(answer) as settings:
        code, found = await asyncio.to_thread(doctor, **settings)
    assert (code, found["Matrix"]) == (
        1,
        "PLEASE no homeserver answers there (404): check PASSERELLE_MATRIX_HOMESERVER.",
    )


def of_account(server, account, **more):
    return {
        "MATRIX_HOMESERVER": server.url,
        "MATRIX_USER": account.user_id,
        "MATRIX_PASSWORD": account.password,
        **more,
    }


async def devices(server, account):
    async with nio_client(server, account) as client:
        return sorted(device.id for device in (await client.devices()).devices)


@pytest.mark.slow
async def test_a_matrix_password_that_works_leaves_no_device_behind(doctor, matrix_homeserver):
    bot = await matrix_homeserver.register("bot")
    for _again in range(2):
        code, found = await asyncio.to_thread(doctor, **of_account(matrix_homeserver, bot))
        assert (code, found["Matrix"], found["Matrix account"]) == (
            0,
            "ok    the homeserver answers",
            f"ok    the password of {bot.user_id} works",
        )
    assert await devices(matrix_homeserver, bot) == [bot.device_id]


@pytest.mark.slow
async def test_a_matrix_password_that_is_wrong(doctor, matrix_homeserver):
    bot = await matrix_homeserver.register("bot")
    settings = of_account(matrix_homeserver, bot, MATRIX_PASSWORD="not-this-one")
    code, found = await asyncio.to_thread(doctor, **settings)
    assert (code, found["Matrix"], found["Matrix account"]) == (
        1,
        "ok    the homeserver answers",
        (
            f"PLEASE The Matrix homeserver does not let {bot.user_id} in (M_FORBIDDEN). Please check "
            "PASSERELLE_MATRIX_USER and PASSERELLE_MATRIX_PASSWORD, then start again. What people write meanwhile waits on "
            "the homeserver."
        ),
    )
    assert "not-this-one" not in str(found)


@pytest.mark.slow
async def test_a_matrix_account_that_is_written_otherwise_leaves_no_device_behind(doctor, matrix_homeserver):
    bot = await matrix_homeserver.register("bot")
    settings = of_account(matrix_homeserver, bot, MATRIX_USER=bot.user_id.removeprefix("@").partition(":")[0])
    code, found = await asyncio.to_thread(doctor, **settings)
    assert (code, found["Matrix account"]) == (
        1,
        (
            f"PLEASE The Matrix homeserver knows this account as {bot.user_id}. Please set PASSERELLE_MATRIX_USER to that, "
            "then start again."
        ),
    )
    assert await devices(matrix_homeserver, bot) == [bot.device_id]


async def test_a_homeserver_that_wants_no_more_sign_ins_for_now(doctor):
    async def answer(request):
        if request.method == "POST":
            refusal = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 333_000}
            return web.json_response(refusal, status=429)
        return web.json_response({"versions": ["v1.1"]})

    async with homeserver(answer) as settings:
        code, found = await asyncio.to_thread(doctor, **settings)
    assert (code, found["Matrix account"]) == (
        1,
        (
            "PLEASE the password could not be tried (the homeserver answered 429 M_LIMIT_EXCEEDED): please try again in 6 "
            "min."
        ),
    )


def test_a_homeserver_without_an_account(doctor):
    code, found = doctor(MATRIX_HOMESERVER="http://127.0.0.1:1")
    assert (code, found["Matrix"]) == (
        1,
        "PLEASE PASSERELLE_MATRIX_USER and PASSERELLE_MATRIX_PASSWORD are needed beside the homeserver.",
    )
