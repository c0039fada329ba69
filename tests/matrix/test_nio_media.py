"""What the channel believes about files on a homeserver, seen on a real one."""

import io

import aiohttp
import pytest
from nio import DownloadError

from tests.matrix.human import human
from tests.matrix.nio_client import everything_since, nio_client

pytestmark = pytest.mark.slow


async def test_a_persons_file_is_fetched_with_the_bots_token_and_with_no_other(homeserver):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        await amina.sends_file(room, "атестат.pdf", b"%PDF-1.7 certificate", "application/pdf")
        came = await everything_since(client, None)
        content = came.rooms.join[room].timeline.events[-1].source["content"]
        assert (content["msgtype"], content["body"], content["info"]) == (
            "m.file",
            "атестат.pdf",
            {"mimetype": "application/pdf", "size": 20},
        )
        fetched = await client.download(content["url"])
        assert (fetched.body, fetched.content_type) == (b"%PDF-1.7 certificate", "application/pdf")

        media = content["url"].removeprefix("mxc://")
        async with aiohttp.ClientSession(homeserver.url) as anybody:
            async with anybody.get(f"/_matrix/client/v1/media/download/{media}") as answer:
                assert answer.status == 401
            async with anybody.get(f"/_matrix/media/v3/download/{media}") as answer:
                assert answer.status == 404


async def test_a_file_is_read_piece_by_piece_so_that_a_too_large_one_can_be_left(homeserver):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        event_id = await amina.sends_file(room, "film.mp4", bytes(3_000_000), "video/mp4")
        event = (await client.room_get_event(room, event_id)).event
        media = event.source["content"]["url"].removeprefix("mxc://")
        path = f"/_matrix/client/v1/media/download/{media}"
        answer = await client.send("GET", path, headers={"Authorization": f"Bearer {bot.access_token}"})
        read = 0
        async for piece in answer.content.iter_chunked(64 * 1024):
            read += len(piece)
            if read > 1_000_000:
                break
        answer.close()
        assert 1_000_000 < read <= 1_000_000 + 64 * 1024
        assert answer.content_length == 3_000_000


async def test_what_the_bot_uploads_arrives_whole_in_the_room(homeserver):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        card = bytes(range(256)) * 200
        uploaded, _ = await client.upload(io.BytesIO(card), "image/png", "card.png", filesize=len(card))
        content = {
            "msgtype": "m.image",
            "body": "Your result: growing in six areas of eight.",
            "filename": "card.png",
            "url": uploaded.content_uri,
            "info": {"mimetype": "image/png", "size": len(card), "w": 720, "h": 900},
        }
        await client.room_send(room, "m.room.message", content, tx_id="card")
        seen = await amina.reads(room, bot.user_id, "Your result: growing in six areas of eight.")
        assert await amina.downloads(seen["content"]["url"]) == card


async def test_a_file_that_is_gone_is_an_error_with_its_reason(homeserver):
    bot = await homeserver.register("bot")
    async with nio_client(homeserver, bot) as client:
        answer = await client.download("mxc://centres.example/neverwas")
    assert isinstance(answer, DownloadError)
    assert (answer.status_code, answer.transport_response.status) == ("M_NOT_FOUND", 404)
