"""Files of encrypted rooms: the homeserver has only what is locked, and the key travels in the message."""

import json
from collections.abc import Mapping
from typing import Any

from nio.crypto.attachments import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from bot.channels.matrix.events import part, text

_SEPARATOR = "#"


class Damaged(Exception):  # noqa: N818 - says what is the case
    """It is not what its sender locked."""


def locked(data: bytes) -> tuple[bytes, Mapping[str, Any]]:
    """What is to be uploaded, and the key to it."""
    cipher, key = encrypt_attachment(data)
    return cipher, key


def reference_of(said: Mapping[str, Any]) -> str:
    """Where the file of this message lies; behind it stands its key, if it is locked."""
    file = part(said, "file")
    if not file:
        return text(said, "url")
    key = [text(part(file, "key"), "k"), text(file, "iv"), text(part(file, "hashes"), "sha256")]
    return f"{text(file, 'url')}{_SEPARATOR}{json.dumps(key)}"


def address_of(reference: str) -> str:
    return reference.partition(_SEPARATOR)[0]


def opened(reference: str, data: bytes) -> bytes:
    """What lies at `reference`, as it was before it was locked. Raises Damaged."""
    key = reference.partition(_SEPARATOR)[2]
    if not key:
        return data
    secret, start, digest = json.loads(key)
    try:
        plain: bytes = decrypt_attachment(data, secret, digest, start)
    except (EncryptionError, ValueError) as error:
        raise Damaged from error
    return plain
