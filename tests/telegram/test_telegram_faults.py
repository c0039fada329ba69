"""Injected faults strike where they are told to, and real limits hold back who sends too fast."""

import asyncio

import aiohttp
import pytest

from tests.telegram.emulator import Emulator, faults
from tests.telegram.emulator.errors import OTHER_POLLER


@pytest.fixture
def ana(telegram):
    ana = telegram.person(7)
    ana.says("hello")
    return ana


@pytest.fixture
async def send(telegram):
    """Send a text as a bare client; return status and body."""
    async with aiohttp.ClientSession() as session:

        async def send(text, chat=7, **more):
            url = f"{telegram.base_url}{telegram.token}/sendMessage"
            async with session.post(url, data={"chat_id": str(chat), "text": text, **more}) as answer:
                return answer.status, await answer.text()

        yield send


def texts(telegram, who):
    return [message.text for message in telegram.replies(who)]


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (faults.BLOCKS, (403, '{"ok": false, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}')),
        (faults.CONFLICTS, (409, f'{{"ok": false, "error_code": 409, "description": "Conflict: {OTHER_POLLER}"}}')),
        (faults.FAILS, (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}')),
        (faults.floods(3), (429, '{"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 3", "parameters": {"retry_after": 3}}')),
        (faults.migrates(-1005), (400, '{"ok": false, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat", "parameters": {"migrate_to_chat_id": -1005}}')),
        (faults.ServesHtml(502), (502, "<html><head><title>502</title></head><body><center>nginx</center></body></html>")),
    ],
)  # fmt: skip
async def test_an_error_answer_has_no_effect_and_passes(telegram, ana, send, outcome, answer):
    telegram.faults.add(outcome, "sendMessage")
    assert await send("one") == answer
    assert (await send("two"))[0] == 200
    assert texts(telegram, ana) == ["two"]


async def test_a_fault_strikes_the_chosen_method_chat_and_number(telegram, ana, send):
    telegram.person(8).says("hello")
    telegram.faults.add(faults.BLOCKS, "sendMessage", chat=7, nth=2, times=2)
    telegram.faults.add(faults.FAILS, "sendPhoto", times=None)
    codes = [(await send("x", chat=chat))[0] for chat in (7, 8, 7, 8, 7, 7)]
    assert codes == [200, 200, 403, 200, 403, 200]


@pytest.mark.parametrize(("after_effect", "expected"), [(False, []), (True, ["one"])])
async def test_a_reset_leaves_open_whether_it_took_effect(telegram, ana, send, after_effect, expected):
    telegram.faults.add(faults.Resets(after_effect), "sendMessage")
    with pytest.raises(aiohttp.ClientOSError, match="Connection reset by peer"):
        await send("one")
    assert texts(telegram, ana) == expected


@pytest.mark.parametrize(("after_effect", "expected"), [(False, []), (True, ["one"])])
async def test_silence_leaves_open_whether_it_took_effect(telegram, ana, send, after_effect, expected):
    telegram.faults.add(faults.Silent(after_effect), "sendMessage")
    waiting = asyncio.create_task(send("one"))
    await telegram.waits_for(lambda: telegram.calls_of("sendMessage"))
    if after_effect:
        await telegram.waits_for(lambda: texts(telegram, ana))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert texts(telegram, ana) == expected


@pytest.mark.parametrize(("after_effect", "expected"), [(False, []), (True, ["one"])])
async def test_an_answer_can_be_held_back(telegram, ana, send, after_effect, expected):
    hold = faults.Holds(after_effect=after_effect)
    telegram.faults.add(hold, "sendMessage")
    waiting = asyncio.create_task(send("one"))
    await telegram.waits_for(lambda: telegram.calls_of("sendMessage"))
    await telegram.waits_for(lambda: texts(telegram, ana) == expected)
    assert not waiting.done()
    hold.gate.set()
    assert (await waiting)[0] == 200
    assert texts(telegram, ana) == ["one"]


async def test_a_slow_answer_arrives_in_the_end(telegram, ana, send):
    telegram.faults.add(faults.Slow(0.01), "sendMessage")
    assert (await send("one"))[0] == 200


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def paced(telegram, send, clock, chats):
    """Send to each chat in turn; return the status codes and the longest wait that was asked for."""
    answers = [await send("x", chat=chat) for chat in chats]
    waits = [int(body.partition('"retry_after": ')[2].rstrip("}")) for status, body in answers if status == 429]
    return [status for status, _ in answers], max(waits, default=0)


async def test_thirty_messages_a_second_and_no_more(telegram, send):
    clock = Clock()
    pace = telegram.keeps_pace(clock)
    chats = [telegram.person(number).says("hello").chat.id for number in range(1, 33)]
    codes, wait = await paced(telegram, send, clock, chats)
    assert (codes.count(200), codes.count(429), wait, pace.refused) == (30, 2, 1, 2)
    clock.now += 1
    assert (await paced(telegram, send, clock, chats[30:]))[0] == [200, 200]


async def test_a_chat_takes_a_burst_and_then_one_message_a_second(telegram, ana, send):
    clock = Clock()
    telegram.keeps_pace(clock, chat_burst=3)
    assert await paced(telegram, send, clock, [7] * 4) == ([200, 200, 200, 429], 3)
    clock.now += 3
    assert (await paced(telegram, send, clock, [7]))[0] == [200]


async def test_a_group_takes_twenty_messages_a_minute(telegram, ana, send):
    group = telegram.group(ana)
    group.adds_bot()
    clock = Clock()
    telegram.keeps_pace(clock)
    codes, wait = await paced(telegram, send, clock, [group.id] * 21)
    assert (codes, wait) == ([200] * 20 + [429], 60)


async def test_paid_broadcasts_have_a_wider_limit(telegram, send):
    clock = Clock()
    telegram.keeps_pace(clock)
    chats = [telegram.person(number).says("hello").chat.id for number in range(1, 41)]
    answers = [await send("x", chat=chat, allow_paid_broadcast="true") for chat in chats]
    assert {status for status, _ in answers} == {200}


async def test_waiting_for_what_never_comes_tells_the_last_calls():
    async with Emulator() as telegram:
        with pytest.raises(TimeoutError, match=r"not seen within 0\.01 s; the last calls were \[\]"):
            await telegram.waits_for(lambda: False, timeout=0.01)
