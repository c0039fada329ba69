from pathlib import Path

import pytest

from tests.web.chromium import NARROW, WIDE, connected, focused, phone, tab_to

pytestmark = pytest.mark.slow
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAIRS = {"en": "?left=achieng&right=barasa", "ar": "?left=salma&right=tariq", "fr": "?left=amal&right=barasa"}
GROWING = {
    "en": "2. Growing: some of us plan together",
    "ar": "2. نمو: بعضنا يخطط معًا",
    "fr": "2. Progrès : certains planifient ensemble",
}
GREEN = {"en": "Green", "ar": "الأخضر", "fr": "Écologie"}


# Everything that axe-core knows of WCAG 2.2 A and AA, with its advice; that taps need 24 pixels is off unless it is asked for.
ASKED = "{rules: {'target-size': {enabled: true}}}"


async def findings(page, but=""):
    """What axe-core says against the page as it stands, but for what this selector finds, in words; small things count, too."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    looked_at = {"include": [["html"]], "exclude": [[but]]} if but else {}
    result = await page.evaluate(f"where => axe.run(where.include ? where : document, {ASKED})", looked_at)
    assert {"target-size", "color-contrast"} <= {
        one["id"] for kind in ("passes", "inapplicable", "incomplete", "violations") for one in result[kind]
    }, "it was looked at"
    return [f"{found['id']}: {node['html'][:160]}" for found in result["violations"] for node in found["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_axe_finds_nothing_in_the_demonstration(demo_talk, language, scheme, chromium):
    async with chromium(demo_talk.address + "/" + PAIRS[language], color_scheme=scheme, locale=language) as page:
        left = phone(page)
        await left.get_by_role("button", name=GROWING[language]).wait_for()
        assert await findings(page) == []
        await left.get_by_role("button", name=GROWING[language]).click()
        await left.get_by_role("button", name=GREEN[language]).click()
        await left.locator("[aria-pressed=true]").wait_for()
        await left.get_by_role("textbox").fill("* <b> *")
        await left.get_by_role("textbox").press("Enter")
        await left.locator(".mine").wait_for()
        assert await findings(page) == []
        await left.locator(".holder .round").click()
        assert await findings(page) == []
        await page.keyboard.press("Escape")
        await page.set_viewport_size(NARROW)
        assert await findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_axe_finds_nothing_in_results_files_and_lost_connections(web, language, scheme, tmp_path, chromium):
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"not really")
    async with chromium(web.address, color_scheme=scheme, locale=language, viewport=NARROW) as page:
        (greeting,) = await web.bot.hears(1)
        await connected(page)
        await web.bot.says_a_result(greeting.chat, language)
        await page.locator(".document").wait_for()
        await page.locator("input[type=file]").set_input_files(photo)
        await page.locator(".chips li").wait_for()
        assert await findings(page) == []
        await web.bot.says(greeting.chat, "Noted", acknowledges="some-tap", language=language)
        await web.stop()
        await page.locator(".banner:not([hidden])").wait_for()
        assert await findings(page) == []


async def test_a_whole_questionnaire_by_keyboard_alone(talk, chromium):
    async with chromium(talk.address) as page:
        await page.get_by_role("button", name="2. Growing").wait_for()
        await tab_to(page, "2. Growing: some of us plan together")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Green").wait_for()
        await page.get_by_text("✓ Growing").wait_for()
        assert await tab_to(page, "1 Green") == 1  # the focus stayed where the answered question was
        await page.keyboard.press("Space")
        await page.locator("[aria-pressed=true]").wait_for()
        assert await focused(page) == "✓ 1 Green"
        await tab_to(page, "3 Inclusion")
        await page.keyboard.press("Enter")
        await page.locator("[aria-pressed=true]").nth(1).wait_for()
        await tab_to(page, "done")
        await page.keyboard.press("Enter")
        await page.get_by_text("Why these?").wait_for()
        await tab_to(page, "Write a message")
        await page.keyboard.type("Because of the rivers.")
        await page.keyboard.press("Enter")
        await page.get_by_text("May others learn from you?").wait_for()
        await page.keyboard.type("2")  # typing goes on where it was
        await page.keyboard.press("Enter")
        await page.locator(".document").wait_for()
        said = await page.locator(".message .text").all_inner_texts()
    assert said == [
        "Good to see you. Four questions, about a minute.",
        "How do you plan the school year?\n✓ Growing: some of us plan together",
        "Which areas matter most to you?\n✓ Green and Inclusion",
        "Why these?\n✓ Because of the rivers.",
        "Because of the rivers.",
        "May others learn from you?\n✓ No",
        "2",
        "Thank you. Here is your result.",
    ]


async def test_the_focus_is_visible_everywhere(demo_talk, chromium):
    async with chromium(demo_talk.address) as page:
        await phone(page).get_by_role("button", name="2. Growing").wait_for()
        outlines = set()
        for _press in range(16):
            await page.keyboard.press("Tab")
            outlines.add(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert outlines == {"solid"}


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_everything_to_tap_is_large_enough(demo_talk, size, chromium):
    async with chromium(demo_talk.address, viewport=size) as page:
        await phone(page).get_by_role("button", name="2. Growing").click()
        await phone(page).get_by_role("button", name="done").wait_for()
        small = await page.evaluate(
            """() => [...document.querySelectorAll("button, a, textarea")]
                .map((one) => [one.innerText || one.ariaLabel, one.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0 && (box.width < 44 || box.height < 44))
                .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
        )
    assert small == []


