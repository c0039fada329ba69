"""The recovery key: what the account signs with, kept on the homeserver too, where only this key opens it. Pure, but for chance."""

import hmac
import os
from collections.abc import Mapping
from functools import reduce
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.channels.matrix.events import part, text
from bot.channels.matrix.identity import USAGES, Identity, decoded, encoded

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
DEFAULT_KEY = "m.secret_storage.default_key"
KEY_BYTES = 32
_PREFIX = bytes([0x8B, 0x01])
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_IV_BYTES = 16
_NAMED_KEYS = "m.secret_storage.key."


class NotTheKey(Exception):  # noqa: N818 - says what is the case
    """It is mistyped, or another one."""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def written(key: bytes) -> str:
    """For paper: letters and digits in groups of four, none of which look alike."""
    data = _PREFIX + key
    data += bytes([reduce(int.__xor__, data)])
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def read(typed: str) -> bytes:
    """Raises NotTheKey."""
    number = 0
    for letter in "".join(typed.split()):
        place = _ALPHABET.find(letter)
        if place < 0:
            raise NotTheKey
        number = number * len(_ALPHABET) + place
    length = len(_PREFIX) + KEY_BYTES + 1
    if number >= 1 << (8 * length):
        raise NotTheKey
    data = number.to_bytes(length, "big")
    if not data.startswith(_PREFIX) or reduce(int.__xor__, data):
        raise NotTheKey
    return data[len(_PREFIX) : -1]


def stored(identity: Identity, key: bytes) -> dict[str, dict[str, Any]]:
    """Account data by its type, as Matrix apps look for it (MSC1946: "secret storage"); the default key last."""
    name = encoded(os.urandom(12)).replace("/", "-").replace("+", "-")
    proof = _locked(bytes(KEY_BYTES), key, "")
    secrets = {
        f"m.cross_signing.{usage}": {
            "encrypted": {name: _locked(encoded(seed).encode(), key, f"m.cross_signing.{usage}")}
        }
        for usage, seed in identity.seeds.items()
    }
    described = {"name": "Passerelle", "algorithm": ALGORITHM, "iv": proof["iv"], "mac": proof["mac"]}
    return {f"{_NAMED_KEYS}{name}": described, **secrets, DEFAULT_KEY: {"key": name}}


def recovered(account: str, kept: Mapping[str, Mapping[str, Any]], key: bytes) -> Identity:
    """From the account data of `stored`, by type. Raises NotTheKey."""
    name = text(kept[DEFAULT_KEY], "key")
    seeds = {}
    for usage in USAGES:
        kind = f"m.cross_signing.{usage}"
        seeds[usage] = decoded(_unlocked(part(part(kept[kind], "encrypted"), name), key, kind).decode())
    return Identity(account, seeds)


def kinds() -> list[str]:
    """The types of account data that `recovered` needs."""
    return [DEFAULT_KEY, *(f"m.cross_signing.{usage}" for usage in USAGES)]


def _locked(data: bytes, key: bytes, name: str) -> dict[str, str]:
    start = bytearray(os.urandom(_IV_BYTES))
    start[8] &= 0x7F  # some apps count in 63 bits
    lock, proof = _keys(key, name)
    cipher = Cipher(AES256(lock), CTR(bytes(start))).encryptor().update(data)
    mac = hmac.digest(proof, cipher, "sha256")
    return {"iv": encoded(bytes(start)), "ciphertext": encoded(cipher), "mac": encoded(mac)}


def _unlocked(what: Mapping[str, Any], key: bytes, name: str) -> bytes:
    try:
        start, cipher, mac = (decoded(text(what, field).rstrip("=")) for field in ("iv", "ciphertext", "mac"))
    except ValueError as error:
        raise NotTheKey from error
    lock, proof = _keys(key, name)
    if len(start) != _IV_BYTES or not hmac.compare_digest(hmac.digest(proof, cipher, "sha256"), mac):
        raise NotTheKey
    return Cipher(AES256(lock), CTR(start)).decryptor().update(cipher)


def _keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(algorithm=SHA256(), length=2 * KEY_BYTES, salt=bytes(KEY_BYTES), info=name.encode()).derive(key)
    return both[:KEY_BYTES], both[KEY_BYTES:]
