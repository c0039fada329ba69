"""Who our account is to others: three keys that sign each other, and with them our device. Pure, but for chance."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nio.api import Api

MASTER, SELF_SIGNING, USER_SIGNING = "master", "self_signing", "user_signing"
USAGES = (MASTER, SELF_SIGNING, USER_SIGNING)
SEED_BYTES = 32
_NONCE_BYTES = 12
_PURPOSE = b"passerelle: what the Matrix account signs with"


class WrongSecret(Exception):  # noqa: N818 - says what is the case
    """It was locked with another."""


@dataclass(frozen=True)
class Identity:
    """`seeds` by usage, 32 bytes each: whoever has them is this account to everybody."""

    account: str
    seeds: Mapping[str, bytes]

    def public(self, usage: str) -> str:
        return encoded(self._key(usage).public_key().public_bytes_raw())

    def signed(self, usage: str, what: Mapping[str, Any]) -> dict[str, Any]:
        """`what` with our signature by this key beside those of others."""
        signature = encoded(self._key(usage).sign(_canonical(what)))
        return with_signature(what, self.account, self.public(usage), signature)

    def cross_signing_keys(self) -> dict[str, dict[str, Any]]:
        """By usage, as a homeserver takes them."""
        keys = {}
        for usage in USAGES:
            public = self.public(usage)
            key = {"user_id": self.account, "usage": [usage], "keys": {f"ed25519:{public}": public}}
            keys[usage] = key if usage == MASTER else self.signed(MASTER, key)
        return keys

    def has_signed(self, what: Mapping[str, Any]) -> bool:
        """Whether this is a device of ours that everybody can trust who trusts us."""
        return is_signed(what, self.account, self.public(SELF_SIGNING))

    def _key(self, usage: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seeds[usage])


def new_identity(account: str) -> Identity:
    return Identity(account, {usage: os.urandom(SEED_BYTES) for usage in USAGES})


def locked(identity: Identity, secret: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    seeds = json.dumps({usage: encoded(seed) for usage, seed in identity.seeds.items()}).encode()
    return encoded(nonce + AESGCM(_lock(secret)).encrypt(nonce, seeds, identity.account.encode()))


def unlocked(account: str, value: str, secret: str) -> Identity:
    """Raises WrongSecret."""
    data = decoded(value)
    nonce, cipher = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    try:
        seeds = json.loads(AESGCM(_lock(secret)).decrypt(nonce, cipher, account.encode()))
    except InvalidTag as error:
        raise WrongSecret from error
    return Identity(account, {usage: decoded(seeds[usage]) for usage in USAGES})


def is_signed(what: Mapping[str, Any], by: str, public: str) -> bool:
    """Whether `by` has signed it with this key."""
    signature = what.get("signatures", {}).get(by, {}).get(f"ed25519:{public}", "")
    try:
        Ed25519PublicKey.from_public_bytes(decoded(public)).verify(decoded(signature), _canonical(what))
    except (InvalidSignature, ValueError):
        return False
    return True


def with_signature(what: Mapping[str, Any], by: str, key: str, signature: str) -> dict[str, Any]:
    others = what.get("signatures", {})
    return {**what, "signatures": {**others, by: {**others.get(by, {}), f"ed25519:{key}": signature}}}


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _canonical(what: Mapping[str, Any]) -> bytes:
    bare = {name: value for name, value in what.items() if name not in {"signatures", "unsigned"}}
    text: str = Api.to_canonical_json(bare)
    return text.encode()


def _lock(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=SEED_BYTES, salt=None, info=_PURPOSE).derive(secret.encode())
