"""Our own getUpdates loop: what came in is on disk before the next call confirms it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter
from telegram.request import BaseRequest

from bot.channels.telegram.problems import TokenRefused, seconds_of, words_of
from bot.channels.telegram.receive import ALLOWED
from bot.channels.telegram.taking import taken
from bot.channels.telegram.transport import Form, form_of
from bot.core.clock import Clock
from bot.delivery.channel import Accept
from bot.delivery.patience import LONGEST_FOR_PEOPLE, Patience
from bot.storage.errors import StorageError

POLL_SECONDS = 25
SPARE_SECONDS = 10.0  # for the answer to come through a slow line
MOST_UPDATES = 100
OFFSET, OFFSET_AT = "offset", "offset_at"
FORGOTTEN_AFTER = timedelta(days=6)  # after a week without updates the next number is a random one, also a smaller one
TWO_READERS = (
    "Another program reads the messages of this Telegram bot. Stop it, or give it a bot of its own from @BotFather: "
    "until then people get their answers late"
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """How far we have read: the number from which on to ask, and when that was learnt."""

    offset: int
    at: datetime

    @classmethod
    def kept(cls, state: dict[str, str]) -> "Place | None":
        try:
            return cls(int(state[OFFSET]), datetime.fromisoformat(state[OFFSET_AT]))
        except (KeyError, ValueError):
            return None

    @property
    def state(self) -> dict[str, str]:
        return {OFFSET: str(self.offset), OFFSET_AT: self.at.isoformat()}


class Polling:
    """Reads for one account; `drop_webhook` switches the webhook off that excludes reading."""

    def __init__(
        self,
        request: BaseRequest,
        address: str,
        account: str,
        *,
        clock: Clock,
        patience: Patience,
        drop_webhook: Callable[[], Awaitable[Any]],
    ) -> None:
        self._request = request
        self._address = f"{address}/getUpdates"
        self._account = account
        self._clock = clock
        self._patience = patience
        self._drop_webhook = drop_webhook
        self._state: dict[str, str] = {}
        self._switched = False  # the webhook off, since we read last
        self.bot_name: str | None = None  # when somebody has learnt it

    async def run(self, accept: Accept, state: dict[str, str]) -> None:
        """Until cancelled."""
        place = Place.kept(state)
        self._state = dict(state)
        while True:
            try:
                place = await self._read_on(accept, place)
            except Exception as error:  # noqa: BLE001 - whatever it was, what is not confirmed comes again
                if isinstance(error, BadRequest) and place is not None:
                    log.warning("Telegram does not know how far we have read: reading all that waits there")
                    place = None
                await self._recover(error)
            else:
                self._switched = False
                self._patience.end()

    async def _read_on(self, accept: Accept, place: Place | None) -> Place | None:
        now = self._clock.now()
        if place is not None and now - place.at > FORGOTTEN_AFTER:
            place = None
        updates = await self._ask(place)
        if not updates:
            return place
        now = self._clock.now()
        found = await taken(updates, self._account, self.bot_name, self._state, now)
        # The last, not the largest: where numbering began anew, the largest would confirm what has not come yet.
        place = Place(int(updates[-1]["update_id"]) + 1, now)
        await accept(found.messages, {**place.state, **found.changes})
        self._state |= found.changes
        return place

    async def _ask(self, place: Place | None) -> list[dict[str, Any]]:
        """The bare JSON: python-telegram-bot reads all updates or none, and logs the texts of those it cannot read."""
        wanted: dict[str, Any] = {"timeout": POLL_SECONDS, "limit": MOST_UPDATES, "allowed_updates": ALLOWED}
        if place is not None:
            wanted["offset"] = place.offset
        data: Any = Form(form_of(wanted))
        updates = await self._request.post(self._address, data, read_timeout=POLL_SECONDS + SPARE_SECONDS)
        return list(updates) if isinstance(updates, list) else []

    async def _recover(self, error: Exception) -> None:
        if isinstance(error, Conflict) and "webhook" in str(error).lower():
            log.warning("a webhook is set at Telegram: removing it, so that we can read ourselves")
            try:
                await self._drop_webhook()
            except Exception as again:  # noqa: BLE001 - the next round meets the same conflict
                error = again
            else:
                switched, self._switched = self._switched, True
                if not switched:  # else somebody sets it again: then it is told and waited out
                    return
        match error:
            case InvalidToken():
                refused = TokenRefused()
                await self._patience.wait(words_of(error), longest=LONGEST_FOR_PEOPLE, sentence=str(refused))
            case Conflict():
                await self._patience.wait(words_of(error), sentence=TWO_READERS)
            case StorageError():
                await self._patience.wait("what came in cannot be stored", sentence=str(error))
            case _:
                at_least = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
                await self._patience.wait(words_of(error), at_least=at_least)
