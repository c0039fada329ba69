"""The people at the other end: they type, tap, send files, edit, block, and own groups."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .calls import Upload
from .media import document, photo, store
from .state import Access, Chat, Message, Payload, Query, User
from .texts import LONGEST_TEXT, found_entities, utf16_length

if TYPE_CHECKING:
    from .emulator import Emulator
    from .groups import Group


@dataclass(frozen=True)
class Person:
    """Somebody with a Telegram account; `to` sends into a group instead of the private chat with the bot."""

    emulator: "Emulator"
    user: User
    chat: Chat

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def messages(self) -> list[Message]:
        return self.emulator.messages(self.chat)

    def starts(self, payload: str = "") -> Message:
        """Open the bot by a link `t.me/bot?start=PAYLOAD`, which also lifts a block."""
        if self.chat.access is Access.BLOCKED:
            self.unblocks()
        return self.says(f"/start {payload}".strip())

    def says(self, text: str, *, to: "Group | None" = None, reply_to: Message | None = None, topic: int = 0) -> Message:
        assert 0 < utf16_length(text) <= LONGEST_TEXT, "a client sends nothing empty and splits what is too long"
        topic = topic or (reply_to.topic if reply_to is not None else 0)
        parts = {"text": text, "entities": found_entities(text), "reply_to": reply_to, "topic": topic}
        return self.sends(parts, to)

    def pastes(self, text: str) -> list[Message]:
        """What is too long for one message is cut by the client, at a space where it can be."""
        sent = []
        while text:
            fitting = text.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
            cut = len(text) if fitting == text else fitting.rfind(" ") + 1 or len(fitting)
            sent.append(self.says(text[:cut].strip()))
            text = text[cut:].strip()
        return sent

    def sends_photo(self, body: bytes, caption: str = "", *, to: "Group | None" = None) -> Message:
        media = photo(self.emulator.world, Upload("photo.jpg", "image/jpeg", body))
        return self.sends({"media": media, "caption": caption}, to)

    def sends_document(
        self,
        body: bytes,
        name: str = "file.pdf",
        mime: str = "application/pdf",
        caption: str = "",
        *,
        to: "Group | None" = None,
    ) -> Message:
        media = document(self.emulator.world, Upload(name, mime, body))
        return self.sends({"media": media, "caption": caption}, to)

    def sends_voice(self, body: bytes = b"OggS", seconds: int = 3, *, to: "Group | None" = None) -> Message:
        file = store(self.emulator.world, "voice", Upload("voice.oga", "audio/ogg", body))
        return self.sends({"media": {"voice": {**file.payload(), "duration": seconds, "mime_type": file.mime}}}, to)

    def sends_sticker(self, emoji: str = "🙂", *, to: "Group | None" = None) -> Message:
        file = store(self.emulator.world, "sticker", Upload("sticker.webp", "image/webp", b"RIFF"))
        shape = {"width": 512, "height": 512, "type": "regular", "is_animated": False, "is_video": False}
        return self.sends({"media": {"sticker": {**file.payload(), **shape, "emoji": emoji}}}, to)

    def sends_location(self, latitude: float, longitude: float, *, to: "Group | None" = None) -> Message:
        return self.sends({"media": {"location": {"latitude": latitude, "longitude": longitude}}}, to)

    def sends_contact(self, phone: str, *, to: "Group | None" = None) -> Message:
        """Share the own telephone number, as the button for it does."""
        contact = {"phone_number": phone, "first_name": self.user.first_name, "user_id": self.id}
        return self.sends({"media": {"contact": contact}}, to)

    def sends_album(self, bodies: list[bytes], caption: str = "", *, to: "Group | None" = None) -> list[Message]:
        """Send several photos at once: they arrive as separate updates, the caption with the first."""
        album = str(self.emulator.world.number())
        sent = []
        for index, body in enumerate(bodies):
            media = photo(self.emulator.world, Upload("photo.jpg", "image/jpeg", body))
            parts = {"media": media, "album": album, "caption": "" if index else caption}
            sent.append(self.sends(parts, to))
        return sent

    def sends(self, parts: dict[str, Any], to: "Group | None" = None) -> Message:
        chat = self.chat if to is None else to.chat
        if to is None:
            assert chat.access is not Access.BLOCKED, f"{self.user.first_name} has blocked the bot and cannot write"
            if chat.access in (Access.UNKNOWN, Access.NOT_STARTED):
                chat.access = Access.OPEN
        else:
            to.notices(self.user)
        message = self.emulator.world.post(chat, self.user, **parts)
        if to is None or to.bot_hears(message):
            self.emulator.put("message", message.payload())
        self.emulator.changed()
        return message

    def edits(self, message: Message, text: str) -> None:
        assert message.sender is self.user, "people edit their own messages only"
        message.text, message.entities = text, found_entities(text)
        message.edited = int(self.emulator.world.clock())
        self.emulator.put("edited_message", message.payload())
        self.emulator.changed()

    def taps(self, message: Message, label: str, *, on_old_keyboard: bool = False) -> Query | None:
        """Tap the button with this label; a link button to the bot itself starts it and returns None.

        `on_old_keyboard` taps a button that an edit has just taken away, as a thumb that was faster than the network.
        """
        keyboards = message.history if on_old_keyboard else [message.markup or {}]
        buttons = [
            button
            for keyboard in keyboards
            for row in keyboard.get("inline_keyboard", [])
            for button in row
            if button["text"] == label
        ]
        assert buttons, f"no button {label!r} under {message.words!r}, only {message.labels}"
        if link := buttons[0].get("url"):
            self._follows(link)
            return None
        return self.taps_data(message, buttons[0]["callback_data"])

    def taps_data(self, message: Message, data: str) -> Query:
        """Send a callback with any data, as a tampered client could."""
        world = self.emulator.world
        query = Query(str(world.number()), world.clock(), self.user, message, data)
        world.queries[query.id] = query
        payload: Payload = {
            "id": query.id,
            "from": self.user.payload(),
            "chat_instance": str(message.chat.id),
            "message": message.payload(),
            "data": data,
        }
        if message.deleted:
            payload["message"] = {"message_id": message.id, "chat": message.chat.payload(), "date": 0}
        self.emulator.put("callback_query", payload)
        self.emulator.changed()
        return query

    def blocks_bot(self) -> None:
        self._switch(Access.BLOCKED, "member", "kicked")

    def unblocks(self) -> None:
        self._switch(Access.OPEN, "kicked", "member")

    def deactivates(self) -> None:
        self.chat.access = Access.DEACTIVATED

    def _switch(self, access: Access, old: str, new: str) -> None:
        self.chat.access = access
        self.emulator.put("my_chat_member", self.emulator.membership(self.chat, self.user, old, new))
        self.emulator.changed()

    def _follows(self, link: str) -> None:
        own = f"https://t.me/{self.emulator.world.bot.username}?start="
        assert link.startswith(own), f"{link} leads out of Telegram"
        self.starts(link.removeprefix(own))
