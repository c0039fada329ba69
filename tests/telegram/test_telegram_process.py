"""The emulator in a process of its own, driven over HTTP."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from tests.telegram.emulator.remote import EmulatorProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def remote():
    with EmulatorProcess() as process:
        yield process


@pytest.fixture(autouse=True)
def clean(remote):
    yield
    remote.order("reset")
    remote.order("pace", on=False)


@pytest.fixture
async def bot(remote):
    async with Bot(remote.token, base_url=remote.base_url, base_file_url=remote.base_file_url) as bot:
        yield bot


async def echo(bot, count):
    offset, done = 0, 0
    while done < count:
        for update in await bot.get_updates(offset=offset, timeout=10):
            await bot.send_message(update.effective_chat.id, update.message.text)
            offset, done = update.update_id + 1, done + 1


@pytest.mark.parametrize("rate", [None, 1000])
async def test_a_burst_is_injected_and_what_was_sent_is_told_in_order(remote, bot, rate):
    remote.order("burst", count=40, people=4, text="n{number}", rate=rate)
    await echo(bot, 40)
    stats = await asyncio.to_thread(remote.waits_for_sends, 40)
    journal = remote.order("journal")
    assert (stats["injected"], stats["sent"]) == (40, 40)
    assert [(chat, text) for _, chat, text in journal["sent"]] == [(10_001 + n % 4, f"n{n}") for n in range(40)]
    assert [text for _, _, text in journal["injected"]] == [f"n{n}" for n in range(40)]
    assert stats["first_injected"] <= stats["first_sent"] <= stats["last_sent"]


async def test_it_tells_when_somebody_polls(remote, bot):
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.to_thread(remote.waits_for_poll, 10)
    remote.order("burst", count=1)
    assert len(await poll) == 1


async def test_faults_and_pace_can_be_switched_from_outside(remote, bot):
    remote.order("known", people=2)
    remote.order("fault", outcome="floods", value=7, method="sendMessage", times=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(10_001, "x")
    remote.order("pace", overall=1)
    await bot.send_message(10_001, "x")
    with pytest.raises(TelegramError, match="Flood control exceeded"):
        await bot.send_message(10_002, "x")
    assert remote.order("stats")["refused_for_pace"] == 1
