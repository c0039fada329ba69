"""Fingerprints of texts."""

import base64
import hashlib

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.values import Value, to_string

_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _digest(_frame: Frame, text: Value, algorithm: Value, *encoding: Value) -> str:
    asked = to_string(algorithm)
    written = to_string(encoding[0]).lower() if encoding else "base64"
    if asked.upper() not in _ALGORITHMS:
        raise XPathValueError(f"digest() does not know “{asked}”, only {', '.join(_ALGORITHMS)}.")
    digest = hashlib.new(_ALGORITHMS[asked.upper()], to_string(text).encode("utf-8"), usedforsecurity=False).digest()
    if written not in {"base64", "hex"}:
        raise XPathValueError(f"digest() writes base64 or hex, not “{written}”.")
    return digest.hex() if written == "hex" else base64.b64encode(digest).decode("ascii")


FUNCTIONS = table(Function("digest", _digest, 2, 3))
