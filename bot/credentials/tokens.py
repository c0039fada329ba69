"""Credentials as signed tokens (VC-JWT, EdDSA): anybody can verify one offline with the key that its header names."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.credentials.keys import NotAKeyError, SigningKey, key_id, public_key

ALGORITHM = "EdDSA"
OPEN_BADGE, LIST = "JWT", "vc+jwt"  # as Open Badges 3.0, and as VC-JOSE-COSE, call what is in the token
LONGEST = 20_000  # signs; ours have some three thousand
# When something begins to be valid is looked at by whoever knows what time it is.
_OPTIONS: Any = {"verify_nbf": False, "verify_exp": False, "verify_iat": False, "verify_aud": False}


class NotSignedByUsError(ValueError):
    """No token, or none that one of our keys has signed, or not what it has signed."""


def signed(claims: Mapping[str, Any], key: SigningKey, kind: str) -> str:
    """`kind` is the header's `typ`."""
    import jwt  # noqa: PLC0415 - 1 MiB; few messages sign or verify

    return jwt.encode(dict(claims), key.private(), ALGORITHM, headers={"kid": key.kid, "typ": kind})


def verified(token: str, dids: Collection[str]) -> dict[str, Any]:
    """What stands in it, if one of these keys has signed it. Raises NotSignedByUsError."""
    import jwt  # noqa: PLC0415 - 1 MiB; few messages sign or verify

    if len(token) > LONGEST:
        raise NotSignedByUsError("too long")
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        did = next(one for one in dids if key_id(one) == kid)
        claims: dict[str, Any] = jwt.decode(token, public_key(did), [ALGORITHM], options=_OPTIONS)
    except (jwt.PyJWTError, NotAKeyError, StopIteration, ValueError) as error:
        raise NotSignedByUsError(type(error).__name__) from error
    return claims
