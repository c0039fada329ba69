"""What is locked with a secret is read with that one only, and with another one it is said which to look for."""

import pytest
from nio.crypto import InboundGroupSession, OlmAccount, OutboundGroupSession, OutboundSession

from bot.channels.matrix.identity import new_identity
from bot.channels.matrix.keyring import Keyring, KeysLocked

BOT = "@bot:centres.example"
SECRET = "long enough to be one, and of a test"


def ring(secret=SECRET):
    return Keyring(BOT, "DEVICE", secret)


def with_a_device(keyring):
    keyring.save_account(OlmAccount())


def with_a_session(keyring):
    bot, amina = OlmAccount(), OlmAccount()
    amina.generate_one_time_keys(1)
    [key] = amina.one_time_keys["curve25519"].values()
    keyring.save_session("k", OutboundSession(bot, amina.identity_keys["curve25519"], key))


def with_a_room_key(keyring):
    keyring.save_inbound_group_session(InboundGroupSession(OutboundGroupSession().session_key, "e", "k", "!room"))


def with_an_identity(keyring):
    keyring.keep_identity(new_identity(BOT))


@pytest.mark.parametrize("having", [with_a_device, with_a_session, with_a_room_key, with_an_identity])
def test_whatever_is_locked_is_read_with_its_own_secret_only(having):
    before = ring()
    having(before)
    rows = before.changes()

    def read(keyring):
        keyring.put([(row.kind, row.owner) for row in rows], rows)
        return keyring.load_account()

    read(ring())
    with pytest.raises(KeysLocked):
        read(ring("another secret than the one that locked them"))
