"""Telegram calls us, instead of being asked: one update after the other, each on disk before it is confirmed."""

import hashlib
import hmac
import logging
from datetime import datetime
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.problems import TokenRefused, seconds_of, words_of
from bot.channels.telegram.receive import ALLOWED
from bot.delivery.patience import LONGEST_FOR_PEOPLE, Patience, Sleep

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - its name, not what stands in it
PATH = "/telegram"  # where the address has none
CHECK_SECONDS = 300
# With more, Telegram sends what two messages of one person say side by side, and nobody could tell their order.
CONNECTIONS = 1
REFUSED = (
    "Telegram does not take PASSERELLE_TELEGRAM_WEBHOOK_URL. It must be an https:// address that the internet reaches, "
    "on port 443, 80, 88 or 8443. Until it is right nobody is answered; what people write waits at Telegram for a day"
)
NOT_REACHED = (
    "Telegram cannot hand over what people write: it does not reach PASSERELLE_TELEGRAM_WEBHOOK_URL, or is not answered "
    "there. It tries again by itself; please look at the proxy and its certificate"
)
log = logging.getLogger(__name__)


def secret_of(token: str) -> str:
    """For an administrator who gave none: nobody can guess it who does not know the token."""
    return hmac.new(token.encode(), b"passerelle webhook", hashlib.sha256).hexdigest()


def address_of(url: str) -> str:
    """What Telegram is told to call: always with a path, so that the rest of the server stays free."""
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rstrip("/") or PATH).geturl()


class Webhook:
    """Where and how Telegram calls; `run` is for the one worker that owns the channel, `is_telegram` for all."""

    def __init__(self, bot: Bot, address: str, secret: str, *, patience: Patience, sleep: Sleep) -> None:
        self.address = address_of(address)
        self.path = urlsplit(self.address).path
        self._bot = bot
        self._secret = secret
        self._patience = patience
        self._sleep = sleep
        self._was_set = False
        self._told: datetime | None = None  # which failure of Telegram's the log has

    def is_telegram(self, secret: str | None) -> bool:
        """In a time that says nothing about how much of a wrong secret is right."""
        return hmac.compare_digest((secret or "").encode(), self._secret.encode())

    async def run(self) -> None:
        """Until cancelled: tells Telegram where to call, and looks now and then whether it does."""
        while True:
            try:
                await self._look_after()
            except TelegramError as error:
                await self._recover(error)
            else:
                self._patience.end()
                await self._sleep(CHECK_SECONDS)

    async def _look_after(self) -> None:
        found = await self._bot.get_webhook_info()
        if not self._was_set or not self._is_as_wanted(found):
            if self._was_set:
                log.warning("the webhook was changed at Telegram by another program: setting it again")
            await self._bot.set_webhook(
                self.address,
                secret_token=self._secret,
                allowed_updates=ALLOWED,
                max_connections=CONNECTIONS,
                drop_pending_updates=False,
            )
            self._was_set = True
            log.info("Telegram calls us from now on", extra={"address": self.address})
        if found.last_error_date is not None and found.last_error_date != self._told and found.pending_update_count:
            log.warning(NOT_REACHED, extra={"why": found.last_error_message, "waiting": found.pending_update_count})
            self._told = found.last_error_date

    def _is_as_wanted(self, found: WebhookInfo) -> bool:
        return (
            found.url == self.address
            and found.max_connections == CONNECTIONS
            and set(found.allowed_updates) == set(ALLOWED)
        )

    async def _recover(self, error: TelegramError) -> None:
        match error:
            case InvalidToken():
                await self._patience.wait(words_of(error), longest=LONGEST_FOR_PEOPLE, sentence=str(TokenRefused()))
            case BadRequest():
                await self._patience.wait(words_of(error), longest=LONGEST_FOR_PEOPLE, sentence=REFUSED)
            case _:
                at_least = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
                await self._patience.wait(words_of(error), at_least=at_least)
