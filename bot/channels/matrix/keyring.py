"""What nio's machine for encryption keeps: read from rows before it is needed, collected as rows when it changes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from nio.crypto import DeviceStore, GroupSessionStore, InboundGroupSession, OlmAccount, OlmDevice, SessionStore
from nio.crypto import Session as OlmSession
from vodozemac import LibolmPickleException

from bot.channels.matrix.identity import MASTER, Identity, WrongSecret, locked, unlocked
from bot.channels.matrix.safe import Owner
from bot.storage.errors import StorageError
from bot.storage.matrix_keys import KeyRow, MatrixKeyKind

MOST_IN_MEMORY = 4000  # rows; what was not needed for a while is read again


class KeysLocked(StorageError):  # noqa: N818 - says what is the case
    def __init__(self, account: str) -> None:
        super().__init__(
            f"The keys of {account} for encrypted rooms are locked with another secret than this worker's. Please give it "
            "the PASSERELLE_MATRIX_SECRET, or the file matrix.secret in the data folder, of the worker that ran before. "
            "What people write meanwhile waits on the homeserver."
        )


def name_of_unread(room: str, event_id: str) -> str:
    return f"{room} {event_id}"


class Keyring:
    """nio's store class for one device. It never waits: whoever calls the machine sees to it that the rows are here."""

    def __init__(self, account: str, device: str, secret: str) -> None:
        self._account = account
        self._device = device
        self._secret = secret
        self._device_row: Mapping[str, Any] | None = None
        self._changes: dict[tuple[MatrixKeyKind, str], KeyRow] = {}
        self._here: set[Owner] = set()
        self._stale: set[str] = set()
        self._identities: dict[str, Mapping[str, Any]] = {}
        self.sessions = SessionStore()
        self.room_keys = GroupSessionStore()
        self.devices = DeviceStore()
        self.unread: dict[str, KeyRow] = {}
        self.identity: Identity | None = None

    # -- rows ----------------------------------------------------------------------------------------------------------
    def missing(self, owners: Iterable[Owner]) -> set[Owner]:
        return set(owners) - self._here

    def put(self, owners: Iterable[Owner], rows: Iterable[KeyRow]) -> None:
        """`rows` are all that the database has of `owners`; what changed here since then counts more."""
        for row in rows:
            if (row.kind, row.name) not in self._changes and row.value is not None:
                self._take(row, json.loads(row.value))
        self._here.update(owners)

    def changes(self) -> list[KeyRow]:
        """What is to be written; given back by `unwritten` if it could not be."""
        rows, self._changes = list(self._changes.values()), {}
        return rows

    def unwritten(self, rows: Iterable[KeyRow]) -> None:
        self._changes = {(row.kind, row.name): row for row in rows} | self._changes

    @property
    def is_large(self) -> bool:
        return len(self._here) > MOST_IN_MEMORY and not self._changes

    def shrink(self) -> None:
        for store in (self.sessions, self.room_keys, self.devices):
            store.__init__()  # empties it; nio's machine holds the same one
        self.unread.clear()
        self._identities.clear()
        self._stale.clear()
        self._here.clear()

    def _take(self, row: KeyRow, value: Any) -> None:
        try:
            match row.kind:
                case MatrixKeyKind.DEVICE:
                    self._device_row = value
                case MatrixKeyKind.IDENTITY:
                    self.identity = unlocked(self._account, value["locked"], self._secret)
                # not of a device that we had before
                case MatrixKeyKind.SESSION if row.name.startswith(f"{self._device} "):
                    created, used = (datetime.fromisoformat(value[name]) for name in ("created", "used"))
                    session = OlmSession.from_pickle(value["locked"].encode(), created, self._secret, used)
                    self.sessions.add(row.owner, session)
                case MatrixKeyKind.ROOM_KEY:
                    self.room_keys.add(
                        InboundGroupSession.from_pickle(
                            value["locked"].encode(),
                            value["signed_by"],
                            value["sender"],
                            value["room"],
                            self._secret,
                            value["chain"],
                        )
                    )
                case MatrixKeyKind.DEVICES:
                    self._take_devices(row.owner, value)
                case MatrixKeyKind.UNREAD:
                    self.unread[row.name] = row
        except (LibolmPickleException, WrongSecret) as error:  # nio tries an older format last
            raise KeysLocked(self._account) from error

    def _take_devices(self, user: str, value: Mapping[str, Any]) -> None:
        for device, known in value["devices"].items():
            self.devices.add(OlmDevice(user, device, dict(known["keys"]), known["name"], deleted=known["gone"]))
        self._identities[user] = value.get("identity", {})
        if value["stale"]:
            self._stale.add(user)

    def _change(self, kind: MatrixKeyKind, name: str, owner: str, value: Any) -> None:
        written = None if value is None else json.dumps(value, separators=(",", ":"))
        self._changes[kind, name] = KeyRow(kind, name, owner, written)
        self._here.add((kind, owner))

    def keep_identity(self, identity: Identity) -> None:
        self.identity = identity
        value = {"locked": locked(identity, self._secret), "master": identity.public(MASTER)}
        self._change(MatrixKeyKind.IDENTITY, self._account, self._account, value)

    # -- devices of others ---------------------------------------------------------------------------------------------
    def knows(self, user: str) -> bool:
        return bool(self.devices[user]) or user in self._identities

    def is_current(self, user: str) -> bool:
        """Whether the homeserver need not be asked for this user's devices."""
        return self.knows(user) and user not in self._stale

    def outdate(self, user: str) -> None:
        """The homeserver says that something changed; it is asked when it matters."""
        if self.is_current(user):
            self._stale.add(user)
            self._write_devices(user)

    def renew(self, user: str, identity: Mapping[str, Any]) -> None:
        """The homeserver has told of this user's devices, and of the keys with which they are signed."""
        self._stale.discard(user)
        self._identities[user] = identity
        self._write_devices(user)

    def identity_of(self, user: str) -> Mapping[str, Any]:
        return self._identities.get(user, {})

    def _write_devices(self, user: str) -> None:
        devices = {
            device.id: {"keys": device.keys, "name": device.display_name or "", "gone": device.deleted}
            for device in self.devices[user].values()
        }
        value = {"devices": devices, "stale": user in self._stale, "identity": self._identities.get(user, {})}
        self._change(MatrixKeyKind.DEVICES, user, user, value)

    # -- messages that cannot be read ----------------------------------------------------------------------------------
    def miss(self, room: str, event_id: str, session: str, event: Mapping[str, Any]) -> None:
        row = KeyRow(MatrixKeyKind.UNREAD, name_of_unread(room, event_id), session, json.dumps(event))
        self.unread[row.name] = row
        self._changes[row.kind, row.name] = row

    def found(self, row: KeyRow) -> None:
        del self.unread[row.name]
        self._change(MatrixKeyKind.UNREAD, row.name, row.owner, None)

    def room_keys_of(self, room: str, session: str) -> Iterator[InboundGroupSession]:
        for by_session in self.room_keys[room].values():
            if session in by_session:
                yield by_session[session]

    # -- what nio's machine asks of its store --------------------------------------------------------------------------
    def load_account(self) -> OlmAccount | None:
        row = self._device_row
        if row is None or row["device"] != self._device:
            return None
        try:
            return OlmAccount.from_pickle(row["locked"].encode(), self._secret, row["shared"])
        except LibolmPickleException as error:
            raise KeysLocked(self._account) from error

    def save_account(self, account: OlmAccount) -> None:
        value = {"device": self._device, "locked": account.pickle(self._secret).decode(), "shared": account.shared}
        self._change(MatrixKeyKind.DEVICE, self._account, self._account, value)

    def load_sessions(self) -> SessionStore:
        return self.sessions

    def save_session(self, curve_key: str, session: OlmSession) -> None:
        value = {
            "locked": session.pickle(self._secret).decode(),
            "created": session.creation_time.isoformat(),
            "used": session.use_time.isoformat(),
        }
        self._change(MatrixKeyKind.SESSION, f"{self._device} {session.id}", curve_key, value)

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        return self.room_keys

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        value = {
            "locked": session.pickle(self._secret).decode(),
            "room": session.room_id,
            "sender": session.sender_key,
            "signed_by": session.ed25519,
            "chain": session.forwarding_chain,
        }
        name = f"{session.room_id} {session.sender_key} {session.id}"
        self._change(MatrixKeyKind.ROOM_KEY, name, session.id, value)

    def load_device_keys(self) -> DeviceStore:
        return self.devices

    def save_device_keys(self, changed: Mapping[str, Any]) -> None:
        """`renew` writes them, together with what they are signed with."""

    def load_outgoing_key_requests(self) -> dict[str, Any]:
        return {}  # who is asked again answers again

    def add_outgoing_key_request(self, request: Any) -> None:
        """See load_outgoing_key_requests."""

    def remove_outgoing_key_request(self, request: Any) -> None:
        """See load_outgoing_key_requests."""

    def is_device_verified(self, _device: OlmDevice) -> bool:
        return False

    def is_device_blacklisted(self, _device: OlmDevice) -> bool:
        return False

    def is_device_ignored(self, _device: OlmDevice) -> bool:
        return True  # nio's word for: it is not verified, and is written to all the same
