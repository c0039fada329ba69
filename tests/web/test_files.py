from io import BytesIO

import pytest

from bot.channels.web.files import plain_name
from bot.core.messages import FileKind, FileReference, IncomingKind
from bot.delivery.channel import LoadedFile
from bot.delivery.failures import Rejected
from bot.storage.blobs import LARGEST
from tests.web.browsing import browsing


async def uploaded(browser, data=b"Hello", name="plan.txt", media_type="text/plain"):
    response = await browser.post("/upload", data, **{"content-type": media_type, "x-file-name": name})
    assert response.status == 201
    return response.json


async def test_a_file_goes_up_is_sent_with_words_and_can_be_fetched(web, browser):
    async with browser.page() as page:
        await page.opens()
        file = await uploaded(browser)
        await page.says("files", id="first-one", text="Our plan", files=[file["token"]])
        shown = await page.is_told("message")
        await page.is_told("acknowledged")
    said = (await web.bot.hears(2))[1]
    assert (said.kind, said.text, said.message_id) == (IncomingKind.FILES, "Our plan", "first-one")
    assert said.files == (FileReference(FileKind.DOCUMENT, file["token"], "plan.txt", "text/plain", 5),)
    assert shown["message"]["files"] == [file]
    assert await web.channel.fetch(file["token"]) == b"Hello"


async def test_a_file_that_was_never_there_cannot_be_fetched(web):
    with pytest.raises(Rejected):
        await web.channel.fetch("x" * 24)


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("image/jpeg", FileKind.PHOTO),
        ("audio/ogg", FileKind.VOICE),
        ("video/mp4", FileKind.VIDEO),
        ("application/pdf", FileKind.DOCUMENT),
        ("not a type", FileKind.DOCUMENT),
    ],
)
async def test_files_are_told_apart_by_their_type(web, media_type, kind):
    async with browsing(web.address) as browser:
        await browser.get("/")
        async with browser.page("?quiet") as page:
            await page.opens()
            file = await uploaded(
                browser, b"\xff\xd8\xff" if kind is FileKind.PHOTO else b"%PDF", media_type=media_type
            )
            await page.says("files", id="first-one", text="", files=[file["token"]])
            (said,) = await web.bot.hears(1)
    assert [one.kind for one in said.files] == [kind]


async def test_only_the_browser_it_belongs_to_sees_a_file(web, browser):
    token = (await uploaded(browser))["token"]
    own = await browser.get(f"/file/{token}")
    assert (own.status, own.body, own.media_type) == (200, b"Hello", "text/plain")
    async with browsing(web.address) as stranger:
        assert (await stranger.get(f"/file/{token}")).status == 404
        await stranger.get("/")
        assert (await stranger.get(f"/file/{token}")).status == 404
        async with stranger.page("?quiet") as page:
            await page.opens()
            await page.says("files", id="first-one", text="Mine?", files=[token])
            assert await page.is_told("refused") == {"type": "refused", "id": "first-one"}


@pytest.mark.parametrize(
    ("media_type", "disposition"),
    [
        ("image/png", "inline; filename*=UTF-8''result.png"),
        ("text/html", "attachment; filename*=UTF-8''result.png"),
        ("image/svg+xml", "attachment; filename*=UTF-8''result.png"),
    ],
)
async def test_only_pictures_open_in_the_page(demo_web, demo_browser, media_type, disposition):
    async with demo_browser.page("?as=achieng&quiet") as page:
        await page.opens()
        await demo_web.bot.says("demo:achieng", "Here", files=(LoadedFile("result.png", media_type, b"<script>"),))
        token = (await page.is_told("message"))["message"]["files"][0]["token"]
    response = await demo_browser.get(f"/file/{token}")
    assert response.headers["content-disposition"] == disposition
    assert response.headers["x-content-type-options"] == "nosniff"
    again = await demo_browser.get(f"/file/{token}", **{"if-none-match": response.headers["etag"]})
    assert again.status == 304


def a_file(name, data, description=""):
    return LoadedFile(name, "application/pdf", data, description)