async def test_new_messages_come_into_a_polite_live_region(web, chromium):
    async with chromium(web.address) as page:
        (greeting,) = await web.bot.hears(1)
        log = page.get_by_role("log", name="Conversation with \u2068Passerelle\u2069")
        await page.locator("[role=log][aria-live=polite]").wait_for()
        await web.bot.says(greeting.chat, "A new message", language="en")
        await log.get_by_text("A new message").wait_for()
        await page.get_by_role("textbox", name="Write a message").fill("An answer")
        await page.keyboard.press("Enter")
        await log.get_by_text("An answer").wait_for()
        announced = await log.locator(".message:not([aria-live=off]) .text").all_inner_texts()
        speaker = await log.locator(".theirs .unseen").all_text_contents()
    assert announced == ["A new message"]
    assert speaker == ["Passerelle: "]


async def test_ticking_a_box_does_not_read_the_question_again(talk, chromium):
    async with chromium(talk.address) as page:
        await page.get_by_role("button", name="2. Growing").click()
        await page.get_by_role("button", name="Green").wait_for()
        await page.get_by_text("✓ Growing").wait_for()
        await page.evaluate(
            """() => {
                window.added = [];
                new MutationObserver((changes) => {
                    for (const change of changes) for (const node of change.addedNodes)
                        if (node.nodeType === 1) window.added.push(node.outerHTML);
                }).observe(document.querySelector("[role=log]"), {childList: true, subtree: true});
            }"""
        )
        await page.get_by_role("button", name="Green").click()
        await page.locator("[aria-pressed=true]").wait_for()
        added = await page.evaluate("window.added")
    assert added == []


async def test_the_tab_that_is_shown_is_told_by_a_line_also_in_forced_colours(demo_web, chromium):
    async with chromium(demo_web.address, viewport=NARROW, forced_colors="active") as page:
        await connected(page)
        line = "all => all.map((one) => getComputedStyle(one).borderBlockEndColor)"
        shown, other = await page.locator(".tabs button").evaluate_all(line)
        ground = await page.evaluate("getComputedStyle(document.querySelector('.tabs')).backgroundColor")
    assert shown != other == ground


async def test_reduced_motion_is_respected(talk, chromium):
    async with chromium(talk.address) as page:
        await page.get_by_role("button", name="2. Growing").wait_for()
        names = await page.evaluate(
            "[...document.querySelectorAll('.message')].map((one) => getComputedStyle(one).animationName)"
        )
    assert set(names) == {"none"}
