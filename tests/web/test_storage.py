from datetime import UTC, datetime, timedelta
from functools import partial

from bot.storage.web import (
    WebDirection,
    change_message,
    correct_message,
    files_of,
    find_browser,
    find_file,
    keep_file,
    keep_message,
    knows_browser,
    last_messages,
    meet_browser,
)
from tests.web.browsing import browsing
from tests.web.serving import serving

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OUT = WebDirection.OUT


async def test_a_browser_keeps_its_address(database):
    assert await database.read(partial(find_browser, token_hash="a", now=NOW)) is None
    first = await database.write(partial(meet_browser, token_hash="a", now=NOW))
    assert await database.read(partial(find_browser, token_hash="a", now=NOW)) == (first, True)
    assert await database.read(partial(find_browser, token_hash="a", now=LATER)) == (first, False)
    assert await database.write(partial(meet_browser, token_hash="a", now=LATER)) == first
    assert await database.read(partial(find_browser, token_hash="a", now=LATER)) == (first, True)
    assert await database.write(partial(meet_browser, token_hash="b", now=NOW)) != first
    assert await database.read(partial(knows_browser, public_id=first))
    assert not await database.read(partial(knows_browser, public_id="somebody else"))


async def test_one_key_is_one_message_in_a_chat_and_direction(database):
    def keep(chat, direction, text):
        return database.write(
            partial(keep_message, chat=chat, direction=direction, key="k", payload={"text": text}, now=NOW)
        )

    first = await keep("a", OUT, "first")
    assert await keep("a", OUT, "second") == first
    others = [await keep("a", WebDirection.IN, "mine"), await keep("b", OUT, "elsewhere")]
    assert len({first.id, *(other.id for other in others)}) == 3
    assert (first.payload, first.at, first.edited_at) == ({"text": "first"}, NOW, None)


async def test_a_message_changes_only_in_its_own_chat(database):
    kept = await database.write(
        partial(keep_message, chat="a", direction=OUT, key="k", payload={"text": "first"}, now=NOW)
    )
    change = partial(change_message, message_id=kept.id, payload={"text": "second"}, now=LATER)
    assert await database.write(partial(change, chat="b")) is None
    changed = await database.write(partial(change, chat="a"))
    assert (changed.id, changed.payload, changed.edited_at) == (kept.id, {"text": "second"}, LATER)
    assert await database.read(partial(last_messages, chat="a", limit=5)) == ((changed,), False)


async def test_only_own_words_without_files_are_corrected(database):
    def keep(key, direction, **payload):
        return database.write(
            partial(keep_message, chat="a", direction=direction, key=key, payload={"files": [], **payload}, now=NOW)
        )

    mine = await keep("1", WebDirection.IN, text="Frist")
    others = [await keep("2", OUT, message={}), await keep("3", WebDirection.IN, text="", files=[{"token": "t"}])]
    correct = partial(correct_message, text="First", now=LATER)
    refused = [await database.write(partial(correct, chat="a", message_id=other.id)) for other in others]
    refused.append(await database.write(partial(correct, chat="b", message_id=mine.id)))
    corrected = await database.write(partial(correct, chat="a", message_id=mine.id))
    assert refused == [None, None, None]
    assert (corrected.id, corrected.payload, corrected.edited_at) == (mine.id, {"text": "First", "files": []}, LATER)


async def test_the_newest_messages_come_in_order(database):
    for number in range(5):
        payload = {"text": str(number)}
        await database.write(partial(keep_message, chat="a", direction=OUT, key=str(number), payload=payload, now=NOW))
    newest, more = await database.read(partial(last_messages, chat="a", limit=2))
    older, most = await database.read(partial(last_messages, chat="a", limit=2, before=newest[0].id))
    oldest, none = await database.read(partial(last_messages, chat="a", limit=2, before=older[0].id))
    assert [said.payload["text"] for said in (*oldest, *older, *newest)] == ["0", "1", "2", "3", "4"]
    assert (more, most, none) == (True, True, False)


async def test_files_are_found_in_their_chat_and_in_the_order_asked(database):
    def keep(chat, data):
        return database.write(
            partial(keep_file, chat=chat, data=data, name="plan.txt", media_type="text/plain", now=NOW)
        )

    one, two, foreign = await keep("a", b"one"), await keep("a", b"two"), await keep("b", b"one")
    wanted = (two.token, foreign.token, one.token)
    assert await database.read(partial(files_of, chat="a", tokens=wanted)) == (two, one)
    assert await database.read(partial(find_file, token=foreign.token)) == foreign
    assert (one.sha256, one.token) != (two.sha256, two.token)
    assert one.sha256 == foreign.sha256


async def test_history_survives_a_restart(database, translator):
    async with serving(database, translator) as before, browsing(before.address) as browser:
        await browser.get("/")
        async with browser.page() as page:
            await page.opens()
            (greeting,) = await before.bot.hears(1)
            await before.bot.says(greeting.chat, "Before the restart", key="reply:1")
            await page.is_told("message")
            await page.says("text", id="first-one", text="I see")
            await page.is_told("message")
        async with serving(database, translator) as after:
            await after.bot.says(greeting.chat, "Before the restart", key="reply:1")
            browser.address = after.address
            async with browser.page() as page:
                shown = [message["spans"][0]["text"] for message in await page.opens()]
    assert shown == ["Before the restart", "I see"]
    assert after.bot.heard == []
