"""The Matrix channel: one account on one homeserver."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from aiohttp import ClientError

from bot.channels.matrix.account import Account, SignInRefused
from bot.channels.matrix.answers import UNAUTHORIZED, HomeserverError, seconds_asked, words_of
from bot.channels.matrix.errands import Errands
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.receive import CHANNEL
from bot.channels.matrix.render import Renderer
from bot.channels.matrix.rooms import Errand, Room, as_state, rooms_in
from bot.channels.matrix.send import failure_of, send
from bot.channels.matrix.session_rooms import SessionRooms
from bot.channels.matrix.timeline import Reader
from bot.delivery.channel import CONTACT, OPENS_ROOMS, Accept, Delivery, Rate, WantedRoom
from bot.delivery.failures import NotSent, TooFast
from bot.delivery.patience import LONGEST_FOR_PEOPLE, Patience, Sleep
from bot.i18n.translator import Translator
from bot.storage.errors import StorageError

SYNC_TOKEN = "sync_token"  # noqa: S105 - the name under which it is kept
LARGEST_FILE = 20 * 1024 * 1024
SYNC_SECONDS = 30
SIGN_IN_SECONDS = 10.0  # how long a message waits for us to be signed in
# Until the homeserver asks for patience: its administrator may have lifted its limits for us.
RATE = Rate(per_second=20, per_chat=4, chat_burst=10, per_group_minute=60, in_flight=8)
SLOWEST = 0.2  # messages a second after ten at once, for all rooms together: Synapse's default
LIMITED = (
    "The Matrix homeserver limits how fast we may write: %.1f messages a second from now on, and nothing is lost. Its "
    "administrator can lift the limit for the bot's account (Synapse: override_ratelimit)"
)
NOT_SIGNED_IN = "not signed in to the Matrix homeserver yet"
CANNOT_BE_READ = (
    "The Matrix homeserver cannot be read now. It is tried again until it works, and nothing is lost: what people write "
    "waits there. If it lasts, check PASSERELLE_MATRIX_HOMESERVER and the network"
)
CAN_BE_READ = "The Matrix homeserver can be read again"
ERRAND_FAILED = "An errand in a Matrix room failed, such as coming in when invited; it is tried again until it works"
_BAD_REQUEST = 400
T = TypeVar("T")
log = logging.getLogger(__name__)


class MatrixChannel:
    """`user` is the account's full name, such as @bot:example.org."""

    name = CHANNEL
    idempotent = True

    def __init__(
        self,
        homeserver: str,
        user: str,
        password: str,
        translator: Translator,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.account = user
        self.rate = RATE
        self._is_noted = False  # whom to write to
        self._patience = 0.0  # seconds: the longest that the homeserver has asked for
        self._sleep = sleep
        self._homeserver = Homeserver(homeserver, user)
        self._sign_in = Account(self._homeserver, user, password)
        self._renderer = Renderer(user, translator)
        self._session_rooms = SessionRooms(self._homeserver, user)
        self._errands = Errands(self._homeserver, user, translator)
        self._rooms: dict[str, Room] = {}
        self._spoken: dict[str, str] = {}  # room → the language we last wrote there
        self._book = asyncio.Lock()  # rooms change together with the state that is kept of them
        self._to_do = asyncio.Event()

    async def receive(self, accept: Accept, state: dict[str, str]) -> None:
        """Until cancelled: waits and goes on after every failure."""
        self._rooms = rooms_in(state)
        self._sign_in.restore(state)
        errands = asyncio.create_task(self._run_errands(accept))
        try:
            await self._listen(accept, state.get(SYNC_TOKEN) or None)
        finally:
            errands.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await errands

    async def send(self, delivery: Delivery) -> str | None:
        message = delivery.message
        if message.acknowledges is not None and (message.silent or not message.text):
            return None  # a reaction needs no answer, and here is nothing that passes by
        if not await self._sign_in.ready(SIGN_IN_SECONDS):
            raise NotSent(NOT_SIGNED_IN)
        token = self._sign_in.token
        try:
            if message.only_touches and delivery.edits is not None and not message.removes:
                await self._session_rooms.pin(delivery.chat, delivery.edits, is_on=message.pins)
                return delivery.edits
            sent = await send(self._homeserver, self._renderer, delivery)
        except (HomeserverError, ClientError, TimeoutError) as error:
            self._look_at(error, token)
            failure = failure_of(error)
            if isinstance(failure, TooFast):
                self._slow_down(failure.seconds)
            raise failure from error
        self._spoken[delivery.chat] = message.language
        return sent

    async def fetch(self, reference: str) -> bytes:
        """Raises FileTooLarge, FileNotFoundError, or NotSent where the homeserver cannot be asked now."""
        if not await self._sign_in.ready(SIGN_IN_SECONDS):
            raise NotSent(NOT_SIGNED_IN)
        token = self._sign_in.token
        try:
            return await self._homeserver.download(reference, LARGEST_FILE)
        except (HomeserverError, ClientError, TimeoutError) as error:
            self._look_at(error, token)
            if isinstance(error, HomeserverError) and error.is_final:
                raise FileNotFoundError(words_of(error)) from None
            raise NotSent(words_of(error)) from None

    # -- rooms ---------------------------------------------------------------------------------------------------------
    async def open_room(self, wanted: WantedRoom) -> str:
        return await self._asked(self._session_rooms.open(wanted))

    async def invite(self, chat: str, guest: str) -> None:
        await self._asked(self._session_rooms.invite(chat, guest))

    async def pin(self, chat: str, message: str) -> None:
        await self._asked(self._session_rooms.pin(chat, message))

    async def close_room(self, chat: str, *, is_ours: bool) -> None:  # noqa: ARG002 - all are: we are given none here
        await self._asked(self._session_rooms.close(chat))

    async def _asked(self, act: Coroutine[Any, Any, T]) -> T:
        """Limits of rooms are not those of messages: what is to be waited for holds up neither talks nor other acts."""
        if not await self._sign_in.ready(SIGN_IN_SECONDS):
            act.close()
            raise NotSent(NOT_SIGNED_IN)
        token = self._sign_in.token
        try:
            return await act
        except (HomeserverError, ClientError, TimeoutError) as error:
            self._look_at(error, token)
            raise failure_of(error) from error

    # -- sending -------------------------------------------------------------------------------------------------------
    def _slow_down(self, seconds: float) -> None:
        """How long it is at most until the next message is allowed tells how many are allowed."""
        if seconds <= self._patience:
            return
        self._patience = seconds
        self.rate = replace(RATE, per_second=min(RATE.per_second, max(SLOWEST, 1 / seconds)))
        log.warning(LIMITED, self.rate.per_second)

    async def close(self) -> None:
        await self._homeserver.close()

    # -- listening -----------------------------------------------------------------------------------------------------
    async def _listen(self, accept: Accept, since: str | None) -> None:
        patience = Patience(CANNOT_BE_READ, CAN_BE_READ, self._sleep)
        while True:
            token = self._sign_in.token
            try:
                if token is None:
                    await accept([], await self._sign_in.sign_in())
                since = await self._read_on(accept, since)
            except SignInRefused as refused:
                await patience.wait("sign-in refused", longest=LONGEST_FOR_PEOPLE, sentence=str(refused))
            except StorageError as error:
                await patience.wait("what came in cannot be stored", sentence=str(error))
            except Exception as error:  # noqa: BLE001 - whatever it was, the same token brings the same events again
                self._look_at(error, token)
                await patience.wait(words_of(error), at_least=seconds_asked(error))
            else:
                patience.end()

    async def _read_on(self, accept: Accept, since: str | None) -> str:
        """The next sync token, when what came before it is on disk."""
        try:
            batch = await self._homeserver.sync(since, seconds=SYNC_SECONDS)
        except HomeserverError as error:
            if error.status != _BAD_REQUEST or since is None:
                raise
            log.warning("the homeserver does not know our sync token; reading on from now")
            since = None
            batch = await self._homeserver.sync(since, seconds=SYNC_SECONDS)
        async with self._book:
            news = await Reader(self._homeserver, self.account, self._rooms).read(batch, since)
            contact = {} if self._is_noted else {CONTACT: self.account, OPENS_ROOMS: "yes"}
            await accept(news.messages, {SYNC_TOKEN: batch.token, **as_state(news.rooms), **contact})
            self._is_noted = True
            self._remember(news.rooms)
        if any(room is not None and room.errands for room in news.rooms.values()):
            self._to_do.set()
        return batch.token

    def _remember(self, rooms: dict[str, Room | None]) -> None:
        for room_id, room in rooms.items():
            if room is None:
                self._rooms.pop(room_id, None)
            else:
                self._rooms[room_id] = room

    def _look_at(self, error: Exception, token: str | None) -> None:
        """`token` is what was used: another request may have noticed before that it is worth nothing any more."""
        if isinstance(error, HomeserverError):
            if error.status == UNAUTHORIZED and token is not None and token == self._sign_in.token:
                log.error("the Matrix homeserver does not know our access token any more; signing in again")
                self._sign_in.expire()
        elif not isinstance(error, ClientError | TimeoutError):
            log.error("the Matrix channel failed", exc_info=error)

    # -- errands -------------------------------------------------------------------------------------------------------
    async def _run_errands(self, accept: Accept) -> None:
        """Beside listening: coming into a room elsewhere may take half a minute."""
        patience = Patience(ERRAND_FAILED, "errands in Matrix rooms succeed again", self._until_something_is_to_do)
        while True:
            self._to_do.clear()
            failure = await self._run_each(accept)
            if failure is None:
                patience.end()
                await self._to_do.wait()
            else:
                await patience.wait(words_of(failure), at_least=seconds_asked(failure))

    async def _until_something_is_to_do(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._to_do.wait()

    async def _run_each(self, accept: Accept) -> Exception | None:
        """Each once; the last failure of those that stay on the list. Limits are of a kind, for all rooms together."""
        failure: Exception | None = None
        limited: set[Errand] = set()
        waiting = [(room_id, one) for room_id, room in self._rooms.items() for one in room.errands]
        for room_id, (errand, reason) in waiting:
            if errand in limited:
                continue
            token = self._sign_in.token
            try:
                await self._run(room_id, errand, reason, accept)
            except Exception as error:  # noqa: BLE001 - whatever it was, the errand is kept and others go on
                self._look_at(error, token)
                failure = error
                if isinstance(error, HomeserverError) and error.seconds is not None:
                    limited.add(errand)
        return failure

    async def _run(self, room_id: str, errand: Errand, reason: str, accept: Accept) -> None:
        await self._sign_in.ready(None)
        room = self._rooms.get(room_id)
        if room is None or (errand, reason) not in room.errands:
            return
        is_refused = False
        try:
            await self._errands.run(room_id, room, errand, reason, self._spoken.get(room_id))
        except HomeserverError as error:
            if not error.is_final:
                raise
            is_refused = True
            log.warning("an errand in a Matrix room was refused", extra={"errand": errand, "why": str(error)})
        async with self._book:
            room = self._rooms.get(room_id)
            if room is not None:
                over = errand is Errand.LEAVE or (errand is Errand.JOIN and is_refused)
                changed = {room_id: None if over else room.done(errand, reason)}
                await accept([], as_state(changed))
                self._remember(changed)
