"""Verifies what we sign without a line of the program, and with other libraries than it signs with."""

import gzip
import json
import warnings
from base64 import urlsafe_b64decode, urlsafe_b64encode

from Crypto.Signature import eddsa
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_bytes(kid):
    """Of `did:key:z…#z…`: multibase base58btc, multicodec ed25519-pub."""
    did, _, fragment = kid.partition("#")
    assert did == f"did:key:{fragment}"
    number = 0
    for sign in fragment.removeprefix("z"):
        number = number * 58 + ALPHABET.index(sign)
    told = number.to_bytes(34, "big")
    assert told[:2] == b"\xed\x01"
    return told[2:]


def claims_of(token):
    """Raises where the signature does not hold, in either of two libraries."""
    head, payload, signature = token.split(".")
    header = json.loads(bytes_of(head))
    assert header["alg"] == "EdDSA"
    key = public_bytes(header["kid"])
    eddsa.new(eddsa.import_public_key(key), "rfc8032").verify(f"{head}.{payload}".encode(), bytes_of(signature))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # RFC 9864 has a newer name for the same algorithm
        found = jws.deserialize_compact(token, _jwk(key), algorithms=["EdDSA"])
    assert found.headers() == header
    return json.loads(found.payload)


def _jwk(key):
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(key).decode().rstrip("=")})


def revoked_in(list_claims):
    """The indexes whose bits are set."""
    encoded = list_claims["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    bits = gzip.decompress(bytes_of(encoded[1:]))
    assert len(bits) >= 16 * 1024
    return {8 * place + bit for place, byte in enumerate(bits) if byte for bit in range(8) if byte & (0x80 >> bit)}
