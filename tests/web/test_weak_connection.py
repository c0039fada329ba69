"""The page on the weakest connection it is made for: 50 kbit/s with long ways, which breaks off and comes back."""

from contextlib import asynccontextmanager

import pytest

from tests.web.chromium import NARROW, connected

pytestmark = pytest.mark.slow
SPEED = 50_000 / 8  # bytes a second
LATENCY = 400  # milliseconds
PATIENCE = 60_000  # milliseconds, for a machine that is busy beside it


@asynccontextmanager
async def on_a_weak_line(chromium, address):
    """A page, and what switches its line: `await line(offline=True)`."""
    async with chromium("about:blank", viewport=NARROW) as page:
        page.set_default_timeout(PATIENCE)
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")

        async def line(*, offline: bool):
            conditions = {
                "offline": offline,
                "latency": LATENCY,
                "downloadThroughput": SPEED,
                "uploadThroughput": SPEED,
            }
            await session.send("Network.emulateNetworkConditions", conditions)

        await line(offline=False)
        await page.goto(address)
        yield page, line


async def test_the_page_opens_and_a_question_is_answered_at_50_kbit_a_second(talk, chromium):
    async with on_a_weak_line(chromium, talk.address) as (page, _line):
        await page.get_by_role("button", name="2. Growing").click()
        await page.get_by_role("button", name="Green").wait_for()
        said = await page.locator(".theirs .text").all_inner_texts()
    assert said == [
        "Good to see you. Four questions, about a minute.",
        "How do you plan the school year?\n✓ Growing: some of us plan together",
        "Which areas matter most to you?",
    ]


async def test_what_is_written_while_the_line_is_broken_arrives_once_when_it_is_back(talk, chromium):
    async with on_a_weak_line(chromium, talk.address) as (page, line):
        await page.get_by_role("button", name="2. Growing").wait_for()
        await line(offline=True)
        await page.get_by_role("textbox").fill("2")
        await page.get_by_role("textbox").press("Enter")
        await page.get_by_text("No connection. What you write is kept here").wait_for()
        before = [one.text for one in talk.bot.heard]
        await line(offline=False)
        await connected(page)
        await page.get_by_role("button", name="Green").wait_for()
        await page.get_by_text("waiting to be sent").wait_for(state="detached")
        shown = await page.locator(".message .text").all_inner_texts()
        await page.reload()
        await page.get_by_role("button", name="Green").wait_for()
        kept = await page.locator(".message .text").all_inner_texts()
    assert before == [""]
    assert shown == [
        "Good to see you. Four questions, about a minute.",
        "How do you plan the school year?\n✓ Growing: some of us plan together",
        "2",
        "Which areas matter most to you?",
    ]
    assert kept == shown
