"""What the channel believes about logging in, seen on a real homeserver."""

import pytest
from aiohttp import ClientConnectionError
from nio import AsyncClient, LoginError, LoginResponse, WhoamiResponse

from tests.matrix.homeserver import NO_LIMITS, running
from tests.matrix.nio_client import AT_ONCE, nio_client

pytestmark = pytest.mark.slow


async def test_a_stored_token_still_counts_after_a_restart_of_both_sides(tmp_path):
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
        homeserver.stop()
        homeserver.start()
        async with nio_client(homeserver, bot) as client:
            answer = await client.whoami()
        assert isinstance(answer, WhoamiResponse)
        assert (answer.user_id, answer.device_id) == (bot.user_id, bot.device_id)


async def test_a_second_login_keeps_the_device_it_names(homeserver):
    bot = await homeserver.register("bot")
    client = AsyncClient(homeserver.url, bot.user_id, device_id=bot.device_id, config=AT_ONCE)
    answer = await client.login(bot.password, device_name="Passerelle")
    devices = [device.id for device in (await client.devices()).devices]
    await client.close()
    assert isinstance(answer, LoginResponse)
    assert devices == [bot.device_id]


async def test_a_token_that_was_logged_out_is_named_so(homeserver):
    bot = await homeserver.register("bot")
    async with nio_client(homeserver, bot) as client:
        await client.logout()
    async with nio_client(homeserver, bot) as client:
        answer = await client.sync(timeout=1)
    assert (answer.status_code, answer.transport_response.status) == ("M_UNKNOWN_TOKEN", 401)


@pytest.mark.parametrize("user", ["the bot", "@nobody:centres.example", "@nobody:elsewhere.example"])
async def test_a_wrong_password_and_an_unknown_name_are_refused_alike(homeserver, user):
    bot = await homeserver.register("bot")
    client = AsyncClient(homeserver.url, bot.user_id if user == "the bot" else user, config=AT_ONCE)
    answer = await client.login("not it")
    await client.close()
    assert isinstance(answer, LoginError)
    assert (answer.status_code, answer.transport_response.status) == ("M_FORBIDDEN", 403)


async def test_many_logins_in_a_row_are_refused_with_the_time_to_wait(strict_homeserver):
    bot = await strict_homeserver.register("bot")
    client = AsyncClient(strict_homeserver.url, bot.user_id, device_id=bot.device_id, config=AT_ONCE)
    answers = [await client.login(bot.password) for _ in range(7)]
    await client.close()
    assert (answers[-1].status_code, answers[-1].transport_response.status) == ("M_LIMIT_EXCEEDED", 429)
    assert answers[-1].retry_after_ms > 60_000  # Synapse allows five, then one in 333 seconds


async def test_a_homeserver_that_is_down_raises_at_once(tmp_path):
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
    client = AsyncClient(homeserver.url, bot.user_id, config=AT_ONCE)
    with pytest.raises(ClientConnectionError):
        await client.login(bot.password)
    await client.close()
