"""One verification that a person has begun, from our side: seven pictures that both see, then each vouches for its keys. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import vodozemac
from nio.api import Api
from nio.crypto.sas import Sas as NioSas

from bot.channels.matrix.events import part, text
from bot.channels.matrix.identity import encoded

METHOD = "m.sas.v1"
KINDS = "m.key.verification."
_AGREEMENT = "curve25519-hkdf-sha256"
_HASH = "sha256"
_MAC = "hkdf-hmac-sha256.v2"
_STRINGS = ("emoji", "decimal")


class Phase(StrEnum):
    READY = "ready"
    STARTED = "started"
    SHOWN = "shown"  # both see the pictures
    CONFIRMED = "confirmed"  # we have vouched for our keys
    VERIFIED = "verified"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Said:
    """What is to be said in the verification; whoever sends it adds to which one it belongs."""

    kind: str
    content: Mapping[str, Any] = field(default_factory=dict)


class Sas:
    """Each method is one step; out of turn, or with what does not fit, it cancels."""

    def __init__(self, us: tuple[str, str], them: tuple[str, str], transaction: str) -> None:
        """`us` and `them` are a user and a device."""
        self.us = us
        self.them = them
        self.transaction = transaction
        self.phase = Phase.READY
        self.theirs: Mapping[str, Any] | None = None  # what they vouch for, until we have vouched ourselves
        self._ours = vodozemac.Sas()
        self._our_key: str = self._ours.public_key.to_base64()
        self._shared: Any = None

    def cancel(self, code: str, why: str) -> Said:
        self.phase = Phase.CANCELLED
        return Said("cancel", {"code": code, "reason": why})

    def start(self, content: Mapping[str, Any]) -> Said:
        """They say how; we bind ourselves to a key before we see theirs."""
        offers = (
            ("method", METHOD),
            ("key_agreement_protocols", _AGREEMENT),
            ("hashes", _HASH),
            ("message_authentication_codes", _MAC),
        )
        if self.phase is not Phase.READY:
            return self.cancel("m.unexpected_message", "it has begun already")
        if not all(wanted in _listed(content.get(name)) for name, wanted in offers):
            return self.cancel("m.unknown_method", "no way of comparing that both know")
        shown = [one for one in _STRINGS if one in _listed(content.get("short_authentication_string"))]
        if text(content, "from_device") != self.them[1] or not shown:
            return self.cancel("m.invalid_message", "it does not belong to what was asked for")
        self.phase = Phase.STARTED
        bound = hashlib.sha256((self._our_key + Api.to_canonical_json(dict(content))).encode()).digest()
        return Said(
            "accept",
            {
                "method": METHOD,
                "key_agreement_protocol": _AGREEMENT,
                "hash": _HASH,
                "message_authentication_code": _MAC,
                "short_authentication_string": shown,
                "commitment": encoded(bound),
            },
        )

    def key(self, content: Mapping[str, Any]) -> Said:
        """From now on both can see the pictures."""
        if self.phase is not Phase.STARTED:
            return self.cancel("m.unexpected_message", "a key before or after its turn")
        try:
            theirs = vodozemac.Curve25519PublicKey.from_base64(text(content, "key"))
            self._shared = self._ours.diffie_hellman(theirs)
        except (vodozemac.KeyException, vodozemac.SasException, ValueError):
            return self.cancel("m.invalid_message", "no key")
        both = [*self.them, theirs.to_base64(), *self.us, self._our_key, self.transaction]
        self._seen = self._shared.bytes("|".join(["MATRIX_KEY_VERIFICATION_SAS", *both]))
        self.phase = Phase.SHOWN
        return Said("key", {"key": self._our_key})

    @property
    def pictures(self) -> tuple[tuple[str, str], ...]:
        """Seven, each with its English name."""
        return tuple(NioSas.emoji[number] for number in self._seen.emoji_indices)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Three, for whoever does not see pictures."""
        return tuple(self._seen.decimals)

    def confirm(self, keys: Mapping[str, str]) -> Said:
        """The pictures are the same: we vouch for our `keys`, by their names."""
        self.phase = Phase.CONFIRMED
        info = "".join(["MATRIX_KEY_VERIFICATION_MAC", *self.us, *self.them, self.transaction])
        macs = {name: self._shared.calculate_mac(key, info + name) for name, key in keys.items()}
        return Said("mac", {"mac": macs, "keys": self._shared.calculate_mac(",".join(sorted(keys)), f"{info}KEY_IDS")})

    def vouched(self, keys: Mapping[str, str]) -> Said:
        """They have vouched for keys of theirs, of which we know `keys`. All that we know must fit, and at least one."""
        content = self.theirs or {}
        macs = {name: mac for name, mac in part(content, "mac").items() if isinstance(mac, str)}
        info = "".join(["MATRIX_KEY_VERIFICATION_MAC", *self.them, *self.us, self.transaction])
        known = [name for name in macs if name in keys]
        names = ",".join(sorted(macs))
        fits = self._fits(names, f"{info}KEY_IDS", text(content, "keys"))
        if not known or not fits or not all(self._fits(keys[name], info + name, macs[name]) for name in known):
            return self.cancel("m.key_mismatch", "the keys are not those that we know")
        self.phase = Phase.VERIFIED
        return Said("done")

    def _fits(self, what: str, info: str, mac: str) -> bool:
        try:
            self._shared.verify_mac(what, info, mac)
        except (vodozemac.SasException, ValueError):
            return False
        return True


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]
