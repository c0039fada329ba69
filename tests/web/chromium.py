"""A real browser: Debian's Chromium, driven by Playwright."""

from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

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


@asynccontextmanager
async def chromium(**context):
    """A browser with an empty profile; `context` holds Playwright's options (viewport, locale, color_scheme…)."""
    async with async_playwright() as playwright:
        with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = await playwright.chromium.launch_persistent_context(
                profile, executable_path=CHROMIUM, args=FLAGS, headless=True, **context
            )
            try:
                yield browser
            finally:
                await browser.close()
