"""Other words for an own message, as on the other platforms."""

import pytest

from bot.core.messages import IncomingKind
from tests.web.chromium import NARROW, connected, focused, overflow, tab_to
from tests.web.test_accessibility import findings


async def says(page, text):
    """The message as the page shows it."""
    await page.says("text", id=f"said-{text.lower()}", text=text)
    shown = (await page.is_told("message"))["message"]
    await page.is_told("acknowledged")
    return shown


async def test_a_correction_changes_the_message_everywhere_and_is_told_to_the_bot_once(web, browser):
    async with browser.page() as page, browser.page() as other:
        await page.opens()
        await other.opens()
        shown = await says(page, "Hallo")
        await other.is_told("message")
        for _attempt in range(2):  # as after a lost connection
            await page.says("correct", id="correction", message=shown["id"], text="Hello")
            changed = (await page.is_told("edit"))["message"]
            await page.is_told("acknowledged")
        assert (await other.is_told("edit"))["message"]["spans"] == [{"text": "Hello"}]
    told = (await web.bot.hears(3))[2]
    assert (told.kind, told.text, told.message_id) == (IncomingKind.EDIT, "Hello", shown["key"])
    assert (changed["id"], changed["key"], changed["spans"]) == (shown["id"], shown["key"], [{"text": "Hello"}])
    assert "edited" in changed
    assert len(web.bot.heard) == 3


async def test_only_own_words_can_be_corrected(web, browser):
    async with browser.page() as page:
        await page.opens()
        (greeting,) = await web.bot.hears(1)
        await web.bot.says(greeting.chat, "From the bot")
        theirs = (await page.is_told("message"))["message"]["id"]
        uploaded = (await browser.post("/upload", b"data", **{"x-file-name": "a.txt"})).json
        await page.says("files", id="with-a-file", text="Look", files=[uploaded["token"]])
        with_file = (await page.is_told("message"))["message"]["id"]
        await page.is_told("acknowledged")
        for number, message in enumerate((theirs, with_file, "999999"), 1):
            await page.says("correct", id=f"correction-{number}", message=message, text="Other words")
            assert await page.is_told("refused") == {"type": "refused", "id": f"correction-{number}"}
    assert len(web.bot.heard) == 2


async def test_nobody_corrects_what_another_has_said(demo_web, demo_browser):
    async with demo_browser.page("?as=achieng") as page:
        await page.opens()
        shown = await says(page, "Hallo")
    async with demo_browser.page("?as=barasa") as other:
        await other.opens()
        await other.says("correct", id="correction", message=shown["id"], text="Hello")
        await other.is_told("refused")
    assert [one.kind for one in demo_web.bot.heard].count(IncomingKind.EDIT) == 0


@pytest.mark.slow
async def test_an_answer_is_corrected_by_keyboard_alone(talk, chromium):
    async with chromium(talk.address) as page:
        await page.get_by_role("button", name="2. Growing").click()
        await page.get_by_role("button", name="Green").click()
        await page.get_by_role("button", name="done").click()
        await page.get_by_text("Why these?").wait_for()
        await tab_to(page, "Write a message")
        await page.keyboard.type("Because of the rivvers.")
        await page.keyboard.press("Enter")
        await page.get_by_text("May others learn from you?").wait_for()
        await page.keyboard.press("ArrowUp")
        during = await focused(page)
        for _letter in "vers.":
            await page.keyboard.press("Backspace")
        await page.keyboard.type("ers.")
        await page.keyboard.press("Enter")
        await page.get_by_text("You have corrected an earlier answer.").wait_for()
        await page.get_by_text("corrected", exact=True).wait_for()
        mine = await page.locator(".mine .text").all_inner_texts()
        after = await focused(page)
    assert (during, mine, after) == ("Correct your message", ["Because of the rivers."], "Write a message")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_correction_that_is_left_changes_nothing_and_gives_back_what_was_being_written(web, chromium, language):
    async with chromium(web.address, viewport=NARROW, locale=language) as page:
        await connected(page)
        await web.bot.hears(1)
        box = page.get_by_role("textbox")
        await box.fill("First")
        await box.press("Enter")
        await web.bot.hears(2)
        await box.fill("A draft")
        await page.locator(".mine button").click()
        shown = [await box.input_value(), await overflow(page), *await findings(page)]
        await box.press("Escape")
        shown.append(await box.input_value())
        await page.locator(".mine button").click()
        await page.locator(".correcting button").click()
        shown.append(await box.input_value())
        await page.locator(".mine button").click()
        await box.press("Enter")  # the same words: nothing to tell
        shown.append(await box.input_value())
        await box.press("Enter")
        said = await web.bot.hears(3)
    assert shown == ["First", 0, "A draft", "A draft", "A draft"]
    assert [one.text for one in said[1:]] == ["First", "A draft"]


@pytest.mark.slow
async def test_a_correction_made_without_connection_goes_out_when_it_is_back(web, chromium):
    async with chromium(web.address) as page:
        await connected(page)
        await web.bot.hears(1)
        box = page.get_by_role("textbox")
        await box.fill("Frist")
        await box.press("Enter")
        await web.bot.hears(2)
        web.bot.is_deaf = True
        await box.press("ArrowUp")
        await box.fill("First")
        await box.press("Enter")
        await page.get_by_text("waiting to be sent").wait_for()
        web.bot.is_deaf = False
        await page.reload()
        (correction,) = (await web.bot.hears(3))[2:]
        await page.get_by_text("corrected", exact=True).wait_for()
        texts = await page.locator(".mine .text").all_inner_texts()
    assert (correction.kind, correction.text, texts) == (IncomingKind.EDIT, "First", ["First"])
