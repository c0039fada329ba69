"""What a person does with the page, in a real browser."""

import asyncio
import json

import pytest

from bot.core.messages import IncomingKind
from tests.web.chromium import NARROW, WIDE, connected, overflow, phone
from tests.web.pictures import picture
from tests.web.serving import PATIENCE, serving

pytestmark = pytest.mark.slow
TRICKY = '*bold* \\* <b onclick="alert(1)">no</b> &amp; https://example.org'


async def test_what_people_type_is_shown_as_typed(talk, chromium):
    async with chromium(talk.address) as page:
        await page.get_by_role("button", name="2. Growing").click()
        await page.get_by_role("button", name="Green").click()
        await page.get_by_role("button", name="done").click()
        await page.get_by_text("Why these?").wait_for()
        await page.get_by_role("textbox").fill(TRICKY)
        await page.get_by_role("textbox").press("Enter")
        await page.get_by_text("✓ *bold*").wait_for()
        mine = await page.locator(".mine .text").inner_text()
        repeated = await page.locator(".theirs .text", has_text="Why these?").inner_text()
        inside = await page.locator(".text b, .text strong, .text a").count()
    assert (mine, repeated, inside) == (TRICKY, f"Why these?\n✓ {TRICKY}", 0)


@pytest.mark.parametrize("query", ["?left=achieng", "?left=salma&right=tariq"])
async def test_nothing_is_wider_than_a_small_phone(demo_talk, query, chromium):
    async with chromium(demo_talk.address + "/" + query, viewport=NARROW) as page:
        left = phone(page)
        await left.get_by_role("button", name="2.").click()
        await left.locator(".control").first.wait_for()
        await left.get_by_role("textbox").fill("x" * 300)
        await left.get_by_role("textbox").press("Enter")
        await left.locator(".mine").wait_for()
        widths = [await overflow(page)]
        await left.locator(".holder .round").click()
        widths.append(await overflow(page))
        await page.keyboard.press("Escape")
        await page.locator(".tabs button").nth(1).click()
        await phone(page, "right").get_by_role("textbox").wait_for()
        widths.append(await overflow(page))
        shown = [await phone(page, side).is_visible() for side in ("left", "right")]
    assert (widths, shown) == ([0, 0, 0], [False, True])


async def test_files_and_pictures_fit_a_small_phone(web, chromium):
    async with chromium(web.address, viewport=NARROW) as page:
        (greeting,) = await web.bot.hears(1)
        await web.bot.says_a_result(greeting.chat)
        await page.locator(".document").wait_for()
        assert await overflow(page) == 0
        await page.get_by_role("button", name="Show the picture").click()
        await page.get_by_role("img", name="A photo").wait_for()
        first = await page.get_by_role("img", name="Planning: 2 of 3").bounding_box()
        sizes = await page.locator(".size").all_inner_texts()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="result.pdf").click()
    assert (await download.value).suggested_filename == "result.pdf"
    assert sizes == ["1 kB", "70 kB", "PDF · 1 kB"]
    assert first["width"] / first["height"] == pytest.approx(320 / 180, abs=0.02)


async def test_the_place_of_a_picture_is_kept_free_until_it_comes(web, chromium):
    async with chromium(web.address) as page:
        (greeting,) = await web.bot.hears(1)
        never = asyncio.Event()

        async def hold(_route):
            await never.wait()

        await page.route("**/file/*", hold)
        await web.bot.says_a_result(greeting.chat)
        await page.locator(".document").wait_for()
        box = await page.get_by_role("img", name="Planning: 2 of 3").bounding_box()
        never.set()
    assert (round(box["width"]), round(box["height"])) == (320, 180)


