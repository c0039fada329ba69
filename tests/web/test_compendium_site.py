"""The web site of the compendium in a browser at the width of a phone: searched, chosen from, and looked at by axe-core."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.async_api import expect

from bot.reports import compendium_site
from tests.reports.sample_compendiums import compendium
from tests.reports.sample_words import renderer
from tests.web.chromium import NARROW, overflow
from tests.web.test_accessibility import ASKED, AXE

pytestmark = pytest.mark.slow
LANGUAGES = ("en", "fr", "ar")
SEARCHED = {"en": "BREAD fri", "fr": "ECONOMISENT", "ar": "خبز"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        """Nobody reads it."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Where it is served, as any web server would."""
    folder = tmp_path_factory.mktemp("site")
    found = {language: compendium(language) for language in LANGUAGES}
    for path, text in compendium_site.whole(found, {one: renderer(one) for one in LANGUAGES}, {}).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def findings(page):
    """As elsewhere; brought in by the browser itself, because the site allows no script but its own."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    result = await page.evaluate(f"axe.run(document, {ASKED})")
    assert result["passes"], "axe looked at something"
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(site, language, scheme, chromium):
    for name in ("index.html", f"{language}/index.html", f"{language}/practice-1.html", f"{language}/practice-2.html"):
        async with chromium(f"{site}/{name}", color_scheme=scheme, locale=language, viewport=NARROW) as page:
            assert await findings(page) == []
            assert await overflow(page) <= 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_finds_by_the_beginnings_of_words_without_accents_and_in_any_case(site, language, chromium):
    async with chromium(f"{site}/{language}/index.html", locale=language, viewport=NARROW) as page:
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        everything = await page.locator("[data-number]:visible").count()
        await page.get_by_role("searchbox").fill(SEARCHED[language])
        cards = page.locator("[data-number]:visible")
        await expect(cards).not_to_have_count(everything)
        assert 0 < await cards.count() < everything
        assert str(await cards.count()) in await page.get_by_role("status").inner_text()
        await page.get_by_role("searchbox").fill("qqqq")
        await expect(cards).to_have_count(0)
        await page.get_by_role("button").click()
        await expect(cards).to_have_count(everything)
        assert all(url.startswith(site) for url in requests)


async def test_one_chooses_an_area_and_a_country_and_opens_a_practice(site, chromium):
    async with chromium(f"{site}/en/index.html", viewport=NARROW) as page:
        await page.get_by_label("Area").select_option("entrepreneurship")
        await page.get_by_label("Country").select_option("TN")
        await page.locator("[data-number]:visible a").first.click()
        await page.get_by_role("heading", level=1).wait_for()
        assert "Tunisia" in await page.locator(".by").inner_text()


async def test_without_scripts_the_list_is_whole(site, chromium):
    async with chromium(f"{site}/fr/index.html", viewport=NARROW, java_script_enabled=False) as page:
        assert await page.locator("[data-number]").count() == len(compendium("fr").entries)
        assert not await page.get_by_role("searchbox").is_visible()
