"""getUpdates: offsets, limits, long polls, kinds, two pollers, the webhook switch."""

import asyncio

import pytest


@pytest.fixture
def ana(telegram):
    return telegram.person(7)


async def texts(asked):
    return [update["message"]["text"] for update in (await asked)["result"]]


async def test_updates_come_again_until_an_offset_confirms_them(telegram, ask, ana):
    for text in "abc":
        ana.says(text)
    updates = (await ask("getUpdates"))["result"]
    assert await texts(ask("getUpdates")) == ["a", "b", "c"]
    assert await texts(ask("getUpdates", offset=updates[1]["update_id"])) == ["b", "c"]
    assert await texts(ask("getUpdates")) == ["b", "c"]
    assert await texts(ask("getUpdates", offset=updates[-1]["update_id"] + 1)) == []


async def test_a_limit_cuts_and_bad_limits_are_bent(ask, ana):
    for number in range(120):
        ana.says(str(number))
    assert await texts(ask("getUpdates", limit=2)) == ["0", "1"]
    assert len(await texts(ask("getUpdates", limit=0))) == 1
    assert len(await texts(ask("getUpdates", limit=1000))) == 100
    assert len(await texts(ask("getUpdates", limit="many"))) == 100


async def test_a_negative_offset_keeps_only_the_last(ask, ana):
    for text in "abc":
        ana.says(text)
    assert await texts(ask("getUpdates", offset=-2)) == ["b", "c"]
    assert await texts(ask("getUpdates")) == ["b", "c"]
    assert await texts(ask("getUpdates", offset=-10)) == ["b", "c"]


async def test_a_long_poll_ends_when_something_arrives(telegram, ask, ana):
    poll = asyncio.create_task(texts(ask("getUpdates", timeout=30)))
    await telegram.waits_for(lambda: telegram.updates.polled)
    ana.says("hello")
    assert await asyncio.wait_for(poll, 60) == ["hello"]


@pytest.mark.slow
async def test_a_poll_without_news_ends_empty(ask):
    assert await texts(ask("getUpdates", timeout=1)) == []


async def test_a_second_poller_ends_the_poll_of_the_first(telegram, ask, ana):
    first = asyncio.create_task(ask("getUpdates", timeout=30))
    await telegram.waits_for(lambda: telegram.updates.polled)
    second = asyncio.create_task(texts(ask("getUpdates", timeout=30)))
    refused = await asyncio.wait_for(first, 60)
    assert (refused["error_code"], refused["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await telegram.waits_for(lambda: telegram.updates.polled)
    ana.says("hello")
    assert await asyncio.wait_for(second, 60) == ["hello"]


async def test_only_allowed_kinds_are_kept_and_the_choice_is_remembered(telegram, ask, ana):
    message = ana.says("one")
    ana.edits(message, "two")
    await ask("getUpdates", offset=-1, allowed_updates='["message"]')
    ana.edits(message, "three")
    ana.says("four")
    updates = (await ask("getUpdates"))["result"]
    assert [set(update) - {"update_id"} for update in updates] == [{"edited_message"}, {"message"}]
    await ask("getUpdates", offset=updates[-1]["update_id"] + 1, allowed_updates="[]")
    ana.edits(message, "five")
    assert [update["edited_message"]["text"] for update in (await ask("getUpdates"))["result"]] == ["five"]


async def test_a_webhook_and_polling_exclude_each_other(telegram, ask, ana):
    poll = asyncio.create_task(ask("getUpdates", timeout=30))
    await telegram.waits_for(lambda: telegram.updates.polled)
    await ask("setWebhook", url="https://example.org/hook")
    assert (await asyncio.wait_for(poll, 60))["description"] == "Conflict: terminated by setWebhook request"
    assert (await ask("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    ana.says("hello")
    info = (await ask("getWebhookInfo"))["result"]
    assert (info["url"], info["pending_update_count"]) == ("https://example.org/hook", 1)
    await ask("deleteWebhook", drop_pending_updates="true")
    assert await texts(ask("getUpdates")) == []


async def test_a_lost_confirmation_brings_updates_twice(telegram, ask, ana):
    ana.says("one")
    [first] = (await ask("getUpdates"))["result"]
    telegram.updates.put_again()
    ana.says("two")
    assert await texts(ask("getUpdates", offset=first["update_id"] + 1)) == ["one"]
    assert await texts(ask("getUpdates", offset=first["update_id"] + 1)) == ["two"]


async def test_numbers_may_jump_and_old_updates_are_forgotten(telegram, ask, ana):
    ana.says("one")
    telegram.updates.expire()
    telegram.updates.jump_to(5)
    ana.says("two")
    [update] = (await ask("getUpdates"))["result"]
    assert (update["update_id"], update["message"]["text"]) == (5, "two")
