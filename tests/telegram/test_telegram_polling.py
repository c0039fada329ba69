"""Our own getUpdates loop: nothing is confirmed before it is on disk, and nothing ends it."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.channel import CANNOT_BE_READ, TelegramChannel
from bot.channels.telegram.polling import TWO_READERS
from bot.channels.telegram.problems import TokenRefused
from bot.storage.errors import DatabaseFull
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import ApiError, bad_request

NOW = datetime(2023, 3, 14, 12, 0, tzinfo=UTC)
ENDS = (CANNOT_BE_READ, "Telegram can be read again")


class Disk:
    """What was accepted, and the state with it; `fails` so many times, and waits at its `gate`."""

    def __init__(self) -> None:
        self.messages = []
        self.states = []
        self.fails = 0
        self.failure = OSError("the disk is full of my secret words")
        self.gate = asyncio.Event()
        self.gate.set()
        self.tried = asyncio.Event()

    async def accept(self, messages, state):
        self.tried.set()
        await self.gate.wait()
        if self.fails:
            self.fails -= 1
            raise self.failure
        self.messages += messages
        self.states.append(state)

    @property
    def texts(self):
        return [message.text for message in self.messages]


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self):
        return self.at


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ana(telegram):
    return telegram.person(7)


@pytest.fixture
def channel_with(telegram, naps, clock):
    """A channel that naps without sleeping; what it would have waited is in `naps`."""

    async def nap(seconds):
        naps.append(seconds)
        await asyncio.sleep(0)

    def make(token=telegram.token):
        urls = {"base_url": telegram.base_url, "file_url": telegram.base_file_url}
        return TelegramChannel(token, clock=clock, sleep=nap, **urls)

    return make


@contextlib.asynccontextmanager
async def reading(channel, disk, state=None):
    task = asyncio.create_task(channel.receive(disk.accept, state or {}))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])
        await channel.close()


async def test_what_came_in_is_confirmed_by_the_next_call_once_it_is_on_disk(telegram, channel_with, disk, ana):
    disk.gate.clear()
    async with reading(channel_with(), disk):
        ana.says("one")
        await disk.tried.wait()
        assert len(telegram.updates.pending) == 1
        disk.gate.set()
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
    assert (disk.texts, disk.states) == (["one"], [{"offset": "100002", "offset_at": NOW.isoformat()}])


async def test_a_batch_is_accepted_in_order_and_at_once(telegram, channel_with, disk, ana):
    for number in range(150):
        ana.says(str(number))
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert disk.texts == [str(number) for number in range(150)]
    assert [state["offset"] for state in disk.states] == ["100101", "100151"]


async def test_what_cannot_be_kept_comes_again(telegram, channel_with, disk, ana, naps, caplog):
    caplog.set_level(logging.INFO)
    disk.fails = 2
    async with reading(channel_with(), disk):
        ana.says("one")
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
    assert (disk.texts, naps) == (["one"], [1, 2])
    assert [record.message for record in caplog.records] == list(ENDS)
    assert caplog.records[0].why == "OSError"


async def test_what_the_database_says_is_told(telegram, channel_with, disk, ana, caplog):
    disk.fails, disk.failure = 1, DatabaseFull("passerelle.sqlite", "disk full")
    async with reading(channel_with(), disk):
        ana.says("one")
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
    assert [record.message for record in caplog.records] == [str(disk.failure)]


async def test_it_goes_on_from_where_it_was_before_a_restart(telegram, channel_with, disk, ana):
    for text in "abc":
        ana.says(text)
    async with reading(channel_with(), disk, {"offset": "100003", "offset_at": (NOW - timedelta(days=5)).isoformat()}):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert disk.texts == ["c"]


@pytest.mark.parametrize(
    "state",
    [
        {"offset": "900000000", "offset_at": (NOW - timedelta(days=7)).isoformat()},
        {"offset": "900000000"},
        {"offset": "nonsense", "offset_at": NOW.isoformat()},
    ],
)
async def test_an_old_place_is_not_trusted_because_numbering_may_have_begun_anew(
    telegram, channel_with, disk, ana, state
):
    ana.says("hello")
    async with reading(channel_with(), disk, state):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert disk.texts == ["hello"]


async def test_numbering_begins_anew_after_an_idle_week(telegram, channel_with, disk, ana, clock):
    async with reading(channel_with(), disk):
        ana.says("one")
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
        clock.at += timedelta(days=8)
        telegram.updates.close()  # the poll of that time ends
        await telegram.waits_for(lambda: "offset" not in telegram.calls[-1].params and telegram.updates.polled)
        telegram.updates.jump_to(5)
        ana.says("two")
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
    assert (disk.texts, disk.states[-1]["offset"]) == (["one", "two"], "6")


async def test_a_place_that_telegram_refuses_is_given_up(telegram, channel_with, disk, ana, naps):
    ana.says("hello")
    telegram.faults.add(faults.Refuses(bad_request("Invalid offset specified")), "getUpdates")
    async with reading(channel_with(), disk, {"offset": "900000000", "offset_at": NOW.isoformat()}):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert (disk.texts, naps) == (["hello"], [1])


async def test_updates_that_come_twice_are_handed_on_with_the_same_number(telegram, channel_with, disk, ana):
    ana.says("one")
    telegram.updates.put_again()
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert [(message.external_id, message.text) for message in disk.messages] == [("100001", "one")] * 2


async def test_what_means_nothing_is_confirmed_all_the_same(telegram, channel_with, disk, ana):
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
        telegram.put("message", {"message_id": 1, "date": "broken"})
        ana.says("hello")
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
    assert disk.texts == ["hello"]


async def test_it_asks_only_for_what_it_reads(telegram, channel_with, disk):
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    (call,) = telegram.calls
    assert (call.method, call.query) == ("getUpdates", "")
    assert call.params == {
        "timeout": "25",
        "limit": "100",
        "allowed_updates": '["message", "edited_message", "callback_query", "my_chat_member"]',
    }


async def test_while_another_reads_it_waits_longer_and_longer(telegram, channel_with, disk, ana, naps, caplog):
    caplog.set_level(logging.INFO)
    ana.says("hello")
    telegram.faults.add(faults.CONFLICTS, "getUpdates", times=8)
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert (disk.texts, naps) == (["hello"], [1, 2, 4, 8, 16, 32, 60, 60])
    assert [record.message for record in caplog.records] == [TWO_READERS, ENDS[1]]
    assert caplog.records[0].why.startswith("Conflict: terminated by other getUpdates request")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (faults.FAILS, "Internal Server Error"),
        (faults.ServesHtml(), "Bad Gateway (502)"),
        (faults.Resets(), "no answer: ClientOSError"),
        (faults.BLOCKS, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_trouble_is_told_once_and_waited_out(telegram, channel_with, disk, ana, caplog, fault, why):
    ana.says("hello")
    telegram.faults.add(fault, "getUpdates", times=3)
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert disk.texts == ["hello"]
    assert [(record.message, record.why) for record in caplog.records] == [(ENDS[0], why)]


async def test_it_waits_as_long_as_telegram_asks_for(telegram, channel_with, disk, naps):
    telegram.faults.add(faults.floods(40), "getUpdates")
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert naps == [40]


async def test_a_webhook_that_was_left_is_removed_and_what_waits_is_read(telegram, channel_with, disk, ana, caplog):
    telegram.updates.switch("https://example.org/hook", drop_pending=False)
    ana.says("hello")
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert (disk.texts, telegram.updates.webhook) == (["hello"], "")
    assert [record.levelname for record in caplog.records] == ["WARNING"], "whoever switches has no second program"


async def test_a_webhook_that_somebody_sets_again_is_another_program(telegram, channel_with, disk, ana, caplog, naps):
    telegram.updates.switch("https://example.org/hook", drop_pending=False)
    ana.says("hello")
    telegram.faults.add(
        faults.Refuses(ApiError(409, "Conflict: can't use getUpdates method while webhook is active")),
        "getUpdates",
        times=2,
    )
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert (disk.texts, naps) == (["hello"], [1])
    assert TWO_READERS in [record.message for record in caplog.records]


async def test_removing_the_webhook_is_tried_again(telegram, channel_with, disk, ana, naps):
    telegram.updates.switch("https://example.org/hook", drop_pending=False)
    ana.says("hello")
    telegram.faults.add(faults.FAILS, "deleteWebhook")
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert (disk.texts, naps) == (["hello"], [1])


async def test_a_refused_token_is_told_once_to_whoever_can_mend_it_and_tried_again(
    telegram, channel_with, disk, ana, naps, caplog
):
    caplog.set_level(logging.INFO)
    ana.says("hello")
    telegram.faults.add(faults.Refuses(ApiError(401, "Unauthorized")), "getUpdates", times=11)
    async with reading(channel_with(), disk):
        await telegram.waits_for(lambda: telegram.updates.polled)
    assert (disk.texts, naps) == (["hello"], [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("ERROR", str(TokenRefused())),
        ("INFO", ENDS[1]),
    ]


async def test_neither_tokens_nor_texts_are_logged(telegram, channel_with, disk, ana, caplog):
    caplog.set_level(logging.DEBUG)
    disk.fails = 1
    for place, fault in enumerate((faults.FAILS, faults.ServesHtml(), faults.Resets(), faults.CONFLICTS), 1):
        telegram.faults.add(fault, "getUpdates", nth=place)
    async with reading(channel_with(), disk):
        ana.says("my secret words")
        await telegram.waits_for(lambda: not telegram.updates.pending and telegram.updates.polled)
    assert disk.texts == ["my secret words"]
    logged = "".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name != "asyncio"
    )
    assert [word for word in (telegram.token, "emulated-bot-token", "secret") if word in logged] == []