async def test_an_arabic_phone_is_mirrored_and_beside_it_an_english_one_is_not(demo_talk, chromium):
    async with chromium(f"{demo_talk.address}/?left=salma&right=barasa") as page:
        bubbles = {}
        for side in ("left", "right"):
            await phone(page, side).get_by_role("button", name="2.").wait_for()
            await phone(page, side).get_by_role("textbox").fill("1")
            await phone(page, side).get_by_role("textbox").press("Enter")
            await phone(page, side).locator(".mine").wait_for()
            box = await phone(page, side).bounding_box()
            mine = await phone(page, side).locator(".mine .bubble").bounding_box()
            theirs = await phone(page, side).locator(".theirs .bubble").first.bounding_box()
            middle = box["x"] + box["width"] / 2
            bubbles[side] = (mine["x"] < middle, theirs["x"] + theirs["width"] > middle)
        directions = [await phone(page, side).get_attribute("dir") for side in ("left", "right")]
        languages = await page.locator(".theirs").evaluate_all("all => [...new Set(all.map((one) => one.lang))]")
    assert (directions, sorted(languages)) == (["rtl", "ltr"], ["ar", "en"])
    assert bubbles["left"] == (True, True)  # one's own words on the left, the bot's reach to the right
    assert bubbles["right"][0] is False


async def test_the_two_phones_stand_side_by_side_only_where_there_is_room(demo_web, chromium):
    async with chromium(demo_web.address, viewport=WIDE) as page:
        await connected(page)
        left, right = [await phone(page, side).bounding_box() for side in ("left", "right")]
        await page.set_viewport_size(NARROW)
        visible = [await phone(page, side).is_visible() for side in ("left", "right")]
        tabs = await page.locator(".tabs button").evaluate_all("all => all.map((one) => one.ariaPressed)")
    assert (left["y"], left["x"] + left["width"] < right["x"]) == (right["y"], True)
    assert (visible, tabs) == ([True, False], ["true", "false"])


async def test_a_message_to_the_other_phone_is_told_on_its_tab(demo_web, chromium):
    async with chromium(demo_web.address, viewport=NARROW) as page:
        await demo_web.bot.hears(2)
        await connected(page)
        await demo_web.bot.says("demo:barasa", "A request")
        tab = page.locator(".tabs button", has_text="Barasa")
        await tab.get_by_text("New messages").wait_for()
        await tab.click()
        await phone(page, "right").get_by_text("A request").wait_for()
        news = await tab.locator(".news").count()
    assert news == 0


async def test_another_person_takes_the_phone_and_is_still_there_after_a_reload(demo_talk, chromium):
    async with chromium(demo_talk.address) as page:
        await phone(page).get_by_role("button", name="Change who holds this phone").click()
        await page.get_by_role("button", name="طارق الزيتوني").click()
        await phone(page).get_by_role("heading", name="طارق الزيتوني").wait_for()
        await phone(page).get_by_text("كيف تخططون للسنة الدراسية؟").wait_for()
        await page.reload()
        await phone(page).get_by_role("heading", name="طارق الزيتوني").wait_for()
        heading = await phone(page, "right").get_by_role("heading").inner_text()
    assert heading == "Barasa Njoroge"


async def test_somebody_new_takes_the_phone(demo_talk, chromium):
    async with chromium(demo_talk.address) as page:
        await phone(page).get_by_role("button", name="Change who holds this phone").click()
        await page.get_by_label("Language of somebody new").select_option("ar")
        await page.get_by_role("button", name="Somebody new").click()
        await phone(page).get_by_text("كيف تخططون للسنة الدراسية؟").wait_for()
        chat = demo_talk.bot.heard[-1].chat
    assert chat.startswith("demo:new-")


async def test_the_language_button_asks_the_bot(web, chromium):
    async with chromium(web.address) as page:
        await connected(page)
        await page.get_by_role("button", name="Change the language: English").click()
        said = (await web.bot.hears(2))[1]
        bubbles = await page.locator(".mine").count()
    assert (said.kind, said.text, bubbles) == (IncomingKind.TEXT, "/language", 0)


async def test_a_link_with_a_code_begins_with_it_once(web, chromium):
    async with chromium(f"{web.address}/?start=TN-4711") as page:
        await connected(page)
        (said,) = await web.bot.hears(1)
        await page.reload()
        await connected(page)
        address = page.url
        await page.get_by_role("textbox").fill("Hello")
        await page.get_by_role("textbox").press("Enter")
        await web.bot.hears(2)
    texts = [one.text for one in web.bot.heard if one.kind is IncomingKind.TEXT]
    assert (said.text, address, texts) == ("/start TN-4711", f"{web.address}/", ["/start TN-4711", "Hello"])


