"""What goes wrong while it runs is told once and waited out; everything else goes on meanwhile."""

import json
import signal
import sqlite3
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.channels.matrix import channel as matrix
from bot.channels.telegram.problems import TokenRefused
from bot.storage.database import Database
from bot.storage.errors import DatabaseLocked
from bot.storage.inbox import InboxRow, InboxState
from tests.faults.conftest import TYPED
from tests.matrix.homeserver import NO_LIMITS, Homeserver
from tests.matrix.human import human
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import ApiError

pytestmark = pytest.mark.slow
AGAIN = "Telegram can be read again"


async def health(program):
    async with aiohttp.ClientSession() as web, web.get(f"http://127.0.0.1:{program.port}/healthz") as answer:
        return answer.status


def page_of(program):
    return {"Origin": f"http://127.0.0.1:{program.port}"}


async def answered(telegram, person, number=1):
    await telegram.waits_for(lambda: len(telegram.replies(person)) >= number, 120)


async def test_it_runs_stops_when_it_is_told_to_and_starts_again(program):
    async with program() as running:
        await running.is_ready()
        assert await health(running) == 200
        assert await running.end(signal.SIGTERM) == 0
        running.output.clear()
        await running.start()
        await running.is_ready()
        assert await running.end(signal.SIGTERM) == 0
    claim = "Nobody administers this bot yet. Write to it within 24 hours:"
    assert running.problems == []
    assert (running.told[0:3], running.told.count(claim)) == (["", claim, ""], 1)  # the code is told once


async def test_it_stops_in_the_middle_of_work_and_everybody_is_answered_after_the_next_start(
    program, telegram, on_telegram
):
    people = [telegram.person(1000 + number) for number in range(60)]
    async with program(**on_telegram) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        for person in people:
            person.starts()
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > 10, 120)
        assert await running.end(signal.SIGTERM) == 0
        assert running.problems == []
        await running.start()
        for person in people:
            await answered(telegram, person, 2)
        assert await running.end(signal.SIGTERM) == 0
    assert [len(telegram.replies(person)) for person in people] == [2] * 60  # and nobody twice


async def test_it_stops_while_a_page_is_open_and_a_message_hangs_which_is_sent_after_the_next_start(
    program, telegram, on_telegram
):
    telegram.faults.add(faults.Holds(), "sendMessage", times=None)
    ana = telegram.person(7)
    ana.says("hello")
    async with program(**on_telegram) as running, aiohttp.ClientSession() as web:
        await telegram.waits_for(lambda: telegram.calls_of("sendMessage"), 120)
        async with web.ws_connect(f"http://127.0.0.1:{running.port}/socket", headers=page_of(running)):
            assert await running.end(signal.SIGTERM) == 0
        telegram.faults.clear()
        await running.start()
        await answered(telegram, ana)
        assert await running.end(signal.SIGTERM) == 0


async def test_a_refused_token_is_told_once_and_the_web_chat_goes_on(program, telegram, on_telegram):
    telegram.faults.add(faults.Refuses(ApiError(401, "Unauthorized")), times=None)
    ana = telegram.person(7)
    ana.says(f"hello {TYPED}")
    async with program(**on_telegram) as running:
        await running.is_ready()
        await telegram.waits_for(lambda: len(telegram.calls_of("getUpdates")) > 2, 120)
        assert (await health(running), running.problems) == (200, [str(TokenRefused())])
        telegram.faults.clear()
        await running.tells(AGAIN)
        await answered(telegram, ana)
        assert await running.end(signal.SIGTERM) == 0
    assert (running.problems, running.told.count(AGAIN)) == ([str(TokenRefused())], 1)


async def test_a_homeserver_that_is_down_is_told_once_and_found_again(program, tmp_path):
    (tmp_path / "homeserver").mkdir()
    homeserver = Homeserver(tmp_path / "homeserver", NO_LIMITS)
    try:
        homeserver.start()
        bot = await homeserver.register("bot")
        homeserver.stop()
        settings = {"HOMESERVER": homeserver.url, "USER": bot.user_id, "PASSWORD": bot.password}
        async with program(**{f"MATRIX_{name}": value for name, value in settings.items()}) as running:
            await running.is_ready()
            await running.tells(matrix.CANNOT_BE_READ)
            assert await health(running) == 200
            homeserver.start()
            await running.tells(matrix.CAN_BE_READ)
            async with human(homeserver, "amina") as amina:
                room = await amina.opens_a_talk_with(bot.user_id)
                await amina.sees(lambda event: event["sender"] == bot.user_id and event["type"] == "m.room.message")
                await amina.says(room, TYPED)
            assert await running.end(signal.SIGTERM) == 0
        assert running.problems == [matrix.CANNOT_BE_READ]
    finally:
        homeserver.stop()


async def test_a_database_that_is_locked_for_a_while_only_delays(program, telegram, on_telegram, tmp_path):
    ana = telegram.person(7)
    async with program(**on_telegram) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        holder = sqlite3.connect(tmp_path / "data" / "passerelle.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        ana.says(f"hello {TYPED}")
        await running.tells(str(DatabaseLocked(str(tmp_path / "data" / "passerelle.sqlite"), "database is locked")))
        assert telegram.replies(ana) == []
        holder.execute("ROLLBACK")
        holder.close()
        await answered(telegram, ana, 2)
        assert await running.end(signal.SIGTERM) == 0
    assert len(telegram.replies(ana)) == 2


async def test_a_message_that_cannot_be_worked_is_parked_and_others_go_on(program, telegram, on_telegram, tmp_path):
    ana, bo = telegram.person(7), telegram.person(8)
    async with program(**on_telegram) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        poison(tmp_path / "data" / "passerelle.sqlite")
        ana.says("hello")
        await running.tells("step failed", 5)
        bo.says("hello")
        await answered(telegram, ana)
        await answered(telegram, bo)
        async with program("doctor") as doctor:
            assert await doctor.ends() == 1
        assert await running.end(signal.SIGTERM) == 0
    lines = [line for line in doctor.output if line.startswith("PLEASE")]
    said = "1 could not be worked after several tries and are kept. The log says why (search for “step failed”)."
    assert f"PLEASE parked messages: {said}" in lines  # beside it: nobody administers this bot
    failures = [json.loads(line) for line in running.errors if '"step failed"' in line]
    assert [one["parked"] for one in failures] == [False] * 4 + [True]


def poison(file):
    """A message as another version might have stored it."""
    database = Database.open(f"sqlite:///{file}")
    row = InboxRow(
        channel="telegram",
        account="123456",
        external_id="poison",
        lane="telegram:123456:9",
        chat="9",
        payload={"kind": TYPED},
        state=InboxState.PENDING,
        received_at=datetime.now(UTC),
    )
    database.write_now(lambda session: session.add(row))
    database.close()
