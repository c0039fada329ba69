"""From an update of Telegram to an Incoming."""

import logging
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User

from bot.channels.telegram.shown import Shown
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind

CHANNEL = "telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
PHOTO_TYPE = "image/jpeg"
_NOT_READ = ("sticker", "poll", "dice", "game", "story", "invoice", "paid_media", "checklist", "giveaway")
_IN = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
log = logging.getLogger(__name__)


def read(raw: dict[str, Any], account: str, now: datetime) -> Incoming | None:
    """None for what means nothing to us. An update that cannot be read must not hold up those behind it."""
    try:
        return Reader(account, now).incoming(Update.de_json(raw, None))
    except Exception as error:  # noqa: BLE001 - its type only: the rest could quote what a person wrote
        log.error(  # noqa: TRY400 - see above
            "an update of Telegram cannot be read",
            extra={"update": raw.get("update_id"), "error": type(error).__name__, "kinds": sorted(raw)},
        )
        return None


class Reader:
    def __init__(self, account: str, now: datetime) -> None:
        self._account = account
        self._now = now

    def incoming(self, update: Update) -> Incoming | None:
        number = str(update.update_id)
        if update.callback_query is not None:
            return self._tap(number, update.callback_query)
        if update.my_chat_member is not None:
            return self._membership(number, update.my_chat_member)
        if update.edited_message is not None:
            return self._edit(number, update.edited_message)
        return self._message(number, update.message) if update.message is not None else None

    # -- messages ------------------------------------------------------------------------------------------------------
    def _message(self, number: str, message: Message) -> Incoming | None:
        if message.migrate_to_chat_id is not None:
            return self._of_chat(
                number, message.chat, message.date, kind=IncomingKind.MOVED, data=str(message.migrate_to_chat_id)
            )
        content = _content(message)
        if content is None or message.from_user is None:
            return None
        return self._said(number, message, message.from_user, at=message.date, **content)

    def _edit(self, number: str, message: Message) -> Incoming | None:
        """The person's own correction. Telegram also tells of changes that no one made: those have no new words."""
        text = message.text or message.caption
        if text is None or message.from_user is None or message.edit_date is None:
            return None
        edit = {"kind": IncomingKind.EDIT, "text": text, "files": _files(message)}
        return self._said(number, message, message.from_user, at=message.edit_date, **edit)

    def _said(self, number: str, message: Message, sender: User, *, at: datetime, **content: Any) -> Incoming:
        replied = message.reply_to_message
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            at=at,
            message_id=str(message.message_id),
            reply_to=None if replied is None else self._number_of(replied),
            album=message.media_group_id,
            **_where(message.chat),
            **_who(sender),
            **content,
        )

    def _number_of(self, message: Message) -> str:
        """Our own messages have the form that we remember them in."""
        is_ours = message.from_user is not None and str(message.from_user.id) == self._account
        return str(Shown.of(message)) if is_ours else str(message.message_id)

    # -- everything else -----------------------------------------------------------------------------------------------
    def _tap(self, number: str, query: CallbackQuery) -> Incoming | None:
        tapped = query.message
        if tapped is None:
            return None  # of an inline message: we send none
        shown = Shown.of(tapped) if isinstance(tapped, Message) else Shown(tapped.message_id)
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            at=self._now,
            kind=IncomingKind.TAP,
            data=query.data or "",
            message_id=str(shown),
            tap_id=query.id,
            **_where(tapped.chat),
            **_who(query.from_user),
        )

    def _membership(self, number: str, change: ChatMemberUpdated) -> Incoming | None:
        was, is_now = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
        if was == is_now:
            return None
        kind = IncomingKind.JOINED if is_now else IncomingKind.BLOCKED
        return self._of_chat(number, change.chat, change.date, kind=kind)

    def _of_chat(self, number: str, chat: Chat, at: datetime, *, kind: IncomingKind, data: str = "") -> Incoming:
        """What happens to a chat is its own: the person who did it to a group is still to be reached in private."""
        return Incoming(
            channel=CHANNEL,
            account=self._account,
            external_id=number,
            sender=str(chat.id),
            at=at,
            kind=kind,
            data=data,
            **_where(chat),
        )


def _where(chat: Chat) -> dict[str, Any]:
    return {"chat": str(chat.id), "private": chat.type == Chat.PRIVATE}


def _who(user: User) -> dict[str, Any]:
    return {"sender": str(user.id), "language_hint": user.language_code, "name": user.full_name}


def _is_in(member: ChatMember) -> bool:
    """A restricted member may be out of the group."""
    return member.status in _IN or bool(getattr(member, "is_member", False))


def _content(message: Message) -> dict[str, Any] | None:
    """Kind and content; None for service messages (somebody joined, a message was pinned)."""
    if message.text is not None:
        return {"text": message.text}
    if message.contact is not None:
        return {"text": message.contact.phone_number}
    if message.location is not None:
        return {"kind": IncomingKind.PLACE, "place": (message.location.latitude, message.location.longitude)}
    if files := _files(message):
        return {"kind": IncomingKind.FILES, "files": files, "text": message.caption or ""}
    unread = next((name for name in _NOT_READ if getattr(message, name, None) is not None), None)
    return None if unread is None else {"kind": IncomingKind.OTHER, "data": unread}


def _files(message: Message) -> tuple[FileReference, ...]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (FileReference(FileKind.PHOTO, largest.file_id, media_type=PHOTO_TYPE, size=largest.file_size),)
    if message.voice is not None:
        voice = message.voice
        return (FileReference(FileKind.VOICE, voice.file_id, media_type=voice.mime_type, size=voice.file_size),)
    if message.video_note is not None:
        note = message.video_note
        return (FileReference(FileKind.VIDEO, note.file_id, media_type="video/mp4", size=note.file_size),)
    # An animation comes with a document of the same bytes: look at it first.
    moving = message.video or message.animation
    file = moving or message.audio or message.document
    if file is None:
        return ()
    kind = FileKind.VIDEO if moving else FileKind.DOCUMENT
    return (FileReference(kind, file.file_id, file.file_name, file.mime_type, file.file_size),)