async def test_on_a_phone_enter_begins_a_new_line_and_the_button_sends(web, chromium):
    async with chromium(web.address, viewport=NARROW, has_touch=True, is_mobile=True) as page:
        await connected(page)
        await web.bot.hears(1)
        box = page.get_by_role("textbox")
        await box.press_sequentially("Yes")
        await box.press("Enter")
        await box.press_sequentially("No")
        await page.get_by_role("button", name="Send", exact=True).tap()
        said = (await web.bot.hears(2))[1]
    assert said.text == "Yes\nNo"


async def test_what_is_written_without_connection_goes_out_once_when_it_is_back(sqlite_database, translator, chromium):
    async with serving(sqlite_database, translator) as before, chromium(before.address) as page:
        (greeting,) = await before.bot.hears(1)
        await before.bot.says(greeting.chat, "Good morning")
        await page.get_by_text("Good morning").wait_for()
        await before.stop()
        await page.get_by_text("No connection. What you write is kept here").wait_for()
        for text in ("First", "Second"):
            await page.get_by_role("textbox").fill(text)
            await page.get_by_role("textbox").press("Enter")
        await page.get_by_text("waiting to be sent").nth(1).wait_for()
        async with serving(sqlite_database, translator, port=before.port) as after:
            said = await after.bot.hears(2)
            await connected(page)
            await page.locator(".note").first.wait_for(state="detached")
            await page.reload()
            await page.get_by_text("Second").wait_for()
            shown = await page.locator(".mine .text").all_inner_texts()
            banner = await page.locator(".banner").is_visible()
    assert ([one.text for one in said], shown, banner) == (["First", "Second"], ["First", "Second"], False)


async def test_what_could_not_be_stored_survives_a_reload_and_arrives_once(web, chromium):
    async with chromium(web.address) as page:
        await connected(page)
        await web.bot.hears(1)
        web.bot.is_deaf = True
        await page.get_by_role("textbox").fill("Do not lose me")
        await page.get_by_role("textbox").press("Enter")
        await page.get_by_text("Messages cannot be taken right now").wait_for()
        await page.reload()
        await page.get_by_text("Do not lose me").wait_for()
        web.bot.is_deaf = False
        await page.reload()
        said = (await web.bot.hears(2))[1]
        await connected(page)
        shown = await page.locator(".mine .text").all_inner_texts()
    assert (said.text, shown) == ("Do not lose me", ["Do not lose me"])


async def test_a_half_written_text_survives_a_reload(web, chromium):
    async with chromium(web.address) as page:
        await connected(page)
        await page.get_by_role("textbox").fill("Half a sen")
        await page.reload()
        await connected(page)
        text = await page.get_by_role("textbox").input_value()
    assert text == "Half a sen"


async def test_a_photo_is_sent_with_words(web, tmp_path, chromium):
    photo = tmp_path / "our school.png"
    photo.write_bytes(picture(80, 60))
    async with chromium(web.address) as page:
        await connected(page)
        await page.locator("input[type=file]").set_input_files(photo)
        await page.locator(".chips").get_by_text("our school.png").wait_for()
        await page.get_by_role("textbox").fill("Our school")
        await page.get_by_role("button", name="Send").click()
        said = (await web.bot.hears(2))[1]
        await page.get_by_role("img", name="our school.png").wait_for()
        chips = await page.locator(".chips li").count()
    data = await web.channel.fetch(said.files[0].reference)
    assert (said.kind, said.text, said.files[0].name) == (IncomingKind.FILES, "Our school", "our school.png")
    assert (data, chips) == (photo.read_bytes(), 0)


async def test_a_file_that_is_too_large_is_told_before_it_goes_up(web, chromium):
    async with chromium(web.address) as page:
        await connected(page)
        await page.locator("input[type=file]").evaluate(
            """(input) => {
                const chosen = new DataTransfer();
                chosen.items.add(new File([new ArrayBuffer(21 * 1024 * 1024)], "film.mp4"));
                input.files = chosen.files;
                input.dispatchEvent(new Event("change"));
            }"""
        )
        told = await page.get_by_role("alert").inner_text()
        chips = await page.locator(".chips li").count()
    assert told.replace("\u2068", "").replace("\u2069", "") == (
        "film.mp4 is larger than 20 MB. Please choose a smaller file."
    )
    assert chips == 0


