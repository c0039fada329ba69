"""What our device owes others: keys with which they can begin to write to it, a signature, requests and answers."""

import asyncio
import logging
from typing import Any

from nio.responses import KeysUploadResponse, ToDeviceResponse

from bot.channels.matrix.access import Access, parsed
from bot.channels.matrix.answers import Event, HomeserverError
from bot.channels.matrix.cross_signing import FOREIGN, CrossSigning
from bot.channels.matrix.events import content, part, text
from bot.channels.matrix.identity import MASTER, new_identity
from bot.channels.matrix.machine import MEGOLM, Machine
from bot.storage.matrix_keys import MatrixKeyKind

REFUSED = "The Matrix homeserver refuses the keys of the bot's device (%s): encrypted rooms may stay unread until the next start"
UNTOLD = {"curve25519": 0, "signed_curve25519": 0}  # nio wants to be told of keys that nobody uses any more, too
log = logging.getLogger(__name__)


class Duties:
    def __init__(self, access: Access, password: str) -> None:
        self._access = access
        self._signing = CrossSigning(access.homeserver, access.account, password)
        self._wanted: list[Event] = []  # messages for whose keys we have not asked yet
        self.begin()

    def begin(self) -> None:
        """After each sign-in, too."""
        self.has_read = False
        self._has_fallback = False
        self._is_signed = False
        self._is_refused = False

    def ask_for_key(self, event: Event) -> None:
        """Of this message, once."""
        if self._access.machine.ask_for(event["room_id"], text(content(event), "session_id")):
            self._wanted.append(event)

    async def settle(self) -> None:
        if self._is_refused:
            return
        try:
            await self._settle()
        except HomeserverError as error:
            if not error.is_final:
                raise
            self._is_refused = True  # rooms without encryption must not wait for it
            log.error(REFUSED, error)  # noqa: TRY400 - its words say it all

    async def _settle(self) -> None:
        access, machine = self._access, self._access.machine
        # Once we have read, nothing waits any more that was locked with an older one.
        wants_fallback = self.has_read and not self._has_fallback
        if machine.should_upload_keys or wants_fallback:
            await self._upload_keys(with_fallback=wants_fallback)
        if not self._is_signed:
            await self._sign()
        if machine.wedged_devices:
            await access.claim(machine.get_users_for_key_claiming())
        while self._wanted:
            await self._ask(self._wanted[0])
            del self._wanted[0]
        for message in list(machine.outgoing_to_device_messages):
            await access.flush()
            await access.tell(message.type, {message.recipient: {message.recipient_device: message.content}})
            machine.handle_response(ToDeviceResponse(message))

    async def _ask(self, event: Event) -> None:
        said = content(event)
        session = text(said, "session_id")
        key = {"algorithm": MEGOLM, "room_id": event["room_id"], "session_id": session}
        request = {
            "action": "request",
            "body": {**key, "sender_key": text(said, "sender_key")},
            "request_id": session,
            "requesting_device_id": self._access.machine.device_id,
        }
        device = text(said, "device_id") or "*"
        await self._access.tell("m.room_key_request", {text(event, "sender"): {device: request}})

    async def _upload_keys(self, *, with_fallback: bool) -> None:
        access, machine = self._access, self._access.machine
        if not machine.account.shared:
            # fifty keys at once, while nobody else needs the machine
            payload = await asyncio.to_thread(machine.share_keys)
        else:
            payload = machine.share_keys() if machine.should_upload_keys else {}
        if with_fallback:
            payload["fallback_keys"] = _fallback(machine)
        machine.save_account()
        await access.flush()  # a key that others have must not be unknown to us, whenever we are killed
        answer = await access.homeserver.ask("POST", "v3/keys/upload", payload)
        counts = {**UNTOLD, **answer["one_time_key_counts"]}
        machine.handle_response(parsed(KeysUploadResponse, {"one_time_key_counts": counts}))
        self._has_fallback = self._has_fallback or with_fallback
        await access.flush()

    async def _sign(self) -> None:
        """Once after each start: our device by our account. What was begun before a kill is finished."""
        access, keys, machine = self._access, self._access.keys, self._access.machine
        await access.fetch((MatrixKeyKind.IDENTITY, access.account))
        standing = await self._signing.standing(machine.device_id)
        if not standing.device:  # somebody has signed it out, and with that the homeserver forgot its keys
            machine.account.shared = False
            await self._upload_keys(with_fallback=False)
            standing = await self._signing.standing(machine.device_id)
        identity = keys.identity
        if identity is None and standing.master_key is None:
            identity = new_identity(access.account)
            keys.keep_identity(identity)
            await access.flush()
        if identity is None or standing.master_key not in {None, identity.public(MASTER)}:
            log.error(FOREIGN, access.account)
        else:
            if standing.master_key is None:
                await self._signing.publish(identity)
            if not identity.has_signed(standing.device):
                signature = machine.sign_json(identity.cross_signing_keys()[MASTER])
                await self._signing.sign_device(identity, standing, machine.device_id, signature)
        self._is_signed = True

    # -- verifications -------------------------------------------------------------------------------------------------
    async def vouching_keys(self) -> dict[str, str]:
        """What we vouch for: our device, and our account where we can sign for it."""
        access = self._access
        await access.fetch((MatrixKeyKind.IDENTITY, access.account))
        vouched = {f"ed25519:{access.machine.device_id}": access.device_keys["ed25519"]}
        if access.keys.identity is not None:
            master = access.keys.identity.public(MASTER)
            vouched[f"ed25519:{master}"] = master
        return vouched

    async def keys_of(self, user: str, device_id: str) -> dict[str, str]:
        """What the homeserver says of them now: it is compared with what they vouch for."""
        access, keys = self._access, self._access.keys
        await access.fetch((MatrixKeyKind.DEVICES, user))
        await access.ask_for_devices([user])
        found = {name: str(key) for name, key in part(part(keys.identity_of(user), "master"), "keys").items()}
        device = keys.devices[user].get(device_id)
        return found if device is None else {**found, f"ed25519:{device_id}": device.ed25519}

    async def remember_verified(self, user: str) -> None:
        """Any device of our account knows them again."""
        keys = self._access.keys
        master = part(keys.identity_of(user), "master")
        if keys.identity is not None and master:
            await self._signing.sign_person(keys.identity, master)


def _fallback(machine: Machine) -> dict[str, Any]:
    """With it others can begin to write to us when all other keys are used up: we were away, and many came."""
    account = machine.account._account  # noqa: SLF001 - nio has no words for it
    account.generate_fallback_key()
    found = {}
    for name, key in account.fallback_key.items():
        signed = {"key": key.to_base64(), "fallback": True}
        signature = {machine.user_id: {f"ed25519:{machine.device_id}": machine.sign_json(signed)}}
        found[f"signed_curve25519:{name}"] = {**signed, "signatures": signature}
    return found
