"""Makes the calls of one delivery, and tells why it could not be sent."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.keyboard import leads_to_private
from bot.channels.telegram.places import Place
from bot.channels.telegram.problems import cannot_be_deleted, failure_of, is_no_picture
from bot.channels.telegram.render import Acknowledge, Call, EditWords, Pin, Remove, SendFiles, SendWords, calls
from bot.channels.telegram.shown import Shown
from bot.channels.telegram.transport import Form, form_of
from bot.delivery.channel import Delivery
from bot.delivery.failures import NothingToDo, SendFailure, TooFast, UnknownOutcome

MOST_BEGUN = 1000
_HTML = ParseMode.HTML
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # previews are paid for by whoever reads on a prepaid line
_REPEATABLE = EditWords | Remove | Pin | Acknowledge
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
        self._begun: dict[str, list[str | None]] = {}  # delivery → its messages so far
        self._flooded: str | None = None  # the private chat that was asked to wait, nothing being sent since
        self._is_refused = False

    async def deliver(self, delivery: Delivery) -> str | None:
        """The message's id, see `Shown`. Raises a SendFailure; tried again, it goes on where it stopped."""
        if leads_to_private(delivery.message) and not self._bot_name:
            self._bot_name = await self._asked_name()
        wanted = calls(delivery, self._bot_name)
        done = self._begun.pop(delivery.key, [])
        while len(done) < len(wanted):
            done.append(await self._next(wanted, done, delivery))
        return done[-1]

    async def _next(self, wanted: Sequence[Call], done: list[str | None], delivery: Delivery) -> str | None:
        call = wanted[len(done)]
        try:
            sent = await self._make(call, delivery)
        except (TelegramError, SendFailure) as error:
            failure = self._failure(error, call, delivery.chat)
        else:
            self._flooded, self._is_refused = None, False
            return sent
        if isinstance(failure, NothingToDo) and len(done) + 1 < len(wanted):
            return None  # what follows it is still to be said
        if done:
            self._remember(delivery.key, done)
        raise failure

    async def _asked_name(self) -> str:
        try:
            return (await self._bot.get_me()).username or ""
        except TelegramError as error:
            raise failure_of(error, is_repeatable=True) from None

    def _remember(self, key: str, done: list[str | None]) -> None:
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
    async def _make(self, call: Call, delivery: Delivery) -> str | None:
        place, silent = Place.parse(delivery.chat), delivery.message.silent
        match call:
            case SendWords():
                return await self._say(call, place, silent=silent)
            case SendFiles():
                return await self._send_files(call, place, silent=silent)
            case EditWords():
                await self._edit(call.shown, call.html, call.keyboard, place.chat)
                return str(call.shown)
            case Remove():
                await self._remove(call, place.chat)
            case Pin():
                await self._pin(call, place.chat)
                return str(call.shown)
            case Acknowledge():
                await self._bot.answer_callback_query(call.tap_id, call.toast or None)
        return None

    async def _say(self, call: SendWords, place: Place, *, silent: bool) -> str:
        # Not by Bot.send_message: of the answer only the number is wanted, and reading all of it takes longer.
        data: Any = Form(f"{form_of(place.fields)}&{_words_of(call, silent=silent)}")
        sent = await self._bot.request.post(f"{self._bot.base_url}/sendMessage", data)
        return str(Shown(_number_in(sent), is_rest=call.is_rest))

    async def _send_files(self, call: SendFiles, place: Place, *, silent: bool) -> str:
        """What Telegram does not take as a picture goes as a document."""
        send = self._send_one if len(call.files) == 1 else self._send_album
        try:
            return await send(call, place, silent=silent)
        except BadRequest as error:
            if not call.as_photos or not is_no_picture(error):
                raise
        return await send(replace(call, as_photos=False), place, silent=silent)

    async def _send_one(self, call: SendFiles, place: Place, *, silent: bool) -> str:
        file = InputFile(call.files[0].data, filename=call.files[0].name)
        send = (
            partial(self._bot.send_photo, photo=file)
            if call.as_photos
            else partial(self._bot.send_document, document=file)
        )
        sent: Message = await send(
            chat_id=place.chat,
            message_thread_id=place.topic,
            caption=call.captions[0] or None,
            parse_mode=_HTML,
            reply_markup=call.keyboard,
            disable_notification=silent,
        )
        return str(Shown.of(sent))

    async def _send_album(self, call: SendFiles, place: Place, *, silent: bool) -> str:
        kind = InputMediaPhoto if call.as_photos else InputMediaDocument
        media: Sequence[InputMediaPhoto | InputMediaDocument] = [
            kind(file.data, caption=caption or None, parse_mode=_HTML, filename=file.name)
            for file, caption in zip(call.files, call.captions, strict=True)
        ]
        sent = await self._bot.send_media_group(
            place.chat, media, message_thread_id=place.topic, disable_notification=silent
        )
        return str(Shown.of(sent[0]))

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
