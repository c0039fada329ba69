"""Runs errands in rooms beside listening, each until it is done; what is refused for good is given up."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from bot.channels.matrix.account import Account
from bot.channels.matrix.answers import HomeserverError, seconds_asked, words_of
from bot.channels.matrix.book import Book
from bot.channels.matrix.encryption import Encryption
from bot.channels.matrix.errands import Errands
from bot.channels.matrix.rooms import Errand, as_state
from bot.delivery.channel import Accept
from bot.delivery.patience import Patience

KEY_SECONDS = 10.0  # how long we wait for the key to a message before we say that we cannot read it
ERRAND_FAILED = "An errand in a Matrix room failed, such as coming in when invited; it is tried again until it works"
log = logging.getLogger(__name__)


class ErrandRunner:
    """`failed` hears of each failure, with the token that was used."""

    def __init__(
        self,
        errands: Errands,
        encryption: Encryption,
        account: Account,
        book: Book,
        failed: Callable[[Exception, str | None], None],
    ) -> None:
        self._errands = errands
        self._encryption = encryption
        self._account = account
        self._book = book
        self._failed = failed
        self._to_do = asyncio.Event()
        self._unread_since: dict[str, float] = {}  # when we first saw a message that we cannot read

    def news(self) -> None:
        self._to_do.set()

    async def run(self, accept: Accept) -> None:
        """Beside listening: coming into a room elsewhere may take half a minute."""
        patience = Patience(ERRAND_FAILED, "errands in Matrix rooms succeed again", self._until_something_is_to_do)
        while True:
            self._to_do.clear()
            failure = await self._run_each(accept)
            if failure is None:
                patience.end()
                waits = any(
                    errand is Errand.EXPLAIN_UNREADABLE
                    for room in self._book.rooms.values()
                    for errand, _ in room.errands
                )
                await self._until_something_is_to_do(KEY_SECONDS / 5 if waits else None)
            else:
                await patience.wait(words_of(failure), at_least=seconds_asked(failure))

    async def _until_something_is_to_do(self, seconds: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._to_do.wait()

    async def _run_each(self, accept: Accept) -> Exception | None:
        """Each once; the last failure of those that stay on the list. Limits are of a kind, for all rooms together."""
        failure: Exception | None = None
        limited: set[Errand] = set()
        waiting = [(room_id, one) for room_id, room in self._book.rooms.items() for one in room.errands]
        for room_id, (errand, reason) in waiting:
            if errand in limited or (errand is Errand.EXPLAIN_UNREADABLE and not self._has_waited(reason)):
                continue
            token = self._account.token
            try:
                await self._run(room_id, errand, reason, accept)
            except Exception as error:  # noqa: BLE001 - whatever it was, the errand is kept and others go on
                self._failed(error, token)
                failure = error
                if isinstance(error, HomeserverError) and error.seconds is not None:
                    limited.add(errand)
        return failure

    async def _run(self, room_id: str, errand: Errand, reason: str, accept: Accept) -> None:
        await self._account.ready(None)
        room = self._book.rooms.get(room_id)
        if room is None or (errand, reason) not in room.errands:
            return
        is_refused = False
        if errand is Errand.EXPLAIN_UNREADABLE and not await self._encryption.is_unread(room_id, reason):
            await self._done(room_id, errand, reason, accept, said=False)
            return
        try:
            await self._errands.run(room_id, room, errand, reason, self._book.spoken.get(room_id))
        except HomeserverError as error:
            if not error.is_final:
                raise
            is_refused = True
            log.warning("an errand in a Matrix room was refused", extra={"errand": errand, "why": str(error)})
        over = errand is Errand.LEAVE or (errand is Errand.JOIN and is_refused)
        await self._done(room_id, errand, reason, accept, over=over)

    async def _done(
        self, room_id: str, errand: Errand, reason: str, accept: Accept, *, over: bool = False, said: bool = True
    ) -> None:
        """It is no more on the list; `over`: nor is the room."""
        async with self._book.lock:
            room = self._book.rooms.get(room_id)
            if room is not None:
                changed = {room_id: None if over else room.done(errand, reason, said=said)}
                await accept([], as_state(changed))
                self._book.remember(changed)
        self._unread_since.pop(reason, None)

    def _has_waited(self, event_id: str) -> bool:
        """The key may come a moment after the message."""
        now = asyncio.get_running_loop().time()
        return now - self._unread_since.setdefault(event_id, now) >= KEY_SECONDS
