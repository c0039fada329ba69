import pytest
from starlette.datastructures import Headers

from bot.channels.web.demo import refusal
from tests.web.browsing import browsing


@pytest.mark.parametrize(
    ("headers", "answered"),
    [
        ({"host": "127.0.0.1:8080"}, True),
        ({"host": "127.0.0.1"}, True),
        ({"host": "localhost:8080"}, True),
        ({"host": "LOCALHOST"}, True),
        ({}, False),
        ({"host": ""}, False),
        ({"host": "passerelle.example"}, False),
        ({"host": "192.168.1.20:8080"}, False),
        ({"host": "localhost.evil.example"}, False),
        ({"host": "localhost@evil.example"}, False),
        ({"host": "127.0.0.1:8080:8080"}, False),
        ({"host": "127.0.0.1 "}, False),
        ({"host": "127.0.0.2"}, False),
        ({"host": "[::1]:8080"}, False),
        ({"host": "localhost", "forwarded": "for=10.0.0.1"}, False),
        ({"host": "localhost", "x-forwarded-for": "10.0.0.1"}, False),
        ({"host": "localhost", "x-forwarded-proto": "https"}, False),
        ({"host": "localhost", "x-forwarded-anything": ""}, False),
    ],
)
def test_the_demonstration_answers_on_this_computer_only(headers, answered):
    assert (refusal(Headers(headers)) is None) == answered


async def test_every_route_of_the_demonstration_refuses_in_plain_words(demo_browser, subtests):
    for path in ["/", "/socket?as=achieng", "/upload", "/file/x", "/static/x/page.js", "/else"]:
        for header in [{"x-forwarded-for": "10.0.0.1"}, {"host": "passerelle.example"}]:
            with subtests.test(path=path, header=header):
                response = await demo_browser.get(path, **header)
                assert (response.status, response.media_type) == (403, "text/plain")
                assert response.text == f"{refusal(Headers({'host': 'localhost', **header}))}\n"


async def test_the_socket_of_the_demonstration_refuses_too(demo_browser):
    with pytest.raises(Exception, match="403"):
        async with demo_browser.page("?as=achieng", **{"x-forwarded-for": "10.0.0.1"}):
            pass


async def test_a_persona_is_introduced_in_their_language(demo_browser, demo_web):
    async with demo_browser.page("?as=salma") as page:
        phone = await page.is_told("phone")
    assert (phone["language"], phone["direction"], phone["language_name"]) == ("ar", "rtl", "العربية")
    assert {**phone["person"], "role": "…"} == {
        "id": "salma",
        "name": "سلمى الدالي",
        "role": "…",
        "centre": "مركز إربد (وهمي)",
        "language": "ar",
        "language_name": "العربية",
    }
    (greeting,) = await demo_web.bot.hears(1)
    assert (greeting.sender, greeting.chat, greeting.language_hint) == ("demo:salma", "demo:salma", "ar")
    assert greeting.name == "سلمى الدالي"


async def test_somebody_new_speaks_the_language_they_chose(demo_browser, demo_web):
    async with demo_browser.page("?as=new-0123456789abcdef&language=fr") as page:
        phone = await page.is_told("phone")
    (greeting,) = await demo_web.bot.hears(1)
    assert (phone["language"], phone["person"]) == ("fr", None)
    assert (greeting.sender, greeting.language_hint, greeting.name) == ("demo:new-0123456789abcdef", "fr", None)


async def test_nobody_plays_whom_the_demonstration_does_not_know(demo_browser, subtests):
    for played in ["", "nobody", "new-", "new-short", "new-has spaces in it", "new-" + "x" * 41]:
        with subtests.test(played=played):
            async with demo_browser.page(f"?as={played}") as page:
                assert await page.is_closed_with() == 4401


async def test_real_use_knows_no_personas(browser, web):
    async with browser.page("?as=achieng") as page:
        phone = await page.is_told("phone")
    (greeting,) = await web.bot.hears(1)
    assert phone["person"] is None
    assert not greeting.chat.startswith("demo:")


async def test_a_message_waits_for_a_persona_whom_nobody_plays_yet(demo_web):
    await demo_web.bot.says("demo:barasa", "An announcement")
    async with browsing(demo_web.address) as browser, browser.page("?as=barasa") as page:
        assert [message["spans"] for message in await page.opens()] == [[{"text": "An announcement"}]]
    assert demo_web.bot.heard == []
