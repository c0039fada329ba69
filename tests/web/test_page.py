import gzip
import json
import re
from html import unescape

from bot.channels.web.security import HEADERS, POLICY
from bot.channels.web.static_files import StaticFiles
from bot.channels.web.words import WORDS
from tests.web.browsing import browsing

LARGEST_PAGE = 100_000


async def test_the_whole_page_is_small_even_unpacked(demo_browser):
    page = await demo_browser.get("/")
    files = sorted(set(re.findall(r'(?:href|src)="(static/[^"]+)"', page.text)))
    sizes = {path: len((await demo_browser.get(f"/{path}")).body) for path in files}
    assert len(page.body) + sum(sizes.values()) <= LARGEST_PAGE
    assert {path.rsplit("/", 1)[1] for path in files} == set(StaticFiles.from_folder().files)


async def test_the_page_comes_packed_and_is_never_kept(demo_browser):
    page = await demo_browser.get("/", **{"accept-encoding": "gzip"})
    assert (page.status, page.headers["content-encoding"], page.headers["cache-control"]) == (200, "gzip", "no-store")
    plain = await demo_browser.get("/", **{"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == page.text


async def test_static_files_are_packed_and_kept_until_they_change(demo_browser):
    static = StaticFiles.from_folder()
    file = static.files["page.js"]
    first = await demo_browser.get(f"/static/{static.digest}/page.js")
    assert (first.body, first.headers["etag"]) == (file.plain, file.etag)
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(file.packed) == file.plain
    again = await demo_browser.get(f"/static/{static.digest}/page.js", **{"if-none-match": file.etag})
    assert (again.status, again.body) == (304, b"")
    stale = await demo_browser.get("/static/0123/page.js")
    assert stale.headers["cache-control"] == "no-cache"


async def test_nothing_else_is_served(demo_browser, subtests):
    for name in ["nothing.js", "..%2Fpage.html", "page.html", "%2e%2e"]:
        with subtests.test(name=name):
            assert (await demo_browser.get(f"/static/0123/{name}")).status == 404


async def test_every_answer_carries_the_security_headers(demo_browser, subtests):
    for path in ["/", "/static/x/page.css", "/file/nothing", "/nowhere"]:
        with subtests.test(path=path):
            response = await demo_browser.get(path)
            assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_that_stands_in_a_page():
    allowed = dict(one.split(" ", 1) for one in POLICY.split("; "))
    assert allowed.pop("default-src") == allowed.pop("frame-ancestors") == "'none'"
    assert allowed["script-src"] == "'self'"
    assert {source for sources in allowed.values() for source in sources.split()} == {"'self'", "'none'", "blob:"}


async def test_the_page_holds_no_script_or_style_of_its_own(demo_browser):
    html = (await demo_browser.get("/")).text
    assert re.findall(r"<script[^>]*>([^<]*)</script>", html) == [""]
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


async def test_the_page_speaks_the_language_of_the_browser(web):
    async with browsing(web.address) as browser:
        html = (await browser.get("/", **{"accept-language": "de;q=0.9, ar-TN;q=0.8, fr;q=0.7"})).text
        english = (await browser.get("/", **{"accept-language": "ar;q=0.1,en"})).text
    assert '<html lang="en" dir="ltr">' in html  # German is known to the network, and answered in English
    assert '<html lang="en" dir="ltr">' in english


async def test_an_arabic_page_is_mirrored(web):
    async with browsing(web.address) as browser:
        html = (await browser.get("/", **{"accept-language": "ar-TN,fr;q=0.5"})).text
    assert '<html lang="ar" dir="rtl">' in html


async def test_the_page_brings_all_its_words_and_the_personas(demo_browser):
    html = (await demo_browser.get("/")).text
    setup = json.loads(unescape(re.search(r'data-setup="([^"]*)"', html)[1]))
    assert set(setup["words"]) == set(WORDS)
    assert [one["id"] for one in setup["demo"]["personas"]] == ["achieng", "barasa", "salma", "tariq", "amal"]
    assert (setup["demo"]["left"], setup["demo"]["right"]) == ("achieng", "barasa")


async def test_the_demonstration_opens_with_two_who_speak_the_language_of_the_browser(demo_browser, subtests):
    for spoken, pair in [("ar-JO", ("salma", "tariq")), ("fr", ("achieng", "barasa"))]:
        with subtests.test(spoken=spoken):
            html = (await demo_browser.get("/", **{"accept-language": spoken})).text
            setup = json.loads(unescape(re.search(r'data-setup="([^"]*)"', html)[1]))
            assert (setup["demo"]["left"], setup["demo"]["right"]) == pair


def test_every_word_of_the_page_is_used_in_it():
    said = "".join(file.plain.decode() for file in StaticFiles.from_folder().files.values())
    unused = [name for name in WORDS if f'"{name}"' not in said]
    assert unused == ["without_scripts"]


async def test_a_browser_gets_a_cookie_that_scripts_cannot_read_once(web):
    async with browsing(web.address) as browser:
        first = await browser.get("/")
        again = await browser.get("/")
    cookie = first.cookies["passerelle_browser"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert len(cookie.value) == 43
    assert "set-cookie" not in again.headers


async def test_the_demonstration_sets_no_cookie(demo_browser):
    assert "set-cookie" not in (await demo_browser.get("/")).headers
