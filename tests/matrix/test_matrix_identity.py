"""Keys that sign each other: kept under lock, and good in the eyes of another implementation."""

import pytest
import vodozemac
from nio.api import Api

from bot.channels.matrix.identity import (
    MASTER,
    SELF_SIGNING,
    USAGES,
    WrongSecret,
    is_signed,
    locked,
    new_identity,
    unlocked,
)

BOT = "@bot:centres.example"
SECRET = "long enough to be one, and of a test"


def verified(what, public):
    signature = what["signatures"][BOT][f"ed25519:{public}"]
    bare = {name: value for name, value in what.items() if name not in {"signatures", "unsigned"}}
    key = vodozemac.Ed25519PublicKey.from_base64(public)
    key.verify_signature(Api.to_canonical_json(bare).encode(), vodozemac.Ed25519Signature.from_base64(signature))


def test_what_is_locked_is_the_same_when_it_is_unlocked():
    identity = new_identity(BOT)
    value = locked(identity, SECRET)
    assert unlocked(BOT, value, SECRET) == identity
    assert value != locked(identity, SECRET)


@pytest.mark.parametrize(("account", "secret"), [(BOT, SECRET + "x"), ("@other:centres.example", SECRET)])
def test_another_secret_or_another_account_unlocks_nothing(account, secret):
    value = locked(new_identity(BOT), SECRET)
    with pytest.raises(WrongSecret):
        unlocked(account, value, secret)


def test_the_master_key_signs_the_other_two_and_another_implementation_agrees():
    identity = new_identity(BOT)
    keys = identity.cross_signing_keys()
    assert [(usage, keys[usage]["usage"]) for usage in USAGES] == [(usage, [usage]) for usage in USAGES]
    for usage in USAGES[1:]:
        verified(keys[usage], identity.public(MASTER))


def test_a_device_is_signed_beside_its_own_signature():
    identity = new_identity(BOT)
    device = {"device_id": "D", "signatures": {BOT: {"ed25519:D": "its own"}}, "unsigned": {"name": "x"}}
    assert not identity.has_signed(device)
    signed = identity.signed(SELF_SIGNING, device)
    verified(signed, identity.public(SELF_SIGNING))
    assert identity.has_signed(signed)
    assert signed["signatures"][BOT]["ed25519:D"] == "its own"
    assert not identity.has_signed({**signed, "device_id": "E"})


@pytest.mark.parametrize("signature", ["", "no base64!", "AAAA"])
def test_what_is_no_signature_signs_nothing(signature):
    public = new_identity(BOT).public(MASTER)
    assert not is_signed({"signatures": {BOT: {f"ed25519:{public}": signature}}}, BOT, public)
