"""Files both ways: uploads before they are sent, and what the chat shows, for that browser only."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channels.web.allowance import MEBIBYTE, Allowance, where_from
from bot.channels.web.channel import DEMO, WebChannel
from bot.channels.web.demo import DemoAccess
from bot.channels.web.frames import file_of_theirs
from bot.channels.web.origin import is_own
from bot.channels.web.visitors import Visitors
from bot.storage import blobs
from bot.storage.web import KeptFile, find_file, keep_stored_file

LONGEST_NAME = 120
AT_ONCE = 4  # uploads in memory
SLICE = 64 * 1024
# What a page shows by itself, and how its bytes begin.
SHOWN_INSIDE = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
UNKNOWN = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


class TooLarge(Exception):  # noqa: N818 - it says what is the case
    pass


@dataclass(frozen=True)
class Files:
    channel: WebChannel
    visitors: Visitors
    demo: DemoAccess | None
    room: asyncio.Semaphore
    given: Allowance  # MiB

    async def upload(self, request: Request) -> Response:
        """POST with the bytes as body and the name, percent-encoded, as a header: what a `files` frame then names.

        Names are for people's eyes and stay out of addresses, which end up in logs.
        """
        visitor = await self.visitors.visitor(request)
        if visitor is None or not is_own(request):
            return Response(status_code=403)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        giver = where_from(request)
        if (wait := self.given.wait(giver)) > 0:
            return Response(status_code=429, headers={"retry-after": str(int(wait) + 1)})
        async with self.room:
            try:
                data, sha256 = await asyncio.to_thread(_joined, await _pieces(request))
            except TooLarge:
                return Response(status_code=413)
            except ClientDisconnect:
                return Response(status_code=400)
            self.given.take(giver, len(data) / MEBIBYTE)
            name = plain_name(unquote(request.headers.get("x-file-name", "")))
            kept = await self._stored(visitor.chat, data, sha256, name, believed(media_type, data))
        return JSONResponse(file_of_theirs(kept), status_code=201)

    async def _stored(self, chat: str, data: bytes, sha256: str, name: str, media_type: str) -> KeptFile:
        database, now = self.channel.database, self.channel.clock.now()
        if not await database.read(partial(blobs.is_whole, sha256=sha256)):
            store = partial(blobs.store_part, sha256=sha256, data=data, media_type=media_type, now=now)
            for first in range(0, len(data) or 1, blobs.PART):
                await database.write(partial(store, first=first))
        keep = partial(keep_stored_file, chat=chat, sha256=sha256, size=len(data))
        return await database.write(partial(keep, name=name, media_type=media_type, now=now))

    async def download(self, request: Request) -> Response:
        token = request.path_params["token"]
        found = await self.channel.database.read(partial(find_file, token=token)) if _TOKEN.fullmatch(token) else None
        if found is None or not await self._may_see(request, found):
            return Response(status_code=404)
        etag = f'"{found.sha256}"'
        headers = {
            "cache-control": "private, max-age=31536000, immutable",
            "content-disposition": _disposition(found),
            "etag": etag,
        }
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        data = await self.channel.database.read(partial(blobs.load, sha256=found.sha256))
        headers["content-length"] = str(len(data))
        return StreamingResponse(_slices(data), media_type=found.media_type, headers=headers)

    async def _may_see(self, request: Request, file: KeptFile) -> bool:
        if self.demo is not None:
            return file.chat.startswith(DEMO)
        visitor = await self.visitors.visitor(request)
        return visitor is not None and visitor.chat == file.chat


def believed(media_type: str, data: bytes) -> str:
    """What a browser says that it sends; what a page would show has to begin as such."""
    begins = SHOWN_INSIDE.get(media_type)
    if not _MEDIA_TYPE.fullmatch(media_type) or (begins is not None and not begins.match(data)):
        return UNKNOWN
    return media_type


def plain_name(name: str) -> str:
    """A name without folders, without signs that mean something to a terminal or a page, and not too long."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*\u202d\u202e').strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) < LONGEST_NAME // 4:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return clean[:LONGEST_NAME] or "file"


async def _pieces(request: Request) -> list[bytes]:
    if int(request.headers.get("content-length") or 0) > blobs.LARGEST:
        raise TooLarge
    pieces = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > blobs.LARGEST:
            raise TooLarge
        pieces.append(piece)
    return pieces


def _joined(pieces: list[bytes]) -> tuple[bytes, str]:
    """On a thread of its own: 20 MB take a while."""
    data = b"".join(pieces)
    return data, hashlib.sha256(data).hexdigest()


async def _slices(data: bytes) -> AsyncIterator[memoryview]:
    view = memoryview(data)
    for start in range(0, len(data), SLICE):
        yield view[start : start + SLICE]


def _disposition(file: KeptFile) -> str:
    how = "inline" if file.media_type in SHOWN_INSIDE else "attachment"
    return f"{how}; filename*=UTF-8''{quote(file.name, safe='')}"
