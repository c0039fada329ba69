"""The channel at work on a real homeserver, with the real inbox behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from sqlmodel import select

from bot.channels.matrix.account import ACCESS_TOKEN, DEVICE_ID
from bot.channels.matrix.channel import MatrixChannel
from bot.channels.matrix.safe import Safe
from bot.core.messages import Incoming
from bot.delivery import inbox
from bot.delivery.codec import incoming_from_json
from bot.delivery.reads import Reads
from bot.i18n.translator import Translator
from bot.storage.channel_states import ChannelState
from bot.storage.database import Database
from bot.storage.inbox import InboxRow
from tests.matrix.homeserver import Account, Homeserver

SECONDS_TO_WAIT = 30
SECRET = "locks the keys in the database of a test"
NOW = datetime(2023, 3, 14, 9, 0, tzinfo=UTC)


class Kept:
    """What the channel has handed over, as it lies on disk."""

    def __init__(self, database: Database, account: str) -> None:
        self.database = database
        self._account = account
        self._changed = asyncio.Condition()
        self.failures: list[Exception] = []  # raised, one by one, instead of storing

    async def accept(self, messages: Sequence[Incoming], state: dict[str, str], also=None) -> None:
        if messages and self.failures:
            raise self.failures.pop(0)

        def job(session):
            inbox.accept(session, "matrix", self._account, messages, state, NOW)
            if also is not None:
                also(session)

        await self.database.write(job)
        async with self._changed:
            self._changed.notify_all()

    async def state(self) -> dict[str, str]:
        rows = await self.database.read(lambda session: session.exec(select(ChannelState)).all())
        return {row.name: row.value for row in rows}

    async def messages(self) -> list[Incoming]:
        rows = await self.database.read(lambda session: session.exec(select(InboxRow).order_by(InboxRow.id)).all())
        return [incoming_from_json(row.payload) for row in rows]

    async def sees(self, wanted: Callable[[list[Incoming]], bool]) -> list[Incoming]:
        """All messages, when they are as wanted."""
        async with asyncio.timeout(SECONDS_TO_WAIT), self._changed:
            while not wanted(messages := await self.messages()):
                await self._changed.wait()
        return messages

    async def hears(self, number: int) -> list[Incoming]:
        return await self.sees(lambda messages: len(messages) >= number)

    async def keeps(self, wanted: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        async with asyncio.timeout(SECONDS_TO_WAIT), self._changed:
            while not wanted(state := await self.state()):
                await self._changed.wait()
        return state


def kept_keys(account: Account) -> dict[str, str]:
    """As after an earlier start: homeservers allow few logins."""
    return {DEVICE_ID: account.device_id, ACCESS_TOKEN: account.access_token}


@asynccontextmanager
async def listening(homeserver: Homeserver, account: Account, kept: Kept) -> AsyncIterator[MatrixChannel]:
    channel = MatrixChannel(homeserver.url, account.user_id, account.password, Translator({}))
    channel.keep_keys_in(Safe(kept.database, SECRET))
    channel.note_reads_in(Reads(kept.database, channel.name, channel.account))
    receiving = asyncio.create_task(channel.receive(kept.accept, await kept.state()))
    try:
        yield channel
    finally:
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving
        await channel.close()
