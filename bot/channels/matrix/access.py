"""The keys of one device, and the machine that uses them: read from the database before they are needed, written before they are used."""

import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from nio.responses import KeysClaimResponse, KeysQueryResponse
from sqlmodel import Session

from bot.channels.matrix.answers import HomeserverError
from bot.channels.matrix.events import part
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.keyring import Keyring
from bot.channels.matrix.machine import Machine
from bot.channels.matrix.safe import Owner, Safe
from bot.delivery.channel import Accept
from bot.storage.errors import StorageError
from bot.storage.matrix_keys import MatrixKeyKind

USERS_AT_ONCE = 100


class NotReady(StorageError):  # noqa: N818 - says what is the case
    """The keys are not here yet: whatever is to be locked waits."""


class DeviceTaken(Exception):  # noqa: N818 - says what is the case
    """The homeserver has keys for our device which we do not have: another device has to be made."""


class Access:
    """For as long as this worker owns the account: `accept` writes no longer than that."""

    def __init__(self, homeserver: Homeserver, account: str) -> None:
        self.homeserver = homeserver
        self.account = account
        self._safe: Safe | None = None
        self._keys: Keyring | None = None
        self._machine: Machine | None = None
        self._accept: Accept | None = None

    def keep_in(self, safe: Safe) -> None:
        self._safe = safe

    async def begin(self, device: str, accept: Accept) -> bool:
        """Whether it has begun anew. Raises DeviceTaken, KeysLocked and what database and homeserver raise."""
        if self._machine is not None and self._machine.device_id == device and self._accept is accept:
            return False
        keys = Keyring(self.account, device, self._safely.secret)
        ours: Owner = (MatrixKeyKind.DEVICE, self.account)
        keys.put([ours], await self._safely.rows(self.account, [ours]))
        if keys.load_account() is None:
            await self._see_that_it_is_new(device)
        self._accept, self._keys, self._machine = accept, keys, Machine(self.account, device, keys)
        return True

    async def _see_that_it_is_new(self, device: str) -> None:
        answer = await self.homeserver.ask("POST", "v3/keys/query", {"device_keys": {self.account: [device]}})
        if device in part(part(answer, "device_keys"), self.account):
            raise DeviceTaken

    # -- what there is -------------------------------------------------------------------------------------------------
    @property
    def keys(self) -> Keyring:
        if self._keys is None:
            raise NotReady("The keys for encrypted rooms are not here yet; the message waits.")
        return self._keys

    @property
    def machine(self) -> Machine:
        if self._machine is None:
            raise NotReady("The keys for encrypted rooms are not here yet; the message waits.")
        return self._machine

    @property
    def device_keys(self) -> Mapping[str, str]:
        """Of our own device: `ed25519` signs, `curve25519` is written to."""
        found: Mapping[str, str] = self.machine.account.identity_keys
        return found

    # -- the database --------------------------------------------------------------------------------------------------
    @property
    def _safely(self) -> Safe:
        if self._safe is None:
            raise RuntimeError("the channel was not told where to keep its keys")
        return self._safe

    async def fetch(self, *owners: Owner) -> None:
        keys = self.keys
        missing = keys.missing(owners)
        if missing:
            keys.put(missing, await self._safely.rows(self.account, missing))

    async def has(self, kind: MatrixKeyKind, name: str) -> bool:
        return await self._safely.has(self.account, kind, name)

    async def flush(self) -> None:
        if self._accept is not None:
            async with self.storing() as writing:
                await self._accept([], {}, writing)

    @asynccontextmanager
    async def storing(self) -> AsyncIterator[Callable[[Session], None]]:
        """Gives what is to be written in a transaction; that is what stands in this block."""
        keys = self.keys
        rows = keys.changes()
        try:
            yield self._safely.writing(self.account, rows)
        except BaseException:
            keys.unwritten(rows)
            raise

    # -- devices of others ---------------------------------------------------------------------------------------------
    async def tell(self, kind: str, messages: Mapping[str, Mapping[str, Any]]) -> None:
        """To devices, by user and device."""
        path = f"v3/sendToDevice/{kind}/{secrets.token_hex(16)}"
        await self.homeserver.ask("PUT", path, {"messages": messages})

    async def claim(self, devices: Mapping[str, list[str]]) -> None:
        """A key of each, with which a session can begin."""
        wanted = {user: dict.fromkeys(names, "signed_curve25519") for user, names in devices.items()}
        answer = await self.homeserver.ask("POST", "v3/keys/claim", {"one_time_keys": wanted})
        self.machine.handle_response(parsed(KeysClaimResponse, answer))

    async def ask_for_devices(self, users: Iterable[str]) -> None:
        asked = list(users)
        for start in range(0, len(asked), USERS_AT_ONCE):
            some = asked[start : start + USERS_AT_ONCE]
            answer = await self.homeserver.ask("POST", "v3/keys/query", {"device_keys": {user: [] for user in some}})
            self.machine.handle_response(parsed(KeysQueryResponse, answer))
            for user in some:
                if user in part(answer, "device_keys"):
                    self.keys.renew(user, {"master": part(part(answer, "master_keys"), user)})


def parsed(kind: Any, answer: Mapping[str, Any]) -> Any:
    """`kind` is a class of nio's for what was answered; gives one of it."""
    found = kind.from_dict(dict(answer))
    if not isinstance(found, kind):
        raise HomeserverError(200)  # it said something that nobody can read: later perhaps
    return found
