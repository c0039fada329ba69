import asyncio
import json

import pytest

from bot.channels.web.pages import Page
from bot.core.messages import Choice, IncomingKind, Link
from bot.delivery.channel import LoadedFile
from bot.delivery.failures import NotSent, Rejected, Unreachable
from tests.web.browsing import browsing


async def chat_of(web):
    """The address of the first who came."""
    return (await web.bot.hears(1))[0].chat


async def test_a_new_browser_is_greeted_once(web, browser):
    async with browser.page() as page:
        assert await page.opens() == []
        (greeting,) = await web.bot.hears(1)
        await web.bot.says(greeting.chat, "Welcome")
    async with browser.page() as page:
        assert [message["spans"] for message in await page.opens()] == [[{"text": "Welcome"}]]
    assert (greeting.kind, greeting.data, greeting.private) == (IncomingKind.JOINED, "greet", True)
    assert len(web.bot.heard) == 1


async def test_a_text_is_acknowledged_and_shown_when_it_is_on_disk(web, browser):
    async with browser.page() as page:
        await page.opens()
        await page.says("text", id="first-one", text="Hello *there*")
        shown = await page.is_told("message")
        assert await page.is_told("acknowledged") == {"type": "acknowledged", "id": "first-one"}
    said = (await web.bot.hears(2))[1]
    assert (said.kind, said.text, said.message_id) == (IncomingKind.TEXT, "Hello *there*", "first-one")
    assert shown["message"] == {
        "id": shown["message"]["id"],
        "mine": True,
        "key": "first-one",
        "at": shown["message"]["at"],
        "spans": [{"text": "Hello *there*"}],
    }


async def test_what_is_said_again_after_a_lost_connection_counts_once(web, browser):
    for _attempt in range(2):
        async with browser.page() as page:
            await page.opens()
            await page.says("text", id="the-same-id", text="Hello")
            await page.is_told("message")
            await page.is_told("acknowledged")
    async with browser.page() as page:
        assert [message["key"] for message in await page.opens()] == ["the-same-id"]
    assert [one.text for one in web.bot.heard] == ["", "Hello"]


async def test_two_pages_of_one_browser_show_the_same(web, browser):
    async with browser.page() as one, browser.page() as other:
        await one.opens()
        await other.opens()
        await one.says("text", id="first-one", text="Hello")
        assert await one.is_told("message") == await other.is_told("message")


async def test_another_browser_sees_nothing_of_it(web, browser):
    async with browser.page() as page:
        await page.opens()
        await web.bot.says(await chat_of(web), "For you alone")
    async with browsing(web.address) as stranger:
        await stranger.get("/")
        async with stranger.page() as page:
            assert await page.opens() == []


