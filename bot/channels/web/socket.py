"""The websocket of a page: what it says goes to the inbox, what it is told comes from the open pages."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web import frames
from bot.channels.web.allowance import Allowance
from bot.channels.web.channel import NotNow, WebChannel
from bot.channels.web.origin import is_own
from bot.channels.web.pages import TRY_AGAIN, Page
from bot.channels.web.visitors import TooMany, Visitor, Visitors
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind
from bot.storage.errors import StorageError
from bot.storage.web import KeptFile, WebDirection, correct_message, files_of, keep_message, last_messages

AT_ONCE = 30  # messages
UNKNOWN_BROWSER = 4401  # the page loads itself anew and gets a cookie
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Socket:
    channel: WebChannel
    visitors: Visitors
    opened: Allowance
    said: Allowance

    async def endpoint(self, websocket: WebSocket) -> None:
        if not is_own(websocket):
            await websocket.close(1008)
            return
        try:
            visitor = await self.visitors.visitor(websocket)
        except TooMany:
            await websocket.accept()  # else the page could not be told
            await websocket.close(TRY_AGAIN)
            return
        await websocket.accept()
        if visitor is None:
            await websocket.close(UNKNOWN_BROWSER)
            return
        if self.channel.pages.are_many(visitor.chat) or not self.opened.took(visitor.chat):
            await websocket.close(TRY_AGAIN)
            return
        talk = Exchange(self.channel, visitor, self.said)
        with self.channel.pages.opened(talk.page):
            writing = asyncio.create_task(_write(websocket, talk.page))
            try:
                await talk.begin(greet="quiet" not in websocket.query_params)
                await _listen(websocket, talk)
            except StorageError as error:
                log.warning("a page of the web chat was sent away: %s", error)
                talk.page.leave(TRY_AGAIN)
                await _listen_to_nothing(websocket)
            finally:
                writing.cancel()
                with suppress(asyncio.CancelledError):
                    await writing


async def _write(websocket: WebSocket, page: Page) -> None:
    try:
        while isinstance(frame := await page.next(), str):
            await websocket.send_text(frame)
        await websocket.close(frame)
    except (WebSocketDisconnect, RuntimeError):
        # The other side has gone in the middle of a send (Starlette says RuntimeError); the listener hears of it too.
        log.debug("a page of the web chat has gone")


async def _listen_to_nothing(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def _listen(websocket: WebSocket, talk: "Exchange") -> None:
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        try:
            frame = frames.read_frame(message.get("text"))
        except frames.BadFrame as bad:
            if bad.id is not None:
                talk.page.push({"type": "refused", "id": bad.id})
            continue
        await talk.hear(frame)


class Exchange:
    """One page's side of the talk."""

    def __init__(self, channel: WebChannel, visitor: Visitor, allowance: Allowance) -> None:
        self.channel = channel
        self.visitor = visitor
        self._allowance = allowance
        wanted = visitor.persona.language if visitor.persona is not None else visitor.language_hint
        self.page = Page(visitor.chat, channel.words.spoken(wanted), self._introduction)

    def _introduction(self, language: str) -> frames.Json:
        words = self.channel.words
        persona = self.visitor.persona
        person = None if persona is None else words.persona(persona, language)
        return {"person": person, **words.of(language)}

    async def begin(self, *, greet: bool) -> None:
        """Who this is and what was said so far; somebody with whom nothing was said yet is greeted."""
        language, history = await self.channel.database.read(partial(self._history, before=None))
        self.page.begin(language, history)
        if not history["messages"] and greet:
            try:
                await self.channel.take(self._incoming("greeting", kind=IncomingKind.JOINED, data="greet"))
            except NotNow:
                log.warning("a new page of the web chat could not be greeted")

    def _history(self, session: Session, before: int | None) -> tuple[str | None, frames.Json]:
        """The language spoken last, and the frame: made on the reader's thread, because it takes milliseconds."""
        messages, earlier = last_messages(session, self.visitor.chat, AT_ONCE, before)
        ours = [said.payload["message"] for said in messages if said.direction is WebDirection.OUT and said.payload]
        language = self.channel.words.spoken(ours[-1].get("language")) if ours else None
        return language, frames.history(messages, earlier, "history" if before is None else "earlier")

    async def hear(self, frame: frames.Frame) -> None:
        match frame:
            case frames.PingFrame():
                self.page.push({"type": "pong"})
            case frames.EarlierFrame() if not self._allowance.took(self.visitor.chat):
                log.info("a page of the web chat asks for more than it may")
            case frames.EarlierFrame(before):
                _language, older = await self.channel.database.read(partial(self._history, before=before))
                self.page.push(older)
            case _:
                await self._said(frame)

    async def _said(self, frame: frames.Lasting) -> None:
        if not self._allowance.took(self.visitor.chat):
            self.page.push({"type": "later", "id": frame.id})
            return
        try:
            if await self._taken(frame):
                self.page.push(frames.acknowledged(frame.id))
            else:
                self.page.push({"type": "refused", "id": frame.id})
        except (NotNow, StorageError) as error:
            # No traceback: further down it could quote what was said.
            log.warning("what a page of the web chat said could not be stored; it keeps it: %s", error)
            self.page.push({"type": "later", "id": frame.id})

    async def _taken(self, frame: frames.Lasting) -> bool:
        match frame:
            case frames.TextFrame(frame_id, text):
                await self._keep_and_take(self._incoming(frame_id, text=text, message_id=frame_id), [])
            case frames.FilesFrame(frame_id, text, tokens):
                kept = await self.channel.database.read(partial(files_of, chat=self.visitor.chat, tokens=tokens))
                if len(kept) != len(tokens):
                    return False
                incoming = self._incoming(
                    frame_id,
                    kind=IncomingKind.FILES,
                    text=text,
                    message_id=frame_id,
                    files=tuple(reference(one) for one in kept),
                )
                await self._keep_and_take(incoming, [frames.file_of_theirs(one) for one in kept])
            case frames.CorrectFrame(frame_id, message_id, text):
                return await self._corrected(frame_id, message_id, text)
            case frames.TapFrame(frame_id, message, data):
                tap = self._incoming(frame_id, kind=IncomingKind.TAP, data=data, message_id=message, tap_id=frame_id)
                await self.channel.take(tap)
            case frames.CommandFrame(frame_id, text):
                await self.channel.take(self._incoming(frame_id, text=f"/{text}"))
        return True

    async def _keep_and_take(self, incoming: Incoming, files: list[frames.Json]) -> None:
        """On disk for the page, then for whoever answers: an answer never stands above what it answers."""
        key = incoming.message_id
        assert key is not None, "what is kept has an identifier of the page"
        keep = partial(
            keep_message,
            chat=self.visitor.chat,
            direction=WebDirection.IN,
            key=key,
            payload={"text": incoming.text, "files": files},
            now=incoming.at,
        )
        said = await self.channel.database.write(keep)
        await self.channel.take(incoming)
        self.channel.pages.push(self.visitor.chat, {"type": "message", "message": frames.shown(said)})

    async def _corrected(self, frame_id: str, message_id: int, text: str) -> bool:
        """As what is said: on disk for the page first."""
        now, chat = self.channel.clock.now(), self.visitor.chat
        correct = partial(correct_message, chat=chat, message_id=message_id, text=text, now=now)
        said = await self.channel.database.write(correct)
        if said is None:
            return False
        await self.channel.take(self._incoming(frame_id, kind=IncomingKind.EDIT, text=text, message_id=said.key))
        self.channel.pages.push(chat, {"type": "edit", "message": frames.shown(said)})
        return True

    def _incoming(self, frame_id: str, **fields: object) -> Incoming:
        chat = self.visitor.chat
        return Incoming(
            channel=self.channel.name,
            account=self.channel.account,
            external_id=f"{chat}:{frame_id}",
            sender=chat,
            chat=chat,
            at=self.channel.clock.now(),
            language_hint=self.visitor.language_hint,
            name=self.visitor.persona.name if self.visitor.persona is not None else None,
            **fields,  # type: ignore[arg-type] # the fields of an Incoming, by name
        )


def reference(kept: KeptFile) -> FileReference:
    family = kept.media_type.partition("/")[0]
    kinds = {"image": FileKind.PHOTO, "audio": FileKind.VOICE, "video": FileKind.VIDEO}
    return FileReference(
        kinds.get(family, FileKind.DOCUMENT), kept.token, name=kept.name, media_type=kept.media_type, size=kept.size
    )