async def test_more_files_than_go_together_are_told_of(web, tmp_path, chromium):
    photo = tmp_path / "our school.png"
    photo.write_bytes(picture(80, 60))
    async with chromium(web.address) as page:
        await connected(page)
        await page.locator("input[type=file]").set_input_files([photo] * 12)
        told = await page.get_by_role("alert").inner_text()
        chips = await page.locator(".chips li").count()
    assert (told.split(".")[0], chips) == ("10 files at most go in one message", 10)


async def test_earlier_messages_come_on_request_and_the_place_is_kept(web, chromium):
    async with chromium(web.address) as page:
        (greeting,) = await web.bot.hears(1)
        for number in range(50):
            await web.bot.says(greeting.chat, f"Message {number}")
        await page.reload()
        await connected(page)
        before = await page.locator(".message").count()
        await page.get_by_role("button", name="Earlier messages").click()
        await page.get_by_text("Message 0", exact=True).wait_for(state="attached")
        texts = await page.locator(".message .text").all_inner_texts()
        button = await page.get_by_role("button", name="Earlier messages").is_visible()
    assert (before, texts, button) == (30, [f"Message {number}" for number in range(50)], False)


async def test_who_reads_further_up_is_told_of_new_messages_and_not_carried_away(web, chromium):
    async with chromium(web.address, viewport=NARROW) as page:
        (greeting,) = await web.bot.hears(1)
        for number in range(25):
            await web.bot.says(greeting.chat, f"Message {number}")
        await page.reload()
        await connected(page)
        log = page.locator(".log")
        await log.evaluate("one => { one.scrollTop = 100; }")
        await page.wait_for_function("document.querySelector('.log').scrollTop === 100")
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        await web.bot.says(greeting.chat, "The newest")
        await page.get_by_role("button", name="New messages").wait_for()
        stayed = await log.evaluate("one => one.scrollTop")
        await page.get_by_role("button", name="New messages").click()
        seen = await page.get_by_text("The newest").is_visible()
    assert (stayed, seen) == (100, True)


async def test_a_long_message_is_read_from_its_beginning_and_only_what_follows_out_of_sight_is_told_of(web, chromium):
    async with chromium(web.address, viewport=NARROW) as page:
        (greeting,) = await web.bot.hears(1)
        newer = page.get_by_role("button", name="New messages")
        await web.bot.says(greeting.chat, "\n".join(f"Line {number}" for number in range(60)))
        await page.get_by_text("Line 0").wait_for()
        told = [await newer.is_visible()]
        await web.bot.says(greeting.chat, "The newest")
        await newer.wait_for()
        told.append(await newer.is_visible())
    assert told == [False, True]


async def test_what_an_answered_question_above_loses_does_not_move_what_is_read(web, chromium):
    async with chromium(web.address, viewport=NARROW) as page:
        (greeting,) = await web.bot.hears(1)
        asked = await web.bot.says(greeting.chat, "\n".join(f"Choice {number}" for number in range(12)))
        await page.get_by_text("Choice 0").wait_for()
        await page.get_by_role("textbox").fill("1")
        await page.get_by_role("textbox").press("Enter")
        await web.bot.hears(1)
        await web.bot.says(greeting.chat, "\n".join(f"Line {number}" for number in range(25)))
        await web.bot.says(greeting.chat, "Choices\n✓ 1", to_edit=asked)
        await page.get_by_text("✓ 1").wait_for(state="attached")
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        above = "document.querySelector('.log').getBoundingClientRect().top"
        top = await page.evaluate(
            f"document.querySelector('.message:last-child').getBoundingClientRect().top - {above}"
        )
    assert 0 < top < 30


