"""Files gathered until "done", an album of thirty or one after the other; those that cannot be kept are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileKind, FileReference
from bot.core.reading import cleaned
from bot.core.sent import as_what_it_is
from bot.core.sent_files import LARGEST, LARGEST_MB, file_from_json, file_to_json
from bot.i18n.phrase import Lines, Words, _, _n


@dataclass(frozen=True)
class Gathering:
    """What has come so far, each file with the words sent with it; and how many of the latest album could not be kept."""

    files: tuple[tuple[FileReference, str], ...] = ()
    too_large: int = 0
    of_another_kind: int = 0
    too_many: int = 0


@dataclass(frozen=True)
class Gathered:
    """`endings` are those of documents that may be sent (none: any document); `expected` says what may be sent, and how large it may be.

    It never takes the last file for the answer: the rest of an album would be answers to the next question.
    """

    at_most: int
    expected: Words
    kinds: frozenset[FileKind] = frozenset(FileKind)
    endings: frozenset[str] = frozenset()
    name = "files"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if draft and draft["files"] else ()

    def parse(
        self,
        given: Given,
        listener: Listener,
        draft: Json,
    ) -> Understood[Gathering]:
        so_far = _from_draft(draft)
        if given.control == "done" and so_far.files:
            return Accepted(so_far)
        if not given.files:
            kept = _("What you sent before is kept.")
            return Unclear(Lines((self.expected, kept)) if so_far.files else self.expected)
        if given.album is None or given.album != (draft or {}).get("album"):
            so_far = Gathering(so_far.files)
        before = len(so_far.files)
        for file in map(as_what_it_is, given.files):
            so_far = self._with(so_far, file, cleaned(given.text))
        took_all = len(so_far.files) == before + len(given.files)
        return Halfway(_to_draft(so_far), _told(so_far, self.at_most), took_all=took_all)

    def _with(self, so_far: Gathering, file: FileReference, words: str) -> Gathering:
        if not self._is_wanted(file):
            return replace(so_far, of_another_kind=so_far.of_another_kind + 1)
        if (file.size or 0) > LARGEST:
            return replace(so_far, too_large=so_far.too_large + 1)
        if len(so_far.files) >= self.at_most:
            return replace(so_far, too_many=so_far.too_many + 1)
        return replace(so_far, files=(*so_far.files, (file, words)))

    def _is_wanted(self, file: FileReference) -> bool:
        if file.kind is not FileKind.DOCUMENT:
            return file.kind in self.kinds
        endings = tuple(f".{ending}" for ending in self.endings)
        return file.kind in self.kinds and (not endings or (file.name or "").casefold().endswith(endings))

    def dump(self, value: Gathering) -> Json:
        return _to_draft(value)

    def load(self, data: Json) -> Gathering:
        return _from_draft(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, dict)

    def show(self, value: Gathering) -> Words:
        return _n("{count} file", "{count} files", len(value.files))


def _told(so_far: Gathering, at_most: int) -> Words:
    lines: list[Words] = []
    if so_far.too_large:
        words = _n(
            "{count} file is too large and is not kept: {most} MB at most, please.",
            "{count} files are too large and are not kept: {most} MB at most each, please.",
            so_far.too_large,
            most=LARGEST_MB,
        )
        lines.append(words)
    if so_far.of_another_kind:
        words = _n(
            "{count} file is of a kind that I cannot take, and is not kept.",
            "{count} files are of a kind that I cannot take, and are not kept.",
            so_far.of_another_kind,
        )
        lines.append(words)
    if so_far.too_many:
        words = _n(
            "{count} file is not kept: there is room for {most}.",
            "{count} files are not kept: there is room for {most}.",
            so_far.too_many,
            most=str(at_most),
        )
        lines.append(words)
    if len(so_far.files) >= at_most:
        words = _n(
            "{count} file received; there is no room for more. Go on with *done*.",
            "{count} files received; there is no room for more. Go on with *done*.",
            len(so_far.files),
        )
        lines.append(words)
    elif so_far.files:
        words = _n(
            "{count} file received. Send more, or *done*.",
            "{count} files received. Send more, or *done*.",
            len(so_far.files),
        )
        lines.append(words)
    else:
        lines.append(_("Please send another one, or *skip*."))
    return Lines(tuple(lines))


def _to_draft(so_far: Gathering) -> Json:
    return {
        "files": [{**file_to_json(file), "caption": words} for file, words in so_far.files],
        "too_large": so_far.too_large,
        "of_another_kind": so_far.of_another_kind,
        "too_many": so_far.too_many,
    }


def _from_draft(draft: Json) -> Gathering:
    if not draft or "files" not in draft:
        return Gathering()
    files = [dict(one) for one in draft["files"]]
    return Gathering(
        tuple((file_from_json({key: one[key] for key in one if key != "caption"}), one["caption"]) for one in files),
        draft["too_large"],
        draft["of_another_kind"],
        draft["too_many"],
    )
