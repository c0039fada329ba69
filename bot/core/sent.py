"""Words, a recording or pictures, whichever people like: one of them, or several one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answers import too_long
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileKind, FileReference
from bot.core.reading import cleaned
from bot.core.sent_files import LARGEST, TOO_LARGE, file_from_json, file_to_json
from bot.i18n.phrase import Lines, Words, _, _n

_FAMILIES = {"image": FileKind.PHOTO, "audio": FileKind.VOICE, "video": FileKind.VIDEO}


@dataclass(frozen=True)
class Sent:
    """`text` is empty where only files came."""

    text: str = ""
    files: tuple[FileReference, ...] = ()


@dataclass(frozen=True)
class WordsOrFiles:
    """`at_most` files; with one, the first message is the whole answer. Words have `longest` signs at most in all.

    What was sent "as a file" counts as what it is. `expected` tells what may be sent.
    """

    expected: Words
    kinds: tuple[FileKind, ...] = (FileKind.VOICE,)
    at_most: int = 1
    longest: int = 2000

    @property
    def name(self) -> str:
        """Of one message, a word such as *stop* may be the answer; amid several it is obeyed, and what has come is kept."""
        return "text" if self.at_most == 1 else "files"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[Sent]:
        before = self.load(draft["sent"]) if draft and "sent" in draft else Sent()
        if given.control == "done" and before != Sent():
            return Accepted(before)
        files, text = tuple(map(as_what_it_is, given.files)), cleaned(given.text)
        if refusal := self._refused(files, text):
            kept = _("What you sent before is kept.")
            return Unclear(refusal if before == Sent() else Lines((refusal, kept)))
        sent = Sent("\n".join(filter(None, (before.text, text))), (*before.files, *files))
        if len(sent.text) > self.longest:
            return Unclear(too_long(sent.text, self.longest))
        if len(sent.files) > self.at_most:
            return Unclear(_n("One file is enough.", "At most {count} files, please.", self.at_most))
        return Accepted(sent) if self.at_most == 1 else Halfway({"sent": self.dump(sent)}, _received(sent))

    def _refused(self, files: Sequence[FileReference], text: str) -> Words | None:
        if (not files and not text) or any(file.kind not in self.kinds for file in files):
            return self.expected
        if any((file.size or 0) > LARGEST for file in files):
            return TOO_LARGE
        return None

    def dump(self, value: Sent) -> Json:
        return sent_to_json(value)

    def load(self, data: Json) -> Sent:
        return sent_from_json(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, dict)

    def show(self, value: Sent) -> Words:
        return value.text or _n("{count} file", "{count} files", len(value.files))


def _received(sent: Sent) -> Words:
    if not sent.files:
        return _("I have your words. Send more, photos too, or *done*.")
    return _n(
        "{count} file received. Send more, or *done*.", "{count} files received. Send more, or *done*.", len(sent.files)
    )


def as_what_it_is(file: FileReference) -> FileReference:
    """A photo, a recording or a video that was sent "as a file"."""
    family = (file.media_type or "").partition("/")[0]
    kind = _FAMILIES.get(family, file.kind) if file.kind is FileKind.DOCUMENT else file.kind
    return FileReference(kind, file.reference, file.name, file.media_type, file.size)


def sent_to_json(value: Sent) -> Json:
    return {"text": value.text, "files": [file_to_json(file) for file in value.files]}


def sent_from_json(data: Json) -> Sent:
    return Sent(data["text"], tuple(map(file_from_json, data["files"])))
