"""The recovery key: on paper, on the homeserver, and in the hands of an administrator with an app."""

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.matrix import account_keys, recovery
from bot.channels.matrix.identity import new_identity
from tests.matrix.homeserver import Account
from tests.matrix.listening import SECRET, Kept, listening
from tests.matrix.sdk_client import sdk_client

BOT = "@bot:centres.example"


@given(st.binary(min_size=32, max_size=32))
def test_what_is_written_on_paper_can_be_read(key):
    assert recovery.read(recovery.written(key)) == key


@pytest.mark.parametrize(
    "change", [str.lower, lambda text: text[:-1], lambda text: f"{text}1", lambda _: "", lambda _: "0" * 48]
)
def test_what_is_mistyped_is_no_key(change):
    with pytest.raises(recovery.NotTheKey):
        recovery.read(change(recovery.written(bytes(range(32)))))


def test_only_the_key_opens_what_the_homeserver_keeps():
    identity, key = new_identity(BOT), recovery.new_key()
    kept = recovery.stored(identity, key)
    assert list(kept)[-1] == recovery.DEFAULT_KEY
    assert recovery.recovered(BOT, kept, key) == identity
    with pytest.raises(recovery.NotTheKey):
        recovery.recovered(BOT, kept, recovery.new_key())


@pytest.mark.slow
async def test_an_administrator_takes_the_account_over_in_an_app_with_the_recovery_key(homeserver, sqlite_database):
    bot = await homeserver.register("bot")
    kept = Kept(sqlite_database, bot.user_id)
    async with listening(homeserver, bot, kept):
        await kept.keeps(lambda state: "sync_token" in state)
    ours = sqlite_database.read_now(lambda session: account_keys.kept(session, bot.user_id, SECRET))
    async with account_keys.signing(homeserver.url, bot.password, ours.keys) as signing:
        assert await account_keys.looked_at(signing, ours) == account_keys.Found(
            is_ours=True, is_published=True, is_signed=True, has_recovery=False
        )
        key = await account_keys.make_recovery_key(signing, ours.identity)
        assert (await account_keys.looked_at(signing, ours)).has_recovery
        assert await account_keys.recover(signing, key) == ours.identity
    there = await another_device(homeserver, bot)
    async with sdk_client(homeserver, "", signed=False, recovery=key, account=there) as admin:
        assert await admin.does("recovers") == {"ready": True, "kept": True}
        trust = await admin.does("trusts", user=bot.user_id)
    assert trust["signed"][ours.keys.device_id]


async def another_device(homeserver, bot) -> Account:
    said = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": bot.user_id},
        "password": bot.password,
    }
    async with aiohttp.ClientSession(homeserver.url) as web, web.post("/_matrix/client/v3/login", json=said) as answer:
        told = await answer.json()
    return Account(bot.user_id, bot.password, told["access_token"], told["device_id"])
