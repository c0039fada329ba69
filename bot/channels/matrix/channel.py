"""The Matrix channel: one account on one homeserver."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from aiohttp import ClientError
from sqlmodel import Session

from bot.channels.matrix.access import DeviceTaken
from bot.channels.matrix.account import Account, SignInRefused
from bot.channels.matrix.answers import UNAUTHORIZED, HomeserverError, seconds_asked, words_of
from bot.channels.matrix.attachments import Damaged, address_of, opened
from bot.channels.matrix.book import Book
from bot.channels.matrix.encryption import Encryption
from bot.channels.matrix.errand_runner import ErrandRunner
from bot.channels.matrix.errands import Errands
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.post import Post
from bot.channels.matrix.receipts import Receipts
from bot.channels.matrix.receive import CHANNEL
from bot.channels.matrix.render import Renderer
from bot.channels.matrix.rooms import as_state
from bot.channels.matrix.safe import Safe
from bot.channels.matrix.send import failure_of, send
from bot.channels.matrix.session_rooms import SessionRooms
from bot.channels.matrix.timeline import Reader
from bot.channels.matrix.verifier import Verifier
from bot.delivery.channel import CONTACT, OPENS_ROOMS, Accept, Arrived, Delivery, Rate, WantedRoom
from bot.delivery.failures import NotSent, TooFast
from bot.delivery.patience import LONGEST_FOR_PEOPLE, Patience, Sleep
from bot.delivery.reads import Reads, note
from bot.i18n.translator import Translator
from bot.storage.errors import StorageError

SYNC_TOKEN = "sync_token"  # noqa: S105 - the name under which it is kept
LARGEST_FILE = 20 * 1024 * 1024
SYNC_SECONDS = 30
SIGN_IN_SECONDS = 10.0  # how long a message waits for us to be signed in
# Until the homeserver asks for patience: its administrator may have lifted its limits for us.
RATE = Rate(per_second=20, burst=10, per_chat=4, chat_burst=10, per_group_minute=60, in_flight=8)
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
        self._book = Book()
        self._encryption = Encryption(self._homeserver, user, password)
        self._post = Post(self._homeserver, self._encryption.locking, self._book.is_encrypted)
        self._sign_in = Account(self._homeserver, user, password)
        self._receipts = Receipts(self._homeserver)
        self._renderer = Renderer(user, translator)
        self._verifier = Verifier(self._encryption, self._post, translator)
        self._session_rooms = SessionRooms(self._homeserver, user)
        errands = Errands(self._homeserver, self._post, user, translator)
        self._errands = ErrandRunner(errands, self._encryption, self._sign_in, self._book, self._look_at)

    def keep_keys_in(self, safe: Safe) -> None:
        """To be told before the channel receives anything."""
        self._encryption.access.keep_in(safe)

    def note_reads_in(self, reads: Reads) -> None:
        """Likewise; without it, nothing is known of what people have read."""
        self._receipts.keep_in(reads)

    async def receive(self, accept: Accept, state: dict[str, str]) -> None:
        """Until cancelled: waits and goes on after every failure."""
        self._book.begin(state)
        self._sign_in.restore(state)
        errands = asyncio.create_task(self._errands.run(accept))
        try:
            await self._listen(accept, state.get(SYNC_TOKEN) or None)
        finally:
            errands.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await errands

    async def send(self, delivery: Delivery) -> str | Arrived | None:
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
            sent = await send(self._post, self._renderer, delivery)
        except StorageError as error:
            raise NotSent(str(error)) from error
        except (HomeserverError, ClientError, TimeoutError) as error:
            self._look_at(error, token)
            failure = failure_of(error)
            if isinstance(failure, TooFast):
                self._slow_down(failure.seconds)
            raise failure from error
        self._book.spoken[delivery.chat] = message.language
        return sent

    async def fetch(self, reference: str) -> bytes:
        """Raises FileTooLarge, FileNotFoundError, or NotSent where the homeserver cannot be asked now."""
        if not await self._sign_in.ready(SIGN_IN_SECONDS):
            raise NotSent(NOT_SIGNED_IN)
        token = self._sign_in.token
        try:
            return opened(reference, await self._homeserver.download(address_of(reference), LARGEST_FILE))
        except Damaged:
            raise FileNotFoundError("it is not what its sender locked") from None
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

    async def rename_room(self, chat: str, wanted: WantedRoom) -> None:
        await self._asked(self._session_rooms.rename(chat, wanted))

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
                    self._encryption.duties.begin()
                await self._unlock(accept)
                since = await self._read_on(accept, since)
            except SignInRefused as refused:
                await patience.wait("sign-in refused", longest=LONGEST_FOR_PEOPLE, sentence=str(refused))
            except DeviceTaken:
                await self._take_another_device()
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
        read = await self._receipts.read(batch.receipts, self._book.rooms)
        if batch.is_receipts_alone and self._is_noted and not read:
            return batch.token  # nothing to write down; after a restart they come again
        async with self._book.lock:
            news = await Reader(self._homeserver, self._encryption, self.account, self._book.rooms).read(batch, since)
            contact = {} if self._is_noted else {CONTACT: self.account, OPENS_ROOMS: "yes"}
            state = {SYNC_TOKEN: batch.token, **as_state(news.rooms), **contact}
            async with self._encryption.storing() as keys:
                await accept(news.messages, state, _also(keys, read))
            self._is_noted = True
            self._book.remember(news.rooms)
        if any(room is not None and room.errands for room in news.rooms.values()):
            self._errands.news()
        return batch.token

    async def _take_another_device(self) -> None:
        log.warning("the homeserver knows our device by other keys than we have; taking another device")
        with contextlib.suppress(HomeserverError, ClientError, TimeoutError):  # at worst the old one stays, unused
            await self._homeserver.sign_out()
        self._sign_in.take_another_device()

    async def _unlock(self, accept: Accept) -> None:
        """Ready to read and write in encrypted rooms; what is owed to others' devices is done."""
        await self._encryption.begin(self._sign_in.device_id or "", accept)
        await self._encryption.duties.settle()
        await self._verifier.work(self._book.spoken)

    def _look_at(self, error: Exception, token: str | None) -> None:
        """`token` is what was used: another request may have noticed before that it is worth nothing any more."""
        if isinstance(error, HomeserverError):
            if error.status == UNAUTHORIZED and token is not None and token == self._sign_in.token:
                log.error("the Matrix homeserver does not know our access token any more; signing in again")
                self._sign_in.expire()
        elif not isinstance(error, ClientError | TimeoutError):
            log.error("the Matrix channel failed", exc_info=error)


def _also(keys: Callable[[Session], None], read: list[int]) -> Callable[[Session], None]:
    """What is written with what came in."""

    def write(session: Session) -> None:
        keys(session)
        note(session, read)

    return write if read else keys
