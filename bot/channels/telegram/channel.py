"""The Telegram channel: one bot."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.channels.telegram.commands import Commands, set_commands
from bot.channels.telegram.polling import SPARE_SECONDS, Polling
from bot.channels.telegram.problems import TokenRefused, failure_of, says, seconds_of, words_of
from bot.channels.telegram.profile import Profile, parts
from bot.channels.telegram.receive import CHANNEL
from bot.channels.telegram.rooms import Rooms
from bot.channels.telegram.send import Sending
from bot.channels.telegram.taking import Taken, taken
from bot.channels.telegram.transport import Transport
from bot.channels.telegram.webhook import Webhook, secret_of
from bot.core.clock import Clock, SystemClock
from bot.delivery.channel import Accept, Arrived, Delivery, Rate, WantedRoom
from bot.delivery.failures import Rejected
from bot.delivery.patience import FIRST_SECONDS, LONGEST_SECONDS, Patience, Sleep
from bot.i18n.translator import Translator
from bot.storage.errors import FileTooLarge

BASE_URL = "https://api.telegram.org/bot"
LARGEST_FILE = 20 * 1024 * 1024
# Thirty in any second: 26 that come back in it, and four that were saved up. One too many holds all for a second.
RATE = Rate(per_second=26, burst=4, per_chat=1, chat_burst=5, per_group_minute=20, in_flight=64)
CANNOT_BE_READ = (
    "Telegram cannot be read now. It is tried again until it works, and nothing is lost: what people write waits there "
    "for a day. If it lasts, check the network, and PASSERELLE_TELEGRAM_BASE_URL if that is set"
)
LONGEST_WAIT = 60  # seconds that somebody at a terminal waits for one change of the profile
_OTHER_CALLS = 4  # connections beside those that send
log = logging.getLogger(__name__)
T = TypeVar("T")


def file_url_beside(base_url: str) -> str:
    """Where a Bot API server has its files: `…/file/bot` for `…/bot`."""
    server, slash, name = base_url.rpartition("/")
    return f"{server}/file{slash}{name}"


class TelegramChannel:
    """`account` is the bot's number, which stands in the token and stays when the bot is renamed."""

    name = CHANNEL
    rate = RATE
    idempotent = False

    def __init__(
        self,
        token: str,
        *,
        base_url: str = BASE_URL,
        file_url: str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        clock: Clock | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """
        Without a `file_url` files lie beside the `base_url`; with a `webhook_url` Telegram calls there, instead of being
        asked. Raises TokenRefused for what is no token at all.
        """
        number, colon, secret = token.strip().partition(":")
        if not (number.isdecimal() and colon and secret):
            raise TokenRefused
        self.account = number
        logging.getLogger("telegram").setLevel(logging.INFO)  # below that it writes every text into the log
        self._requests = (Transport(1, read_timeout=SPARE_SECONDS), Transport(RATE.in_flight + _OTHER_CALLS))
        polls, sends = self._requests
        self._bot = Bot(
            token.strip(),
            base_url=base_url,
            base_file_url=file_url or file_url_beside(base_url),
            get_updates_request=polls,
            request=sends,
        )
        self._sending = Sending(self._bot)
        self._rooms = Rooms(self._bot)
        self._clock = clock or SystemClock()
        patience = Patience(CANNOT_BE_READ, "Telegram can be read again", sleep)
        self._polling = Polling(
            polls,
            self._bot.base_url,
            number,
            clock=self._clock,
            patience=patience,
            drop_webhook=self._drop_webhook,
        )
        self.webhook: Webhook | None = None
        if webhook_url is not None:
            hidden = webhook_secret or secret_of(token.strip())
            self.webhook = Webhook(self._bot, webhook_url, hidden, patience=patience, sleep=sleep)
        self._sleep = sleep
        self._was_opened = False

    async def introduce(self, commands: Commands, translator: Translator, in_groups: Commands = ()) -> None:
        """Once Telegram lets us: show these commands and the words that always work. What fails is told by `receive`."""
        await self._connect()
        seconds = FIRST_SECONDS
        while (name := await self._own_name()) is None:
            await self._sleep(seconds)
            seconds = min(seconds * 2, LONGEST_SECONDS)
        self._polling.bot_name = name
        log.info("Telegram is connected", extra={"bot": name})
        await set_commands(self._bot, commands, in_groups, translator)

    async def set_up(self, wanted: Profile, *, only_tell: bool = False) -> AsyncGenerator[tuple[str, bool], None]:
        """What each part of the bot's profile is, and whether it was so already; else it is set, unless `only_tell`.

        Raises SendFailure with Telegram's words where it does not let us; what was told before stays.
        """
        await self._connect()
        for part in parts(self._bot, wanted):
            was_so = await self._patiently(part.is_so)
            if not was_so and not only_tell:
                await self._patiently(part.put)
            yield part.what, was_so

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Telegram allows few changes of a profile in a minute, and says how long to wait."""
        while True:
            try:
                return await call()
            except RetryAfter as error:
                if seconds_of(error) > LONGEST_WAIT:
                    raise failure_of(error, is_repeatable=True) from None
                await self._sleep(seconds_of(error))
            except TelegramError as error:
                raise failure_of(error, is_repeatable=True) from None

    async def receive(self, accept: Accept, state: dict[str, str]) -> None:
        """Until cancelled: waits and goes on after every failure."""
        await self._connect()
        if self.webhook is not None:
            await self.webhook.run()
        else:
            await self._polling.run(accept, state)

    async def taken(self, updates: Sequence[Mapping[str, Any]], state: Mapping[str, str]) -> Taken:
        """What Telegram hands over when it calls; `state` is this account's, as it stands."""
        return await taken(updates, self.account, self._polling.bot_name, state, self._clock.now())

    async def send(self, delivery: Delivery) -> str | Arrived | None:
        await self._connect()
        return await self._sending.deliver(delivery)

    async def fetch(self, reference: str) -> bytes:
        """Raises FileTooLarge, FileNotFoundError, or NotSent where Telegram cannot be reached now."""
        await self._connect()
        try:
            file = await self._bot.get_file(reference)
            if (file.file_size or 0) > LARGEST_FILE:
                raise FileTooLarge(file.file_size or 0, LARGEST_FILE)
            return bytes(await file.download_as_bytearray())
        except BadRequest as error:
            if says(error, ("file is too big",)):
                raise FileTooLarge(LARGEST_FILE + 1, LARGEST_FILE) from None
            raise FileNotFoundError(words_of(error)) from None
        except TelegramError as error:
            raise failure_of(error, is_repeatable=True) from None

    # -- rooms ---------------------------------------------------------------------------------------------------------
    async def open_room(self, wanted: WantedRoom) -> str:
        await self._connect()
        return await self._rooms.open(wanted)

    async def invite(self, chat: str, guest: str) -> None:  # noqa: ARG002 - see its words
        raise Rejected("a bot cannot invite to a group on Telegram")

    async def pin(self, chat: str, message: str) -> None:
        await self._connect()
        await self._rooms.pin(chat, message)

    async def rename_room(self, chat: str, wanted: WantedRoom) -> None:
        await self._connect()
        await self._rooms.rename(chat, wanted)

    async def close_room(self, chat: str, *, is_ours: bool) -> None:
        await self._connect()
        await self._rooms.close(chat, is_ours=is_ours)

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()

    async def _connect(self) -> None:
        if not self._was_opened:
            self._was_opened = True
            for request in self._requests:
                await request.initialize()

    async def own_name(self) -> str | None:
        """What links to the bot call it; None where Telegram does not tell now."""
        await self._connect()
        return await self._own_name()

    async def _own_name(self) -> str | None:
        try:
            return (await self._bot.get_me()).username
        except TelegramError:
            return None

    async def _drop_webhook(self) -> None:
        """What waits there stays for us to read."""
        await self._bot.delete_webhook(drop_pending_updates=False)