async def test_a_message_sent_twice_appears_once(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        first = await web.bot.says(chat, "Good morning", key="reply:1")
        assert await web.bot.says(chat, "Good morning", key="reply:1") == first
        await web.bot.says(chat, "How are you?")
        assert (await page.is_told("message"))["message"]["spans"] == [{"text": "Good morning"}]
        assert (await page.is_told("message"))["message"]["spans"] == [{"text": "How are you?"}]
    async with browser.page() as page:
        assert len(await page.opens()) == 2


async def test_a_question_is_shown_with_its_choices(web, browser):
    async with browser.page() as page:
        await page.opens()
        await web.bot.says(
            await chat_of(web),
            "Do you *plan* together?",
            choices=(Choice("Starting", "q:1:n:0"), Choice("Strong", "q:1:n:1", chosen=True)),
            first_number=9,
            controls=(Choice("skip", "q:1:n:skip", word="skip"),),
            links=(Link("Read more", "https://example.org"), Link("Bad", "javascript:alert(1)")),
        )
        message = (await page.is_told("message"))["message"]
    assert message == {
        "id": message["id"],
        "at": message["at"],
        "language": "en",
        "direction": "ltr",
        "spans": [{"text": "Do you "}, {"text": "plan", "bold": True}, {"text": " together?"}],
        "choices": [
            {"label": "Starting", "data": "q:1:n:0", "number": 9},
            {"label": "Strong", "data": "q:1:n:1", "number": 10, "chosen": True},
        ],
        "controls": [{"label": "skip", "data": "q:1:n:skip"}],
        "links": [{"label": "Read more", "url": "https://example.org"}],
    }


async def test_what_the_text_says_one_types_is_not_said_again_beside_the_button(web, browser):
    async with browser.page() as page:
        await page.opens()
        choices = (
            Choice("2", "a:times.turn:31 2", word="yes 31 2", told=True),
            Choice("All", "a:all:31", word="all 31"),
        )
        await web.bot.says(await chat_of(web), "Write yes 31 2.", choices=choices)
        message = (await page.is_told("message"))["message"]
    assert message["choices"] == [
        {"label": "2", "data": "a:times.turn:31 2"},
        {"label": "All", "data": "a:all:31", "word": "all 31"},
    ]


async def test_a_tap_comes_in_and_is_acknowledged_by_a_toast(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        shown = await web.bot.says(chat, "Ready?", choices=(Choice("Yes", "a:yes:31", word="yes 31"),))
        await page.is_told("message")
        await page.says("tap", id="tap-number-1", message=shown, data="a:yes:31")
        await page.is_told("acknowledged")
        tap = (await web.bot.hears(2))[1]
        assert (tap.kind, tap.data, tap.message_id, tap.tap_id) == (IncomingKind.TAP, "a:yes:31", shown, "tap-number-1")
        await web.bot.says(chat, "Noted", acknowledges=tap.tap_id)
        assert await page.is_told("toast") == {
            "type": "toast",
            "tap": "tap-number-1",
            "language": "en",
            "direction": "ltr",
            "spans": [{"text": "Noted"}],
        }


async def test_an_edit_and_a_removal_are_seen_at_once_and_later(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        first = await web.bot.says(chat, "Ready?", choices=(Choice("Yes", "q:1:n:0"),))
        second = await web.bot.says(chat, "A slip")
        await page.is_told("message")
        await page.is_told("message")
        assert await web.bot.says(chat, "Ready?\n✓ Yes", to_edit=first) == first
        assert (await page.is_told("edit"))["message"]["spans"] == [{"text": "Ready?\n✓ Yes"}]
        await web.bot.says(chat, to_edit=second, removes=True)
        assert await page.is_told("remove") == {"type": "remove", "id": second}
    async with browser.page() as page:
        (message,) = await page.opens()
    assert (message["id"], message["spans"], "choices" in message) == (first, [{"text": "Ready?\n✓ Yes"}], False)


async def test_an_edit_leaves_the_pictures_of_a_message(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        card = LoadedFile("card.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(8) + bytes([0, 0, 2, 0, 0, 0, 1, 0]))
        shown = await web.bot.says(chat, "Your result", files=(card,))
        before = (await page.is_told("message"))["message"]["files"]
        await web.bot.says(chat, "Your result, seen", to_edit=shown)
        assert (await page.is_told("edit"))["message"]["files"] == before
    assert [(one["width"], one["height"]) for one in before] == [(512, 256)]


async def test_nobody_edits_a_message_of_another_chat(web, browser):
    async with browser.page() as page:
        await page.opens()
        shown = await web.bot.says(await chat_of(web), "Yours")
    with pytest.raises(Rejected):
        await web.bot.says("demo:somebody", "Mine", to_edit=shown)


async def test_a_browser_that_nobody_knows_cannot_be_reached(web):
    with pytest.raises(Unreachable):
        await web.bot.says("0190-nobody", "Hello?")


async def test_a_closed_database_is_a_failure_to_try_again(web):
    web.channel.database.close()
    with pytest.raises(NotSent):
        await web.bot.says("demo:somebody", "Hello?")


async def test_long_histories_come_in_pages(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        for number in range(70):
            await web.bot.says(chat, f"Message {number}")
    async with browser.page() as page:
        await page.is_told("phone")
        newest = await page.is_told("history")
        await page.says("earlier", before=newest["messages"][0]["id"])
        middle = await page.is_told("earlier")
        await page.says("earlier", before=middle["messages"][0]["id"])
        oldest = await page.is_told("earlier")
    texts = [message["spans"][0]["text"] for part in (oldest, middle, newest) for message in part["messages"]]
    assert texts == [f"Message {number}" for number in range(70)]
    assert [part["earlier"] for part in (newest, middle, oldest)] == [True, True, False]


async def test_the_page_follows_the_language_of_the_bot(web):
    async with browsing(web.address) as browser:
        await browser.get("/")
        async with browser.page(**{"accept-language": "xx,fr;q=0.5"}) as page:
            assert (await page.is_told("phone"))["language"] == "fr"
            await page.is_told("history")
            chat = await chat_of(web)
            await web.bot.says(chat, "مرحبا", language="ar")
            phone = await page.is_told("phone")
            assert (phone["language"], phone["direction"], phone["person"]) == ("ar", "rtl", None)
            assert (await page.is_told("message"))["message"]["direction"] == "rtl"
        async with browser.page() as page:
            assert (await page.is_told("phone"))["language"] == "ar"
    assert web.bot.heard[0].language_hint == "fr"


async def test_a_link_with_a_start_begins_without_a_greeting(web, browser):
    async with browser.page("?quiet") as page:
        assert await page.opens() == []
        await page.says("command", id="start-abc123", text="start abc123")
        await page.is_told("acknowledged")
    assert [(one.kind, one.text) for one in web.bot.heard] == [(IncomingKind.TEXT, "/start abc123")]


async def test_a_frame_that_makes_no_sense_is_refused(web, browser, subtests):
    for frame in [
        {"type": "text", "id": "has-an-id", "text": "   "},
        {"type": "text", "id": "has-an-id"},
        {"type": "text", "id": "has-an-id", "text": 5},
        {"type": "files", "id": "has-an-id", "text": "", "files": []},
        {"type": "files", "id": "has-an-id", "text": "", "files": ["x" * 24]},
        {"type": "files", "id": "has-an-id", "text": "", "files": [1]},
        {"type": "tap", "id": "has-an-id", "message": "1 or 2", "data": "x"},
        {"type": "tap", "id": "has-an-id", "message": "1", "data": "x" * 300},
        {"type": "command", "id": "has-an-id", "text": "x" * 300},
        {"type": "unheard of", "id": "has-an-id"},
    ]:
        with subtests.test(frame=str(frame)):
            async with browser.page() as page:
                await page.opens()
                await page.says(frame.pop("type"), **frame)
                assert await page.is_told("refused") == {"type": "refused", "id": "has-an-id"}


async def test_noise_is_passed_over(web, browser, subtests):
    for raw in ["", "not json", "[]", "{}", '{"type": "text"}', "[" * 5000, "x" * 300_000]:
        with subtests.test(raw=raw):
            async with browser.page() as page:
                await page.opens()
                await page.socket.send_str(raw)
                await page.socket.send_bytes(b"\x00\xff")
                await page.says("ping")
                await page.is_told("pong")


async def test_what_cannot_be_stored_now_is_said_again_later(web, browser, sqlite_database):
    async with browser.page() as page:
        await page.opens()
        await web.bot.hears(1)
        sqlite_database.close()
        await page.says("text", id="first-one", text="Hello")
        assert await page.is_told("later") == {"type": "later", "id": "first-one"}


async def test_a_page_without_a_cookie_is_asked_to_load_anew(web):
    async with browsing(web.address) as stranger, stranger.page() as page:
        assert await page.is_closed_with() == 4401


async def test_another_site_cannot_open_the_socket(web, browser, subtests):
    for origin in ["https://evil.example", "null", "http://[", "http://[::1", ""]:
        with subtests.test(origin=origin), pytest.raises(Exception, match="403"):
            async with browser.page(origin=origin):
                pass


async def test_our_own_page_opens_the_socket(web, browser):
    async with browser.page(origin=web.address) as page:
        await page.opens()


async def test_a_page_that_does_not_keep_up_is_sent_away_and_loses_nothing(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        (open_page,) = web.channel.pages._open[chat]
        for number in range(400):
            open_page.push({"type": "message", "number": number})
        received = 0
        while (message := await page.socket.receive()).type.name == "TEXT":
            received += 1
    assert message.data == 1013
    assert received == 200


async def test_closing_sends_every_page_away(web, browser):
    async with browser.page() as page:
        await page.opens()
        await web.channel.close()
        assert await page.is_closed_with() == 1001


async def test_messages_wait_until_somebody_takes_them(web, browser):
    accept, web.channel._accept = web.channel._accept, None
    web.channel._taking.clear()
    async with browser.page("?quiet") as page:
        await page.opens()
        await page.says("text", id="first-one", text="Hello")
        await page.says("ping")
        web.channel._accept = accept
        web.channel._taking.set()
        await page.is_told("message")
        await page.is_told("acknowledged")
        await page.is_told("pong")
    assert await asyncio.wait_for(web.bot.hears(1), 60)


async def test_what_happens_while_a_page_opens_is_shown_after_the_history(web, browser):
    async with browser.page() as page:
        await page.opens()
        chat = await chat_of(web)
        shown = await web.bot.says(chat, "Tuesday")
        (open_page,) = web.channel.pages._open[chat]
        opening = Page(chat, "en", open_page._introduce)
        with web.channel.pages.opened(opening):
            await web.bot.says(chat, "Wednesday", to_edit=shown)
            opening.begin(None, {"type": "history", "messages": ["Tuesday, as read before"]})
        kinds = [json.loads(await opening.next())["type"] for _frame in range(3)]
    assert kinds == ["phone", "history", "edit"]
