"""The web chat as a channel: its platform is our own database, its wire the open pages."""

import asyncio
import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.channels.web import frames
from bot.channels.web.pages import Pages
from bot.channels.web.words import PageWords
from bot.core.clock import Clock
from bot.core.messages import Incoming
from bot.delivery.channel import Accept, Arrived, Delivery, LoadedFile, Rate
from bot.delivery.codec import outgoing_to_json
from bot.delivery.failures import NothingToDo, NotSent, Rejected, Unreachable
from bot.i18n.markup import plain
from bot.i18n.translator import Translator
from bot.storage import blobs
from bot.storage.database import Database
from bot.storage.errors import FileTooLarge, StorageError
from bot.storage.web import (
    Said,
    WebDirection,
    change_message,
    find_file,
    find_message,
    keep_file,
    keep_message,
    knows_browser,
    message_of,
)

PATIENCE_SECONDS = 10
DEMO = "demo:"
_PLACE = "/"  # behind the id of a message: the place of a file in it
_PNG = b"\x89PNG\r\n\x1a\n"


class NotNow(Exception):  # noqa: N818 - it says what is the case
    """Nobody takes messages at the moment; the page keeps them and says them again."""


class WebChannel:
    """Fulfils `delivery.channel.Channel`; `web_app` serves its pages."""

    name = "web"
    account = "web"
    idempotent = True

    def __init__(self, database: Database, translator: Translator, clock: Clock) -> None:
        self.rate = Rate(per_second=1000, burst=200, per_chat=100, chat_burst=200, per_group_minute=6000, in_flight=64)
        self.database = database
        self.clock = clock
        self.words = PageWords(translator)
        self.pages = Pages()
        self._accept: Accept | None = None
        self._taking = asyncio.Event()

    # -- what comes in -------------------------------------------------------------------------------------------------
    async def receive(self, accept: Accept, state: dict[str, str]) -> None:  # noqa: ARG002 - pages tell all by themselves
        """Lets the open pages hand in what people say; nothing has to be fetched."""
        self._accept = accept
        self._taking.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._taking.clear()
            self._accept = None

    async def take(self, incoming: Incoming) -> None:
        """Returns when it is on disk; raises NotNow."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._taking.wait()
            assert self._accept is not None, "taking and accept go together"
            await self._accept([incoming], {})
        except TimeoutError as error:
            raise NotNow("nobody takes messages") from error
        except StorageError as error:
            raise NotNow(str(error)) from error

    # -- what goes out -------------------------------------------------------------------------------------------------
    async def send(self, delivery: Delivery) -> str | Arrived | None:
        message = delivery.message
        if message.acknowledges is not None:
            self.pages.push(delivery.chat, frames.toast(message), language=self.words.spoken(message.language))
            return None
        if message.pins or message.unpins:
            raise Rejected("nothing can be kept at the top of a page")
        try:
            if delivery.edits is not None:
                return await self._edit(delivery, delivery.edits)
            said, is_new = await self.database.write(partial(_keep, delivery=delivery, now=self.clock.now()))
        except FileTooLarge as error:
            raise Rejected(str(error)) from error
        except StorageError as error:
            raise NotSent(str(error)) from error
        if is_new and said.payload is not None:
            self._show("message", delivery, said)
        files = tuple(f"{said.id}{_PLACE}{place}" for place in range(len((said.payload or {}).get("files", ()))))
        return Arrived(str(said.id), files) if files else str(said.id)

    async def _edit(self, delivery: Delivery, edits: str) -> str:
        message_id = edits.partition(_PLACE)[0]
        change = _replace_file if delivery.replaces_file else _change
        said = await self.database.write(
            partial(change, delivery=delivery, message_id=int(message_id), now=self.clock.now())
        )
        if said.payload is None:
            self.pages.push(delivery.chat, {"type": "remove", "id": message_id})
        else:
            self._show("edit", delivery, said)
        return message_id

    def _show(self, kind: str, delivery: Delivery, said: Said) -> None:
        language = self.words.spoken(delivery.message.language)
        self.pages.push(delivery.chat, {"type": kind, "message": frames.shown(said)}, language=language)

    # -- files and the end ---------------------------------------------------------------------------------------------
    async def fetch(self, reference: str) -> bytes:
        data = await self.database.read(partial(_bytes_of, token=reference))
        if data is None:
            raise Rejected("the file is no longer kept")
        return data

    async def close(self) -> None:
        """The pages come back by themselves when there is somebody to talk to."""
        self.pages.send_away()


def _keep(session: Session, delivery: Delivery, now: datetime) -> tuple[Said, bool]:
    known = find_message(session, delivery.chat, WebDirection.OUT, delivery.key)
    if known is not None:
        return known, False
    if not delivery.chat.startswith(DEMO) and not knows_browser(session, delivery.chat):
        raise Unreachable("no browser is known under this address")
    payload = {
        "message": outgoing_to_json(replace(delivery.message, edits=None, attachments=())),
        "files": _files(session, delivery.chat, delivery.files, now),
    }
    return keep_message(session, delivery.chat, WebDirection.OUT, delivery.key, payload=payload, now=now), True


def _change(session: Session, delivery: Delivery, message_id: int, now: datetime) -> Said:
    before = message_of(session, delivery.chat, message_id)
    payload = None
    if not delivery.message.removes:
        # As on other platforms, new words leave the pictures of a message as they are.
        files = _files(session, delivery.chat, delivery.files, now) or ((before and before.payload) or {}).get("files")
        message = replace(delivery.message, edits=None, attachments=())
        payload = {"message": outgoing_to_json(message), "files": files or []}
    changed = change_message(session, delivery.chat, message_id, payload, now)
    if changed is None and delivery.message.removes:
        raise NothingToDo("the message is not there any more")
    if changed is None:
        raise Rejected("the message that should change is not there")
    return changed


def _replace_file(session: Session, delivery: Delivery, message_id: int, now: datetime) -> Said:
    """Its words and its other files stay as they are."""
    before = message_of(session, delivery.chat, message_id)
    place = int((delivery.edits or "").partition(_PLACE)[2])
    if before is None or not before.payload or place >= len(before.payload["files"]):
        raise Rejected("the file that should change is not there")
    files = list(before.payload["files"])
    [file] = _files(session, delivery.chat, delivery.files, now)
    files[place] = {**file, "note": plain(delivery.message.text)}
    changed = change_message(session, delivery.chat, message_id, {**before.payload, "files": files}, now)
    if changed is None:
        raise Rejected("the message that should change is not there")
    return changed


def _files(session: Session, chat: str, files: Sequence[LoadedFile], now: datetime) -> list[frames.Json]:
    kept = [keep_file(session, chat, one.data, name=one.name, media_type=one.media_type, now=now) for one in files]
    return [
        frames.file_of_ours(row, one.description, _png_size(one.data)) for row, one in zip(kept, files, strict=True)
    ]


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height, so that the page can keep the place free; most of our pictures are PNG."""
    if not data.startswith(_PNG) or len(data) < 24:  # noqa: PLR2004 - signature, then the header chunk
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _bytes_of(session: Session, token: str) -> bytes | None:
    kept = find_file(session, token)
    return None if kept is None else blobs.load(session, kept.sha256)
