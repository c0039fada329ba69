"""How many files there are, of which kinds, and how large: said before anybody pays for getting them."""

from collections.abc import Sequence
from typing import Final, Protocol

from bot.core.messages import FileKind
from bot.i18n.phrase import Listed, Rounded, Words, _, _n

_MEGABYTE: Final = 1024 * 1024
_SMALLEST: Final = 0.1  # MB: nothing is told to have none


class Kept(Protocol):
    """`size` in bytes, where it is known."""

    kind: FileKind
    size: int | None


def in_words(files: Sequence[Kept]) -> Words:
    """3 photos (1.2 MB) and 1 voice note (0.3 MB); empty for none."""
    told: list[Words] = []
    for kind in FileKind:
        of_kind = [one for one in files if one.kind is kind]
        if of_kind:
            told.append(with_size(_counted(kind, len(of_kind)), of_kind))
    if len(told) == 1:
        return told[0]
    return Listed(tuple(told)) if told else ""


def with_size(called: Words, files: Sequence[Kept]) -> Words:
    """Without it, as long as it is not known of each."""
    if any(one.size is None for one in files):
        return called
    megabytes = sum(one.size or 0 for one in files) / _MEGABYTE
    return _("{files} ({size} MB)", files=called, size=Rounded(max(_SMALLEST, megabytes)))


def _counted(kind: FileKind, count: int) -> Words:
    match kind:
        case FileKind.PHOTO:
            return _n("{count} photo", "{count} photos", count)
        case FileKind.DOCUMENT:
            return _n("{count} document", "{count} documents", count)
        case FileKind.VOICE:
            return _n("{count} voice note", "{count} voice notes", count)
        case FileKind.VIDEO:
            return _n("{count} video", "{count} videos", count)
