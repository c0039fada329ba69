"""Files as answers: photos, voice notes, videos, documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileKind, FileReference
from bot.i18n.phrase import Words, _, _n

LARGEST = 20 * 1024 * 1024  # bytes; more cannot be fetched from Telegram
LARGEST_MB = LARGEST // (1024 * 1024)
TOO_LARGE = _("This file is too large: at most {most} MB can be kept. Please send a smaller one.", most=LARGEST_MB)


@dataclass(frozen=True)
class Files:
    """One after the other, until there are `at_most` or "done"."""

    at_most: int = 5
    kinds: tuple[FileKind, ...] = (FileKind.PHOTO, FileKind.DOCUMENT)
    family: str = ""  # "image": a document that tells what it is must be one; many send photos "as a file"
    expected: Words | None = None  # what is asked for, where it is not just any
    name = "files"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[FileReference, ...]]:
        kept = [file_from_json(one) for one in (draft or {}).get("files", ())]
        if given.control == "done" and kept:
            return Accepted(tuple(kept))
        arrived = [file for file in given.files if self._is_wanted(file)]
        if not arrived:
            return Unclear(self.expected or _("Please send a photo or a document."))
        if any((file.size or 0) > LARGEST for file in arrived):
            return Unclear(TOO_LARGE)
        together = kept + arrived
        if len(together) > self.at_most:
            return Unclear(_n("One file is enough.", "At most {count} files, please.", self.at_most))
        if len(together) == self.at_most:
            return Accepted(tuple(together))
        return Halfway(
            {"files": [file_to_json(file) for file in together]},
            _n(
                "{count} file received. Send more, or *done*.",
                "{count} files received. Send more, or *done*.",
                len(together),
            ),
        )

    def dump(self, value: tuple[FileReference, ...]) -> Json:
        return [file_to_json(file) for file in value]

    def load(self, data: Json) -> tuple[FileReference, ...]:
        return tuple(file_from_json(one) for one in data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list)

    def show(self, value: tuple[FileReference, ...]) -> Words:
        return _n("{count} file", "{count} files", len(value))

    def _is_wanted(self, file: FileReference) -> bool:
        family = (file.media_type or "").partition("/")[0]
        may_be = not self.family or family in {"", "application", self.family}
        return file.kind in self.kinds and (may_be or file.kind is not FileKind.DOCUMENT)


def file_to_json(file: FileReference) -> Json:
    return {
        "kind": file.kind.value,
        "reference": file.reference,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
    }


def file_from_json(data: Json) -> FileReference:
    return FileReference(**{**data, "kind": FileKind(data["kind"])})
