"""From an update of Telegram, as its bare JSON, to an Incoming.

python-telegram-bot's types would hold the same, but making a Message of them takes longer than all else we do with it.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from telegram import Chat, ChatMember

from bot.channels.telegram.places import Place, begins_its_topic, topic_of
from bot.channels.telegram.shown import Shown
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind

CHANNEL = "telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
PHOTO_TYPE = "image/jpeg"
FOR_NEWS = "news"  # as in groups: post announcements here
_NOT_READ = ("sticker", "poll", "dice", "game", "story", "invoice", "paid_media", "checklist", "giveaway")
_IN = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_COMMAND_TO = re.compile(r"/[A-Za-z0-9_]+@([A-Za-z0-9_]+)\b")
_INACCESSIBLE = 0  # the date of a message that is too old to be shown to us
log = logging.getLogger(__name__)

Json = dict[str, Any]


def read(update: Json, account: str, now: datetime, bot_name: str | None = None) -> Incoming | None:
    """None for what means nothing to us. An update that cannot be read must not hold up those behind it."""
    try:
        return Reader(account, now, bot_name).incoming(update)
    except Exception as error:  # noqa: BLE001 - its type only: the rest could quote what a person wrote
        log.error(  # noqa: TRY400 - see above
            "an update of Telegram cannot be read",
            extra={"update": update.get("update_id"), "error": type(error).__name__, "kinds": sorted(update)},
        )
        return None


class Reader:
    """`bot_name` tells our commands from those of other bots in a group; None as long as it is not known."""

    def __init__(self, account: str, now: datetime, bot_name: str | None = None) -> None:
        self._account = account
        self._now = now
        self._bot_name = bot_name

    def incoming(self, update: Json) -> Incoming | None:
        number = str(update["update_id"])
        match update:
            case {"callback_query": query}:
                return self._tap(number, query)
            case {"my_chat_member": change}:
                return self._membership(number, change)
            case {"edited_message": message}:
                return self._edit(number, message)
            case {"message": message}:
                return self._message(number, message)
        return None

    # -- messages ------------------------------------------------------------------------------------------------------
    def _message(self, number: str, message: Json) -> Incoming | None:
        if "migrate_to_chat_id" in message:
            moved_to = str(message["migrate_to_chat_id"])
            return self._of_chat(number, message, kind=IncomingKind.MOVED, data=moved_to)
        content = _content(message)
        if content is None or not _is_of_a_person(message) or self._is_for_another_bot(content.get("text", "")):
            return None
        return self._said(number, message, at=_moment(message["date"]), **content)

    def _is_for_another_bot(self, text: str) -> bool:
        command = _COMMAND_TO.match(text)
        return command is not None and self._bot_name is not None and command[1].lower() != self._bot_name.lower()

    def _edit(self, number: str, message: Json) -> Incoming | None:
        """The person's own correction. Telegram also tells of changes that no one made: those have no new words."""
        text = message.get("text") or message.get("caption")
        if text is None or "from" not in message or "edit_date" not in message:
            return None
        edit = {"kind": IncomingKind.EDIT, "text": text, "files": _files(message)}
        return self._said(number, message, at=_moment(message["edit_date"]), **edit)

    def _said(self, number: str, message: Json, *, at: datetime, **content: Any) -> Incoming:
        replied = message.get("reply_to_message")
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            at=at,
            message_id=str(message["message_id"]),
            reply_to=None if replied is None or begins_its_topic(replied) else self._number_of(replied),
            album=message.get("media_group_id"),
            **_where(message["chat"], topic_of(message)),
            **_who(message["from"]),
            **content,
        )

    def _number_of(self, message: Json) -> str:
        """Our own messages have the form that we remember them in."""
        is_ours = str(message.get("from", {}).get("id")) == self._account
        return str(_shown(message)) if is_ours else str(message["message_id"])

    # -- everything else -----------------------------------------------------------------------------------------------
    def _tap(self, number: str, query: Json) -> Incoming | None:
        tapped = query.get("message")
        if tapped is None:
            return None  # of an inline message: we send none
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            at=self._now,
            kind=IncomingKind.TAP,
            data=query.get("data", ""),
            message_id=str(_shown(tapped)),
            tap_id=query["id"],
            **_where(tapped["chat"], topic_of(tapped)),
            **_who(query["from"]),
        )

    def _membership(self, number: str, change: Json) -> Incoming | None:
        was, is_now = _is_in(change["old_chat_member"]), _is_in(change["new_chat_member"])
        if was == is_now:
            return None
        if is_now and change["chat"]["type"] == Chat.CHANNEL and "from" in change:
            return self._taken_into_channel(number, change)
        return self._of_chat(number, change, kind=IncomingKind.JOINED if is_now else IncomingKind.BLOCKED)

    def _taken_into_channel(self, number: str, change: Json) -> Incoming:
        """Nobody can speak to us there: whoever takes us along says by that what we are for."""
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            at=_moment(change["date"]),
            text=f"/{FOR_NEWS}",
            **_where(change["chat"]),
            **_who(change["from"]),
        )

    def _of_chat(self, number: str, event: Json, *, kind: IncomingKind, data: str = "") -> Incoming:
        """What happens to a chat is its own: the person who did it to a group is still to be reached in private."""
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            sender=str(event["chat"]["id"]),
            at=_moment(event["date"]),
            kind=kind,
            data=data,
            **_where(event["chat"]),
        )