async def test_a_file_of_a_message_is_replaced_and_the_rest_of_it_stays(demo_web, demo_browser):
    chat, new = "demo:achieng", a_file("new.pdf", b"%PDF new", "The plan")
    async with demo_browser.page("?as=achieng&quiet") as page:
        await page.opens()
        sent = await demo_web.bot.says(chat, "2 files", files=(a_file("a.pdf", b"a"), a_file("b.pdf", b"b")))
        before = (await page.is_told("message"))["message"]
        for _twice in range(2):
            told = await demo_web.bot.says(
                chat, "Replaced *now*", to_edit=f"{sent}/1", files=(new,), replaces_file=True
            )
            assert told == sent
            after = (await page.is_told("edit"))["message"]
        assert (after["spans"], after["files"][0]) == (before["spans"], before["files"][0])
        assert (after["files"][1]["name"], after["files"][1]["description"]) == (new.name, new.description)
        assert ("edited" in after, after["files"][1]["note"]) == (True, "Replaced now")
    assert (await demo_browser.get(f"/file/{after['files'][1]['token']}")).body == new.data
    async with demo_browser.page("?as=achieng&quiet") as page:
        *_, last = await page.opens()
    assert [one["name"] for one in last["files"]] == ["a.pdf", "new.pdf"]


@pytest.mark.parametrize("edits", ["{}/1", "404404/0"])
async def test_a_file_that_is_not_there_cannot_be_replaced(demo_web, demo_browser, edits):
    async with demo_browser.page("?as=achieng&quiet") as page:
        await page.opens()
        sent = await demo_web.bot.says("demo:achieng", "1 file", files=(a_file("a.pdf", b"a"),))
        with pytest.raises(Rejected):
            await demo_web.bot.says(
                "demo:achieng", to_edit=edits.format(sent), files=(a_file("b.pdf", b"b"),), replaces_file=True
            )


async def test_what_was_taken_away_has_no_file_to_replace(demo_web, demo_browser):
    async with demo_browser.page("?as=achieng&quiet") as page:
        await page.opens()
        sent = await demo_web.bot.says("demo:achieng", "1 file", files=(a_file("a.pdf", b"a"),))
        await demo_web.bot.says("demo:achieng", to_edit=sent, removes=True)
        with pytest.raises(Rejected):
            await demo_web.bot.says(
                "demo:achieng", to_edit=f"{sent}/0", files=(a_file("b.pdf", b"b"),), replaces_file=True
            )


async def test_a_large_file_goes_up_whole_and_one_byte_more_does_not(web):
    data = bytes(range(256)) * (LARGEST // 256)
    async with browsing(web.address) as browser:
        await browser.get("/")
        token = (await uploaded(browser, BytesIO(data)))["token"]
        assert (await browser.get(f"/file/{token}")).body == data
        assert (await browser.post("/upload", BytesIO(data + b"1"))).status == 413
        assert (await browser.post("/upload", pieces(data + b"1"))).status == 413


async def pieces(data):
    """A body whose size nobody tells in advance."""
    for start in range(0, len(data), 1 << 20):
        yield data[start : start + (1 << 20)]


async def test_nobody_unknown_and_no_other_site_uploads(web, browser):
    async with browsing(web.address) as stranger:
        assert (await stranger.post("/upload", b"Hello")).status == 403
    for origin in ("https://evil.example", "null", "http://[", ""):
        assert (await browser.post("/upload", b"Hello", origin=origin)).status == 403
    assert (await browser.post("/upload", b"Hello", origin=web.address)).status == 201


async def test_an_upload_that_cannot_be_stored_says_so(web, browser, sqlite_database):
    await browser.get("/")
    async with browser.page("?quiet") as page:
        await page.opens()
    sqlite_database.close()
    assert (await browser.post("/upload", b"Hello")).status == 503


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("خطة.pdf", "خطة.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("<b>*.png", "b.png"),
        ("exe\u202egnp.exe", "exegnp.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
        ("." + "y" * 300, "y" * 120),
    ],
)
def test_names_of_files_are_plain(given, kept):
    assert plain_name(given) == kept
