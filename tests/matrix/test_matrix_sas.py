"""Comparing seven pictures: with nio as the other side, and with whatever does not fit."""

import base64
import hashlib
from types import SimpleNamespace

import pytest
from nio import KeyVerificationAccept, KeyVerificationKey
from nio.api import Api
from nio.crypto import OlmDevice
from nio.crypto.sas import Sas as NioSas

from bot.channels.matrix.sas import Phase, Sas

AMINA, BOT = ("@amina:centres.example", "PHONE"), ("@bot:centres.example", "BOT")
OURS = {"ed25519:BOT": "device of the bot", "ed25519:master": "account of the bot"}
THEIRS = {"ed25519:PHONE": "device of amina"}


@pytest.fixture(autouse=True)
def as_the_specification_has_it(monkeypatch):
    """nio calls its codes by the name of their first version, though vodozemac makes the second, and binds itself in hexadecimal."""

    def check(self, key):
        bound = hashlib.sha256((key + Api.to_canonical_json(self.start_verification().content)).encode()).digest()
        return self.commitment == base64.b64encode(bound).decode().rstrip("=")

    monkeypatch.setattr(NioSas, "_check_commitment", check)
    monkeypatch.setattr(NioSas, "_mac_normal", "hkdf-hmac-sha256.v2")
    monkeypatch.setattr(NioSas, "_mac_v1", ["hkdf-hmac-sha256.v2"])


def begun():
    """Amina's side by nio, and ours; the start that she sends."""
    device = OlmDevice(*BOT, {"ed25519": OURS["ed25519:BOT"], "curve25519": "c"})
    amina = NioSas(*AMINA, THEIRS["ed25519:PHONE"], device)
    start = amina.start_verification().content
    return amina, Sas(BOT, AMINA, amina.transaction_id), start


def as_event(kind, said, transaction):
    return kind.from_dict({"sender": BOT[0], "content": {**said.content, "transaction_id": transaction}})


def compared():
    amina, ours, start = begun()
    amina.receive_accept_event(as_event(KeyVerificationAccept, ours.start(start), amina.transaction_id))
    their_key = amina.share_key().content
    our_key = ours.key(their_key)
    amina.receive_key_event(as_event(KeyVerificationKey, our_key, amina.transaction_id))
    return amina, ours


def test_both_see_the_same_numbers():
    """nio takes other pictures from them than apps do; those are compared with matrix-js-sdk, on a homeserver."""
    amina, ours = compared()
    assert list(ours.numbers) == list(amina.get_decimals())
    assert len(ours.pictures) == 7


def test_both_vouch_for_their_keys():
    amina, ours = compared()
    said = ours.confirm({"ed25519:BOT": OURS["ed25519:BOT"]}).content
    amina.accept_sas()
    ours.theirs = amina.get_mac().content
    amina.receive_mac_event(SimpleNamespace(sender=BOT[0], transaction_id=amina.transaction_id, **said))
    assert (ours.vouched(THEIRS).kind, ours.phase, amina.verified) == ("done", Phase.VERIFIED, True)


@pytest.mark.parametrize(
    "known",
    [{}, {"ed25519:PHONE": "another key"}, {"ed25519:TABLET": "device of amina"}],
    ids=["none", "other", "elsewhere"],
)
def test_keys_that_we_know_otherwise_are_not_verified(known):
    amina, ours = compared()
    ours.confirm(OURS)
    amina.accept_sas()
    ours.theirs = amina.get_mac().content
    assert (ours.vouched(known).content["code"], ours.phase) == ("m.key_mismatch", Phase.CANCELLED)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"method": "m.reciprocate.v1"}, "m.unknown_method"),
        ({"key_agreement_protocols": ["curve25519"]}, "m.unknown_method"),
        ({"hashes": None}, "m.unknown_method"),
        ({"message_authentication_codes": []}, "m.unknown_method"),
        ({"short_authentication_string": []}, "m.invalid_message"),
        ({"from_device": "TABLET"}, "m.invalid_message"),
    ],
)
def test_a_beginning_that_does_not_fit_is_cancelled(changes, code):
    _amina, ours, start = begun()
    assert (ours.start({**start, **changes}).content["code"], ours.phase) == (code, Phase.CANCELLED)


def test_steps_out_of_turn_are_cancelled():
    _amina, ours, start = begun()
    assert ours.key({"key": "k"}).content["code"] == "m.unexpected_message"
    _amina, ours, start = begun()
    ours.start(start)
    assert ours.start(start).content["code"] == "m.unexpected_message"
    _amina, ours, start = begun()
    ours.start(start)
    assert ours.key({"key": "not a key"}).content["code"] == "m.invalid_message"
