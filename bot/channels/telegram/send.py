"""Makes the calls of one delivery, and tells why it could not be sent."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.keyboard import leads_to_private
from bot.channels.telegram.places import Place
from bot.channels.telegram.problems import cannot_be_deleted, failure_of, is_no_picture, is_unknown_file
from bot.channels.telegram.render import (
    Acknowledge,
    Call,
    EditWords,
    Pin,
    Remove,
    ReplaceFile,
    SendFiles,
    SendWords,
    calls,
)
from bot.channels.telegram.shown import Shown
from bot.channels.telegram.transport import Form, form_of
from bot.channels.telegram.uploads import Uploads
from bot.delivery.channel import Arrived, Delivery, LoadedFile
from bot.delivery.failures import NothingToDo, SendFailure, TooFast, UnknownOutcome

MOST_BEGUN = 1000
_HTML = ParseMode.HTML
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # previews are paid for by whoever reads on a prepaid line
_REPEATABLE = EditWords | ReplaceFile | Remove | Pin | Acknowledge
log = logging.getLogger(__name__)


def _number_in(answer: object) -> int:
    match answer:
        case {"message_id": int(number)}:
            return number
        case _:
            raise UnknownOutcome("the answer tells no message_id")


@lru_cache(maxsize=16)
def _words_of(call: SendWords, *, silent: bool) -> str:
    """All but the chat, in which alone the copies of an announcement differ."""
    wanted = {
        "text": call.html,
        "parse_mode": _HTML.value,
        "disable_notification": silent,
        "link_preview_options": {"is_disabled": True},
    }
    if call.keyboard is not None:
        wanted["reply_markup"] = call.keyboard.to_dict()
    return form_of(wanted)


class Sending:
    """Remembers what a delivery of several messages has sent already, and who was asked to wait."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._bot_name = ""
        self._begun: dict[str, list[Arrived]] = {}  # delivery → its messages so far
        self._uploads = Uploads()
        self._flooded: str | None = None  # the private chat that was asked to wait, nothing being sent since
        self._is_refused = False

    async def deliver(self, delivery: Delivery) -> str | Arrived | None:
        """The message's id, with those of its files; see `Shown`. Raises a SendFailure; tried again, it goes on where it stopped."""
        if leads_to_private(delivery.message) and not self._bot_name:
            self._bot_name = await self._asked_name()
        wanted = calls(delivery, self._bot_name)
        done = self._begun.pop(delivery.key, [])
        while len(done) < len(wanted):
            done.append(await self._next(wanted, done, delivery))
        files = tuple(file for one in done for file in one.files)
        # The last one stands for the message, unless that was there before and is edited.
        apart = zip(wanted, done, strict=True) if delivery.edits else zip(wanted[:-1], done[:-1], strict=True)
        others = tuple(one.message for call, one in apart if isinstance(call, SendWords) and one.message is not None)
        return Arrived(done[-1].message, files, others) if files or others else done[-1].message

    async def _next(self, wanted: Sequence[Call], done: list[Arrived], delivery: Delivery) -> Arrived:
        call = wanted[len(done)]
        try:
            sent = await self._make(call, delivery)
        except (TelegramError, SendFailure) as error:
            failure = self._failure(error, call, delivery.chat)
        else:
            self._flooded, self._is_refused = None, False
            return sent
        if isinstance(failure, NothingToDo) and len(done) + 1 < len(wanted):
            return Arrived(None)  # what follows it is still to be said
        if done:
            self._remember(delivery.key, done)
        raise failure

    async def _asked_name(self) -> str:
        try:
            return (await self._bot.get_me()).username or ""
        except TelegramError as error:
            raise failure_of(error, is_repeatable=True) from None

    def _remember(self, key: str, done: list[Arrived]) -> None:
        self._begun[key] = done
        if len(self._begun) > MOST_BEGUN:
            self._begun.pop(next(iter(self._begun)))

    # -- failures ------------------------------------------------------------------------------------------------------
    def _failure(self, error: TelegramError | SendFailure, call: Call, chat: str) -> SendFailure:
        if isinstance(error, SendFailure):
            return error
        if isinstance(error, InvalidToken) and not self._is_refused:
            self._is_refused = True
            log.critical("Telegram does not accept the bot's token any more: nothing can be sent")
        failure = failure_of(error, is_repeatable=isinstance(call, _REPEATABLE))
        if isinstance(failure, TooFast):
            return TooFast(failure.seconds, whole_account=self._is_everywhere(chat))
        return failure

    def _is_everywhere(self, chat: str) -> bool:
        """Telegram does not say whom a 429 means. Groups have a limit of their own; elsewhere it is this chat's,
        unless two chats in a row meet it and nothing passes in between."""
        if chat.startswith("-"):
            return False
        before, self._flooded = self._flooded, chat
        return before not in {None, chat}

    # -- calls ---------------------------------------------------------------------------------------------------------
    async def _make(self, call: Call, delivery: Delivery) -> Arrived:
        place, silent = Place.parse(delivery.chat), delivery.message.silent
        match call:
            case SendWords():
                return Arrived(await self._say(call, place, silent=silent))
            case SendFiles():
                sent = await self._in_some_form(
                    call.files, call.as_photos, lambda as_photos: self._send_files(call, place, as_photos, silent)
                )
                return Arrived(sent[0], sent)
            case ReplaceFile():
                await self._in_some_form(
                    (call.file,), call.as_photo, lambda as_photo: self._replace(call, place, as_photo)
                )
                return Arrived(str(call.shown))
            case EditWords():
                await self._edit(call.shown, call.html, call.keyboard, place.chat)
                return Arrived(str(call.shown))
            case Remove():
                await self._remove(call, place.chat)
            case Pin():
                await self._pin(call, place.chat)
                return Arrived(str(call.shown))
            case Acknowledge():
                await self._bot.answer_callback_query(call.tap_id, call.toast or None)
        return Arrived(None)

    async def _say(self, call: SendWords, place: Place, *, silent: bool) -> str:
        # Not by Bot.send_message: of the answer only the number is wanted, and reading all of it takes longer.
        data: Any = Form(f"{form_of(place.fields)}&{_words_of(call, silent=silent)}")
        sent = await self._bot.request.post(f"{self._bot.base_url}/sendMessage", data)
        return str(Shown(_number_in(sent), is_rest=call.is_rest))

    async def _in_some_form(
        self, files: tuple[LoadedFile, ...], as_photos: bool, send: Callable[[bool], Awaitable[tuple[str, ...]]]
    ) -> tuple[str, ...]:
        """What Telegram does not have any more goes up again; what it does not take as a picture goes as a document."""
        try:
            return await send(as_photos)
        except BadRequest as error:
            if is_unknown_file(error) and self._uploads.forget(files):
                return await self._in_some_form(files, as_photos, send)
            if not as_photos or not is_no_picture(error):
                raise
        return await send(False)

    async def _send_files(self, call: SendFiles, place: Place, as_photos: bool, silent: bool) -> tuple[str, ...]:
        send = self._send_one if len(call.files) == 1 else self._send_album
        sent = await send(call, place, as_photos, silent)
        for file, message in zip(call.files, sent, strict=True):
            self._uploads.note(file, message, as_photo=as_photos)
        return tuple(str(Shown.of(message)) for message in sent)

    async def _send_one(self, call: SendFiles, place: Place, as_photo: bool, silent: bool) -> Sequence[Message]:
        file = self._uploads.source(call.files[0], as_photo=as_photo)
        how: dict[str, Any] = {
            "chat_id": place.chat,
            "message_thread_id": place.topic,
            "caption": call.captions[0] or None,
            "parse_mode": _HTML,
            "reply_markup": call.keyboard,
            "disable_notification": silent,
        }
        if as_photo:
            return [await self._bot.send_photo(photo=file, **how)]
        return [await self._bot.send_document(document=file, **how)]

    async def _send_album(self, call: SendFiles, place: Place, as_photos: bool, silent: bool) -> Sequence[Message]:
        media = [
            self._media(file, caption, as_photo=as_photos)
            for file, caption in zip(call.files, call.captions, strict=True)
        ]
        return await self._bot.send_media_group(
            place.chat, media, message_thread_id=place.topic, disable_notification=silent
        )

    async def _replace(self, call: ReplaceFile, place: Place, as_photo: bool) -> tuple[str, ...]:
        """Its caption goes with it: without one, Telegram would take the former caption away, too."""
        media = self._media(call.file, call.caption, as_photo=as_photo)
        message = await self._bot.edit_message_media(media, place.chat, call.shown.number)
        if isinstance(message, Message):
            self._uploads.note(call.file, message, as_photo=as_photo)
        return (str(call.shown),)

    def _media(self, file: LoadedFile, caption: str, *, as_photo: bool) -> InputMediaPhoto | InputMediaDocument:
        kind = InputMediaPhoto if as_photo else InputMediaDocument
        source = self._uploads.source(file, as_photo=as_photo, in_media=True)
        return kind(source, caption=caption or None, parse_mode=_HTML)

    async def _edit(self, shown: Shown, html: str, keyboard: InlineKeyboardMarkup | None, chat: int) -> None:
        if shown.is_caption:
            await self._bot.edit_message_caption(
                chat, shown.number, caption=html, parse_mode=_HTML, reply_markup=keyboard
            )
            return
        await self._bot.edit_message_text(
            html,
            chat,
            shown.number,
            parse_mode=_HTML,
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
        )

    async def _remove(self, call: Remove, chat: int) -> None:
        """After 48 hours Telegram does not delete any more, but still edits."""
        try:
            await self._bot.delete_message(chat, call.shown.number)
        except BadRequest as error:
            if not cannot_be_deleted(error):
                raise
            await self._edit(call.shown, call.instead, None, chat)

    async def _pin(self, call: Pin, chat: int) -> None:
        """Without a sound: the message itself has rung when it came."""
        if call.is_on:
            await self._bot.pin_chat_message(chat, call.shown.number, disable_notification=True)
        else:
            await self._bot.unpin_chat_message(chat, message_id=call.shown.number)
