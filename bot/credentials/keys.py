"""Keys that sign credentials: Ed25519, and the did:key by which anybody finds the public half without asking us.

A did:key is the public key itself: `did:key:z` and base58 of two bytes that say Ed25519, then its 32 bytes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DID = "did:key:"
_ED25519 = b"\xed\x01"
_BYTES = 32
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class NotAKeyError(ValueError):
    """This is no did:key of an Ed25519 key."""


@dataclass(frozen=True)
class SigningKey:
    """`secret` is base64url of the 32 bytes; it is not shown where the key is printed or logged."""

    did: str
    secret: str = field(repr=False)

    @property
    def kid(self) -> str:
        return key_id(self.did)

    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(self.secret))


def new_key() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey(_did(private.public_key()), urlsafe_b64encode(private.private_bytes_raw()).decode())


def key_id(did: str) -> str:
    """What stands as `kid` in the header of what the key signed."""
    return f"{did}#{did.removeprefix(DID)}"


def public_key(did: str) -> Ed25519PublicKey:
    """Raises NotAKeyError."""
    method, _z, encoded = did.partition(f"{DID}z")
    if method or not encoded:
        raise NotAKeyError(did)
    told = _from_base58(encoded)
    if not told.startswith(_ED25519) or len(told) != len(_ED25519) + _BYTES:
        raise NotAKeyError(did)
    return Ed25519PublicKey.from_public_bytes(told.removeprefix(_ED25519))


def public_jwk(did: str) -> dict[str, str]:
    """As JSON Web Key (RFC 8037), for whoever keeps keys in a file."""
    x = urlsafe_b64encode(public_key(did).public_bytes_raw()).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA", "use": "sig", "kid": key_id(did)}


def _did(public: Ed25519PublicKey) -> str:
    return f"{DID}z{_to_base58(_ED25519 + public.public_bytes_raw())}"


def _to_base58(data: bytes) -> str:
    """Of data whose first byte is not zero."""
    number, signs = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, len(_ALPHABET))
        signs = _ALPHABET[rest] + signs
    return signs


def _from_base58(signs: str) -> bytes:
    number = 0
    for sign in signs[:100]:
        place = _ALPHABET.find(sign)
        if place < 0:
            raise NotAKeyError(signs)
        number = number * len(_ALPHABET) + place
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