def _is_of_a_person(message: Json) -> bool:
    """Bots do not answer bots; nor do we know who stands behind a group that speaks for itself."""
    return "from" in message and not message["from"].get("is_bot", False)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _shown(message: Json) -> Shown:
    is_known = message.get("date", _INACCESSIBLE) != _INACCESSIBLE
    return Shown(message["message_id"], is_caption=is_known and "text" not in message and bool(_files(message)))


def _where(chat: Json, topic: int | None = None) -> Json:
    return {
        "chat": str(Place(chat["id"], topic)),
        "private": chat["type"] == Chat.PRIVATE,
        "has_topics": topic is None and chat.get("is_forum", False),
    }


def _who(user: Json) -> Json:
    name = " ".join(part for part in (user["first_name"], user.get("last_name")) if part)
    return {"sender": str(user["id"]), "language_hint": user.get("language_code"), "name": name}


def _is_in(member: Json) -> bool:
    """A restricted member may be out of the group."""
    return member["status"] in _IN or bool(member.get("is_member", False))


def _content(message: Json) -> Json | None:
    """Kind and content; None for service messages (somebody joined, a message was pinned)."""
    if "text" in message:
        return {"text": message["text"]}
    if "contact" in message:
        return {"text": message["contact"]["phone_number"]}
    if "location" in message:
        place = message["location"]
        return {"kind": IncomingKind.PLACE, "place": (place["latitude"], place["longitude"])}
    if files := _files(message):
        return {"kind": IncomingKind.FILES, "files": files, "text": message.get("caption", "")}
    unread = next((name for name in _NOT_READ if name in message), None)
    return None if unread is None else {"kind": IncomingKind.OTHER, "data": unread}


def _files(message: Json) -> tuple[FileReference, ...]:
    match message:
        case {"photo": [_, *_] as sizes}:
            largest = max(sizes, key=lambda size: size["width"] * size["height"])
            return (_file(FileKind.PHOTO, largest, PHOTO_TYPE),)
        case {"voice": voice}:
            return (_file(FileKind.VOICE, voice),)
        case {"video_note": note}:
            return (_file(FileKind.VIDEO, note, "video/mp4"),)
        # An animation comes with a document of the same bytes: look at it first.
        case {"video": moving} | {"animation": moving}:
            return (_file(FileKind.VIDEO, moving),)
        case {"audio": file} | {"document": file}:
            return (_file(FileKind.DOCUMENT, file),)
    return ()


def _file(kind: FileKind, file: Json, media_type: str | None = None) -> FileReference:
    has_name = kind in {FileKind.VIDEO, FileKind.DOCUMENT}
    return FileReference(
        kind,
        file["file_id"],
        file.get("file_name") if has_name else None,
        media_type or file.get("mime_type"),
        file.get("file_size"),
    )
