"""A real browser: Debian's Chromium, one for all tests of a process, with a fresh profile for each."""

import re
import subprocess
from contextlib import asynccontextmanager, contextmanager
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.async_api import Page, async_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 360, "height": 640}


LISTENING = re.compile(r"DevTools listening on (ws://\S+)")


@contextmanager
def running_chromium():
    """The address to drive it by."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                found = next(match for line in process.stderr if (match := LISTENING.search(line)))
                Thread(target=process.stderr.read, daemon=True).start()  # or it would stand still once the pipe is full
                yield found[1]
            finally:
                process.terminate()


@asynccontextmanager
async def opened(endpoint, address, **options):
    """A page of a browser that knows nothing; `options` are Playwright's (viewport, locale, color_scheme…).

    Whatever the page complains of (an error, a refused script or style) fails the test.
    """
    options = {"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce", **options}
    complaints = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(endpoint)
        context = await browser.new_context(**options)
        try:
            page = await context.new_page()
            page.set_default_timeout(15_000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
            await page.goto(address)
            yield page
        finally:
            await context.close()
    assert complaints == []


def _is_complaint(message):
    # Chromium itself writes of connections that fail: some tests want them to.
    return message.type == "error" and "net::ERR_" not in message.text and "WebSocket" not in message.text


def phone(page: Page, side="left"):
    return page.locator(f"[data-side={side}]")


async def connected(page: Page):
    await page.locator("[data-state=connected]").first.wait_for()


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


async def focused(page: Page) -> str:
    """The name of what has the focus, as a screen reader would call it (about)."""
    return await page.evaluate(
        """() => {
            const one = document.activeElement;
            return (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.innerText ?? "").replace(/\\s+/g, " ").trim();
        }"""
    )


async def tab_to(page: Page, name: str, at_most: int = 12) -> int:
    """Press Tab until `name` has the focus; how often it took."""
    for times in range(1, at_most + 1):
        await page.keyboard.press("Tab")
        if await focused(page) == name:
            return times
    raise AssertionError(f"{name!r} is not reached; the focus is on {await focused(page)!r}")