async def test_a_reply_is_read_from_its_beginning_also_when_it_comes_before_the_word_that_the_question_is_stored(
    web, chromium
):
    held = []

    def late(page_side):
        def pass_on(frame):
            told = json.loads(frame)
            if told["type"] == "message" and told["message"].get("mine"):
                held.append(frame)
                return
            page_side.send(frame)
            if told["type"] == "message":
                while held:
                    page_side.send(held.pop())

        page_side.connect_to_server().on_message(pass_on)

    async with chromium(web.address, viewport=NARROW) as page:
        (greeting,) = await web.bot.hears(1)
        await page.route_web_socket("**", late)
        await page.reload()
        await connected(page)
        await page.get_by_role("textbox").fill("tell me")
        await page.get_by_role("textbox").press("Enter")
        await web.bot.hears(1)
        await web.bot.says(greeting.chat, "The beginning")
        await web.bot.says(greeting.chat, "\n".join(f"Line {number}" for number in range(40)))
        await page.get_by_text("Line 0").wait_for()
        seen = await page.get_by_text("The beginning").evaluate(
            "one => one.getBoundingClientRect().top > document.querySelector('.log').getBoundingClientRect().top"
        )
    assert (seen, held) == (True, [])


async def test_removed_and_edited_messages_change_in_place(web, chromium):
    async with chromium(web.address) as page:
        (greeting,) = await web.bot.hears(1)
        slip = await web.bot.says(greeting.chat, "A slip")
        session = await web.bot.says(greeting.chat, "Tuesday at 14:00")
        await page.get_by_text("Tuesday at 14:00").wait_for()
        await web.bot.says(greeting.chat, "Wednesday at 15:00", to_edit=session)
        await web.bot.says(greeting.chat, to_edit=slip, removes=True)
        await page.get_by_text("A slip").wait_for(state="detached")
        texts = await page.locator(".message .text").all_inner_texts()
    assert texts == ["Wednesday at 15:00"]


async def test_what_was_taken_away_meanwhile_is_gone_after_a_lost_connection(sqlite_database, translator, chromium):
    async with serving(sqlite_database, translator) as before, chromium(before.address) as page:
        (greeting,) = await before.bot.hears(1)
        await before.bot.says(greeting.chat, "First")
        slip = await before.bot.says(greeting.chat, "A slip")
        await before.bot.says(greeting.chat, "Last")
        await page.get_by_text("Last").wait_for()
        await before.stop()
        async with serving(sqlite_database, translator, port=before.port) as after:
            await after.bot.says(greeting.chat, to_edit=slip, removes=True)
            await page.get_by_text("A slip").wait_for(state="detached")
            texts = await page.locator(".message .text").all_inner_texts()
    assert texts == ["First", "Last"]


async def test_two_pages_keep_their_unsent_words_apart(web, chromium):
    async with chromium(web.address) as one:
        await connected(one)
        await web.bot.hears(1)
        other = await one.context.new_page()
        await other.goto(web.address)
        await connected(other)
        web.bot.is_deaf = True
        for page, text in ((one, "From the first"), (other, "From the second")):
            await page.get_by_role("textbox").fill(text)
            await page.get_by_role("textbox").press("Enter")
            await page.get_by_text("Messages cannot be taken right now").wait_for()
        await other.close()
        web.bot.is_deaf = False
        await one.reload()
        said = await web.bot.hears(3)
    assert sorted(message.text for message in said) == ["", "From the first", "From the second"]


async def test_a_toast_passes_by_and_frees_the_button(web, chromium):
    async with chromium(web.address) as page:
        (greeting,) = await web.bot.hears(1)
        await web.bot.says_a_result(greeting.chat)
        button = page.get_by_role("button", name="Come to it")
        await button.click()
        tap = (await web.bot.hears(2))[1]
        waiting = await button.get_attribute("aria-disabled")
        await web.bot.says(greeting.chat, "That question is already *answered*.", acknowledges=tap.tap_id)
        await page.get_by_text("That question is already answered.").wait_for()
        free = await button.get_attribute("aria-disabled")
    assert (tap.kind, tap.data, waiting, free) == (IncomingKind.TAP, "a:yes:31", "true", None)


async def test_a_browser_that_lost_its_cookie_gets_a_new_one_by_itself(web, chromium):
    async with chromium(web.address) as page:
        await web.bot.hears(1)
        await page.context.clear_cookies()
        async with asyncio.timeout(PATIENCE):
            await web.channel.close()
            first, second = await web.bot.hears(2)
        await connected(page)
    assert first.chat != second.chat
