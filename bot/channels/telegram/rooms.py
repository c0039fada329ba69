"""What a bot can do for a room on Telegram: make a topic in a group that it was given, pin, rename it, close. It can open no group."""

from collections.abc import Awaitable
from typing import TypeVar

from telegram import Bot
from telegram.constants import ForumTopicLimit
from telegram.error import TelegramError

from bot.channels.telegram.places import Place
from bot.channels.telegram.problems import failure_of, is_not_allowed, words_of
from bot.channels.telegram.shown import Shown
from bot.channels.telegram.words import shortened
from bot.delivery.channel import WantedRoom
from bot.delivery.failures import NotAllowed, Rejected

T = TypeVar("T")


class Rooms:
    """Making a topic twice makes two; all else may be done again. See `delivery/room_acts.py` for what a kill does."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def open(self, wanted: WantedRoom) -> str:
        """A topic in the group; raises NotAllowed where the bot may not make topics."""
        if wanted.chat is None:
            raise Rejected("a bot cannot open a group on Telegram")
        chat = Place.parse(wanted.chat).chat
        made = await _asked(self._bot.create_forum_topic(chat, _name(wanted)), is_repeatable=False)
        return str(Place(chat, made.message_thread_id))

    async def pin(self, chat: str, message: str) -> None:
        place, shown = Place.parse(chat), Shown.parse(message)
        if shown is None:
            raise Rejected("there is no such message to pin")
        await _asked(self._bot.pin_chat_message(place.chat, shown.number, disable_notification=True))

    async def rename(self, chat: str, wanted: WantedRoom) -> None:
        place = Place.parse(chat)
        if place.topic is not None:
            await _asked(self._bot.edit_forum_topic(place.chat, place.topic, name=_name(wanted)))

    async def close(self, chat: str, *, is_ours: bool) -> None:
        """A topic that we made takes no more words. In a group of others there is nothing to lock."""
        place = Place.parse(chat)
        if is_ours and place.topic is not None:
            await _asked(self._bot.close_forum_topic(place.chat, place.topic))


def _name(wanted: WantedRoom) -> str:
    return shortened(wanted.name, ForumTopicLimit.MAX_NAME_LENGTH)


async def _asked(call: Awaitable[T], *, is_repeatable: bool = True) -> T:
    try:
        return await call
    except TelegramError as error:
        if is_not_allowed(error):
            raise NotAllowed(words_of(error)) from None
        raise failure_of(error, is_repeatable=is_repeatable) from None
