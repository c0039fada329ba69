"""Encrypted rooms: what comes is opened, what goes is locked, and the keys for both are kept in the database.

nio's machine does the cryptography. It is driven from here, because it must not run ahead of the database: what it learns is written
in the transaction that stores the messages and how far we have read, and what it uses up is written before anything is sent.
"""

import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from nio import MegolmEvent, ToDeviceEvent
from nio.events import BadEvent, UnknownBadEvent
from nio.exceptions import EncryptionError
from sqlmodel import Session

from bot.channels.matrix.access import Access
from bot.channels.matrix.answers import Batch, Event
from bot.channels.matrix.duties import Duties
from bot.channels.matrix.events import ENCRYPTED, content, text
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.keyring import Keyring, name_of_unread
from bot.channels.matrix.locking import Locking
from bot.channels.matrix.machine import MEGOLM, OLM, Machine
from bot.channels.matrix.verification import Verifications
from bot.delivery.channel import Accept
from bot.storage.matrix_keys import MatrixKeyKind

log = logging.getLogger(__name__)


class Encryption:
    """Of one account on one device, for as long as this worker owns it."""

    def __init__(self, homeserver: Homeserver, account: str, password: str) -> None:
        self.access = Access(homeserver, account)
        self.duties = Duties(self.access, password)
        self.locking = Locking(self.access)
        self.verifications = Verifications((account, ""))
        self._handled: set[bytes] = set()  # what came to our device since what we learned was last written
        self._arrived: set[str] = set()  # sessions of rooms whose keys came since then

    async def begin(self, device: str, accept: Accept) -> None:
        """Raises DeviceTaken, KeysLocked and what database and homeserver raise."""
        if await self.access.begin(device, accept):
            self.verifications = Verifications((self.access.account, device))
            self.duties.begin()
            self.locking.begin()
            self._handled.clear()
            self._arrived.clear()

    # -- listening -----------------------------------------------------------------------------------------------------
    async def take_in(self, batch: Batch) -> None:
        """What came for our device alone, such as keys of rooms. A batch that comes again is not taken in again."""
        keys, machine = self.access.keys, self.access.machine
        machine.uploaded_key_count = batch.key_count
        for user in batch.changed:
            self.locking.outdate(user)
        senders = {text(event, "sender") for event in batch.to_device}
        curves = {text(content(event), "sender_key") for event in batch.to_device}
        await self.access.fetch(
            *((MatrixKeyKind.DEVICES, user) for user in {*senders, *batch.changed}),
            *((MatrixKeyKind.SESSION, curve) for curve in curves),
        )
        for user in batch.changed:
            keys.outdate(user)
        for event in batch.to_device:
            mark = hashlib.sha256(json.dumps(event, sort_keys=True).encode()).digest()
            if mark not in self._handled:
                self._handled.add(mark)
                self._hand(event)
        machine.users_for_key_query.clear()  # nio's list; ours is what is stale

    def _hand(self, event: Event) -> None:
        if self.verifications.hear(event, None):
            return
        if text(event, "type") != ENCRYPTED or text(content(event), "algorithm") != OLM:
            return
        try:
            opened = self.access.machine.handle_to_device_event(ToDeviceEvent.parse_event(event))
        except Exception as error:  # noqa: BLE001 - anybody may send anything; it must not stop what others send
            log.warning("something for our device cannot be read", extra={"why": type(error).__name__})
            return
        session = getattr(opened, "session_id", None)
        if isinstance(session, str):
            self._arrived.add(session)

    async def read(self, room_id: str, event: Event) -> Event | None:
        """As it was before its sender's device locked it; None where that is not possible (yet)."""
        keys, machine = self.access.keys, self.access.machine
        said = content(event)
        session, sender = text(said, "session_id"), text(event, "sender")
        if text(said, "algorithm") != MEGOLM or not session:
            return None
        await self.access.fetch((MatrixKeyKind.ROOM_KEY, session))
        for room_key in keys.room_keys_of(room_id, session):
            if not await self._is_of(sender, room_key.sender_key):
                log.warning("a message is not from a device of its sender", extra={"room": room_id})
                continue
            opened = _opened(machine, room_id, event, room_key.sender_key)
            if opened is not None:
                return opened
        return None

    async def _is_of(self, user: str, curve_key: str) -> bool:
        """Whether a device with this key is, or was, the user's: the homeserver alone cannot speak for anybody."""
        keys = self.access.keys
        if user == self.access.account and curve_key == self.access.device_keys["curve25519"]:
            return True
        await self.access.fetch((MatrixKeyKind.DEVICES, user))
        if not _has(keys, user, curve_key):
            await self.access.ask_for_devices([user])
        return _has(keys, user, curve_key)

    def miss(self, room_id: str, event: Event) -> None:
        """It cannot be read now: kept until its key comes, for which its sender's device is asked."""
        event = {**event, "room_id": room_id}
        self.duties.ask_for_key(event)
        self.access.keys.miss(room_id, text(event, "event_id"), text(content(event), "session_id"), event)

    async def is_unread(self, room_id: str, event_id: str) -> bool:
        return await self.access.has(MatrixKeyKind.UNREAD, name_of_unread(room_id, event_id))

    async def late(self) -> list[Event]:
        """What could not be read when it came, and can be now."""
        keys = self.access.keys
        await self.access.fetch(*((MatrixKeyKind.UNREAD, session) for session in self._arrived))
        found = []
        for row in [row for row in keys.unread.values() if row.owner in self._arrived]:
            event = json.loads(row.value or "{}")
            opened = await self.read(text(event, "room_id"), event)
            if opened is not None:
                keys.found(row)
                found.append(opened)
        return found

    @asynccontextmanager
    async def storing(self) -> AsyncIterator[Callable[[Session], None]]:
        """Gives what is to be written in the transaction that stores what came; that is what stands in this block."""
        async with self.access.storing() as writing:
            yield writing
        self.duties.has_read = True
        self._handled.clear()
        self._arrived.clear()
        if self.access.keys.is_large and self.locking.is_idle:
            self.access.keys.shrink()


def _has(keys: Keyring, user: str, curve_key: str) -> bool:
    return any(device.curve25519 == curve_key for device in keys.devices[user].values())


def _opened(machine: Machine, room_id: str, event: Event, sender_key: str) -> Event | None:
    said = {"device_id": "", **content(event), "sender_key": sender_key}
    parsed = MegolmEvent.from_dict({**event, "content": said, "room_id": room_id})
    try:
        opened = machine.decrypt_megolm_event(parsed, room_id)
    except (EncryptionError, AttributeError):  # none of nio's that is whole
        return None
    if isinstance(opened, BadEvent | UnknownBadEvent) or text(opened.source, "room_id") != room_id:
        return None
    return {**event, "type": opened.source["type"], "content": opened.source["content"]}
