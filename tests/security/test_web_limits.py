"""One visitor of the web chat alone can neither fill the disk nor try every code, and nobody's cookie can be planted."""

import asyncio
import hashlib
from contextlib import asynccontextmanager

import pytest
from sqlmodel import select
from starlette.requests import HTTPConnection

from bot.app import translator
from bot.channels.web import pages
from bot.channels.web.allowance import Allowance, Allowances, where_from
from bot.storage.web import WebBrowser
from tests.web.browsing import browsing
from tests.web.serving import serving

pytestmark = pytest.mark.slow  # a real server
HTTPS = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
PLANTED = "planted" + "x" * 36


@asynccontextmanager
async def limited(database, **allowed):
    """`allowed`: how many of what, and then none for a long time."""
    allowances = Allowances(**{name: Allowance(most, 0.001) for name, most in allowed.items()})
    async with serving(database, translator(), allowances=allowances) as web:
        yield web


async def met(web, **headers):
    """How a page of a browser that nobody knows is received."""
    async with browsing(web.address) as browser:
        await browser.get("/")
        async with browser.page(**headers) as page:
            return await received(page)


async def received(page):
    """Its greeting, or the code it is closed with."""
    message = await page.socket.receive(timeout=10)
    return message.json()["type"] if isinstance(message.data, str) else message.data


async def test_so_many_new_browsers_come_from_one_address_and_others_are_let_in(sqlite_database):
    async with limited(sqlite_database, browsers=2) as web:
        here = [await met(web) for _browser in range(3)]
        elsewhere = await met(web, **{"x-forwarded-for": "203.0.113.9"})
    assert here == ["phone", "phone", 1013]
    assert elsewhere == "phone"


async def test_who_has_one_ipv6_address_has_many_and_counts_once(sqlite_database):
    async with limited(sqlite_database, browsers=1) as web:
        here = [await met(web, **{"x-forwarded-for": f"2001:db8:1:2::{last:x}"}) for last in (1, 2, 0xFFFF)]
        elsewhere = await met(web, **{"x-forwarded-for": "2001:db8:1:3::1"})
    assert here == ["phone", 1013, 1013]
    assert elsewhere == "phone"


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_visitor_is_known_by_network_address(host, counted):
    scope = {"type": "http", "headers": [], "client": (host, 1)}
    assert where_from(HTTPConnection(scope)) == counted


async def test_whoever_is_known_comes_in_when_no_new_ones_may(sqlite_database):
    async with limited(sqlite_database, browsers=1) as web, browsing(web.address) as browser:
        await browser.get("/")
        for _time in range(3):
            async with browser.page() as page:
                await page.opens()


async def test_a_browser_opens_pages_only_so_often_and_others_go_on(sqlite_database):
    async with limited(sqlite_database, opened=2) as web, browsing(web.address) as browser:
        await browser.get("/")
        here = []
        for _time in range(3):
            async with browser.page() as page:
                here.append(await received(page))
        elsewhere = await met(web)
    assert here == ["phone", "phone", 1013]
    assert elsewhere == "phone"


async def test_a_browser_has_only_so_many_pages_at_once_and_another_when_one_is_closed(sqlite_database, monkeypatch):
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    async with limited(sqlite_database) as web, browsing(web.address) as browser:
        await browser.get("/")
        async with browser.page() as first:
            await first.opens()
            async with browser.page() as second, browser.page() as third:
                assert [await received(second), await received(third)] == ["phone", 1013]
            assert await met(web) == "phone"
            async with asyncio.timeout(10):
                while True:  # the server hears of it a moment later that one was closed
                    async with browser.page() as another:
                        if await received(another) == "phone":
                            break


async def test_more_than_anybody_types_waits_in_the_page_until_later(sqlite_database):
    async with limited(sqlite_database, said=2) as web, browsing(web.address) as browser:
        await browser.get("/")
        async with browser.page() as page:
            await page.opens()
            for number in range(3):
                await page.socket.send_json({"type": "text", "id": f"text-{number:04}", "text": f"Text {number}"})
            while (frame := await page.socket.receive_json(timeout=10))["type"] != "later":
                assert frame["type"] in {"message", "acknowledged"}
        heard = [one.text for one in await web.bot.hears(3) if one.text]
    assert frame["id"] == "text-0002"
    assert heard == ["Text 0", "Text 1"]


async def test_older_messages_are_looked_up_only_so_often(sqlite_database):
    async with limited(sqlite_database, said=1) as web, browsing(web.address) as browser:
        await browser.get("/")
        async with browser.page() as page:
            await page.opens()
            for frame in ({"type": "earlier", "before": "1"}, {"type": "earlier", "before": "1"}, {"type": "ping"}):
                await page.socket.send_json(frame)
            heard = []
            while "pong" not in heard:
                heard.append((await page.socket.receive_json(timeout=10))["type"])
    assert heard.count("earlier") == 1


async def test_only_so_much_is_uploaded_from_one_address(sqlite_database):
    async with limited(sqlite_database, given=1) as web, browsing(web.address) as browser:
        await browser.get("/")
        first = await browser.post("/upload", b"x" * 1024 * 1024)
        second = await browser.post("/upload", b"y")
        other = await browser.post("/upload", b"y", **{"x-forwarded-for": "203.0.113.9"})
    assert (first.status, second.status, other.status) == (201, 429, 201)
    assert int(second.headers["retry-after"]) > 0


async def test_over_https_a_cookie_has_a_name_that_no_other_host_can_set(sqlite_database):
    async with limited(sqlite_database) as web, browsing(web.address) as browser:
        cookie = (await browser.get("/", **HTTPS)).cookies["__Host-passerelle_browser"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


async def test_whoever_reads_the_database_cannot_be_one_of_its_browsers(sqlite_database):
    async with limited(sqlite_database) as web, browsing(web.address) as browser:
        token = (await browser.get("/")).cookies["passerelle_browser"].value
        async with browser.page() as page:
            await page.opens()
    known = sqlite_database.read_now(lambda session: session.exec(select(WebBrowser.token_hash)).all())
    assert known == [hashlib.sha256(token.encode()).hexdigest()]


@pytest.mark.parametrize("name", ["passerelle_browser", "__host-passerelle_browser"])
async def test_a_cookie_that_another_site_could_have_planted_counts_for_nothing(sqlite_database, name):
    planted = {"cookie": f"{name}={PLANTED}", **HTTPS}
    async with limited(sqlite_database) as web, browsing(web.address) as browser:
        page = await browser.get("/", **planted)
        upload = await browser.post("/upload", b"x", **planted)
    assert page.cookies["__Host-passerelle_browser"].value != PLANTED
    assert upload.status == 403


async def test_a_visitor_who_is_no_proxy_cannot_pretend_to_come_from_elsewhere():
    """Behind a proxy the last address that it added counts, not what the visitor sent along."""
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: PLC0415 - of this test only

    from bot.channels.web.security import PROXIES  # noqa: PLC0415 - see above

    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["client"][0])

    behind = ProxyHeadersMiddleware(app, list(PROXIES))
    for client in ("172.17.0.1", "198.51.100.4"):
        headers = [(b"x-forwarded-for", b"10.9.9.9, 203.0.113.9")]
        await behind({"type": "http", "scheme": "http", "client": (client, 1), "headers": headers}, None, None)
    assert seen == ["203.0.113.9", "198.51.100.4"]
