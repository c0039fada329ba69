"""What a file is called when it goes into a chat, and of which type it is where nobody has said so."""

from collections.abc import Mapping
from typing import Final

from bot.core.messages import FileKind
from bot.storage import blobs

LONGEST_NAME: Final = 100
_USUAL: Mapping[FileKind, tuple[str, str]] = {  # media type, and how a name ends
    FileKind.PHOTO: ("image/jpeg", "jpg"),
    FileKind.VOICE: ("audio/ogg", "ogg"),
    FileKind.VIDEO: ("video/mp4", "mp4"),
    FileKind.DOCUMENT: (blobs.UNKNOWN, "bin"),
}
_ENDINGS: Mapping[str, str] = {  # by which a phone knows how to open it
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/webm": "webm",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
}


def media_type(kind: FileKind, told: str | None) -> str:
    return told or _USUAL[kind][0]


def named(kind: FileKind, of_type: str, number: int | None = None) -> str:
    """For one that came without a name; with a `number` where there may be several."""
    stem = kind.value if number is None else f"{kind.value}-{number}"
    return f"{stem}.{ending(of_type, _USUAL[kind][1])}"


def ending(of_type: str, usual: str = "bin") -> str:
    return _ENDINGS.get(of_type, usual)


def tidy(name: str, nameless: str = "file") -> str:
    """Without folders and signs that are not to be seen; `nameless` where nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-LONGEST_NAME:].strip(". ") or nameless
