"""What the channel believes about writing to a homeserver, seen on a real one."""

import pytest
from aiohttp import ClientConnectionError, web
from aiohttp.test_utils import TestServer
from nio import AsyncClient, RoomSendError, RoomSendResponse

from tests.matrix.homeserver import NO_LIMITS, running
from tests.matrix.human import human
from tests.matrix.nio_client import AT_ONCE, nio_client

pytestmark = pytest.mark.slow


def notice(text: str) -> dict[str, str]:
    return {"msgtype": "m.notice", "body": text}


async def test_the_same_transaction_sends_once_even_after_a_new_login_and_a_restart_of_the_server(tmp_path):
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
        async with human(homeserver, "amina") as amina:
            room = await amina.opens_a_talk_with(bot.user_id)
            async with nio_client(homeserver, bot) as client:
                await client.join(room)
                first = await client.room_send(room, "m.room.message", notice("once"), tx_id="outbox-1")
            homeserver.stop()
            homeserver.start()
            client = AsyncClient(homeserver.url, bot.user_id, device_id=bot.device_id, config=AT_ONCE)
            await client.login(bot.password)
            again = await client.room_send(room, "m.room.message", notice("once"), tx_id="outbox-1")
            await client.close()
            assert (client.device_id, client.access_token != bot.access_token) == (bot.device_id, True)
            assert again.event_id == first.event_id
            assert await amina.texts(room, bot.user_id) == ["once"]


async def test_another_device_sends_the_same_transaction_twice(homeserver):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        await client.room_send(room, "m.room.message", notice("twice"), tx_id="outbox-1")
        other = AsyncClient(homeserver.url, bot.user_id, config=AT_ONCE)
        await other.login(bot.password)
        await other.room_send(room, "m.room.message", notice("twice"), tx_id="outbox-1")
        await other.close()
        assert await amina.texts(room, bot.user_id) == ["twice", "twice"]


async def test_a_flood_is_refused_at_once_with_the_time_to_wait(strict_homeserver):
    bot = await strict_homeserver.register("bot")
    async with human(strict_homeserver, "amina") as amina, nio_client(strict_homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        answers = [await client.room_send(room, "m.room.message", notice(str(n)), tx_id=str(n)) for n in range(20)]
        refused = [answer for answer in answers if isinstance(answer, RoomSendError)]
        assert {(answer.status_code, answer.transport_response.status) for answer in refused} == {
            ("M_LIMIT_EXCEEDED", 429)
        }
        assert all(0 < answer.retry_after_ms <= 60_000 for answer in refused)
        sent = [str(n) for n, answer in enumerate(answers) if isinstance(answer, RoomSendResponse)]
        assert await amina.texts(room, bot.user_id) == sent


async def test_an_administrator_lifts_the_limit_for_the_bots_account(strict_homeserver):
    bot = await strict_homeserver.register("bot")
    administrator = await strict_homeserver.register("administrator", admin=True)
    await strict_homeserver.lift_limits(administrator, bot.user_id)
    async with human(strict_homeserver, "amina") as amina, nio_client(strict_homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        for number in range(20):
            await client.room_send(room, "m.room.message", notice(str(number)), tx_id=str(number))
        assert await amina.texts(room, bot.user_id) == [str(number) for number in range(20)]


@pytest.mark.parametrize(
    ("where", "content", "code", "status"),
    [
        ("the room", notice("x" * 70_000), "M_TOO_LARGE", 413),
        ("the room", notice("x" * 45_000) | {"formatted_body": "y" * 21_000}, "M_TOO_LARGE", 413),
        ("!nowhere:centres.example", notice("hello"), "M_FORBIDDEN", 403),
    ],
)
async def test_refusals_name_their_reason(homeserver, where, content, code, status):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        answer = await client.room_send(room if where == "the room" else where, "m.room.message", content)
    assert (answer.status_code, answer.transport_response.status) == (code, status)


async def test_a_server_that_is_down_raises_at_once(tmp_path):
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
    async with nio_client(homeserver, bot) as client:
        with pytest.raises(ClientConnectionError):
            await client.room_send("!room:centres.example", "m.room.message", notice("hello"))


async def test_a_broken_proxy_is_an_error_without_a_code(homeserver):
    async def bad_gateway(request):
        return web.Response(status=502, text="<h1>Bad gateway</h1>", content_type="text/html")

    proxy = web.Application()
    proxy.router.add_route("*", "/{rest:.*}", bad_gateway)
    async with TestServer(proxy) as server:
        client = AsyncClient(str(server.make_url("")).rstrip("/"), "@bot:centres.example", config=AT_ONCE)
        client.restore_login("@bot:centres.example", "DEVICE", "token")
        answer = await client.room_send("!room:centres.example", "m.room.message", notice("hello"))
        await client.close()
    assert isinstance(answer, RoomSendError)
    assert (answer.status_code, answer.transport_response.status) == (None, 502)


async def test_people_see_a_correction_a_reaction_that_is_taken_back_reading_and_typing(homeserver):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        question = await amina.says(room, "3")
        await client.update_receipt_marker(room, question)
        await client.room_typing(room, typing_state=True, timeout=10_000)
        await amina.sees(lambda event: event["type"] == "m.typing" and event["content"]["user_ids"] == [bot.user_id])
        read = await amina.sees(lambda event: event["type"] == "m.receipt" and question in event["content"])
        assert bot.user_id in read["content"][question]["m.read"]

        answer = await client.room_send(room, "m.room.message", notice("Which level?"), tx_id="1")
        corrected = notice("* ✓ Strong") | {
            "m.new_content": notice("✓ Strong"),
            "m.relates_to": {"rel_type": "m.replace", "event_id": answer.event_id},
        }
        await client.room_send(room, "m.room.message", corrected, tx_id="2")
        edit = await amina.reads(room, bot.user_id, "* ✓ Strong")
        assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": answer.event_id}

        relation = {"rel_type": "m.annotation", "event_id": question, "key": "✅"}
        reaction = await client.room_send(room, "m.reaction", {"m.relates_to": relation}, tx_id="3")
        await client.room_redact(room, reaction.event_id)
        redaction = await amina.sees(lambda event: event["type"] == "m.room.redaction")
        assert (redaction["sender"], redaction["content"]["redacts"]) == (bot.user_id, reaction.event_id)
