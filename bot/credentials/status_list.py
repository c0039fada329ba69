"""Which credentials hold no longer, as a list that can be fetched or handed on: Bitstring Status List of the W3C."""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.credentials.open_badge import VC, instant

BITS = 131_072  # the fewest a list may have, so that its length tells nothing of how many credentials there are
PURPOSE = "revocation"
PATH = "/badges/status"


def place(number: int) -> tuple[int, int]:
    """The list and the index in it of the credential with this number (from 1 on)."""
    return divmod(number, BITS)


def address(base: str, issuer: str, number: int) -> str:
    """Where the list is published; without a `base` a name for it, by which an exported list is found. `issuer`: a DID."""
    if base:
        return f"{base.rstrip('/')}{PATH}/{number}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{issuer}{PATH}/{number}')}"


def entry(list_address: str, index: int) -> dict[str, str]:
    """What a credential says about where its status stands."""
    return {
        "id": f"{list_address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(index),
        "statusListCredential": list_address,
    }


def claims(list_address: str, issuer: str, revoked: Iterable[int], at: datetime) -> dict[str, Any]:
    """The list, ready to be signed. `revoked` are indexes; `issuer` is a DID."""
    subject = f"{list_address}#list"
    return {
        "@context": [VC],
        "id": list_address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(at),
        "credentialSubject": {
            "id": subject,
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded(revoked),
        },
        "iss": issuer,
        "jti": list_address,
        "sub": subject,
        "nbf": int(at.timestamp()),
    }


def encoded(revoked: Iterable[int]) -> str:
    """Index 0 is the leftmost bit; compressed, then base64url with the `u` of multibase before it."""
    bits = bytearray(BITS // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
