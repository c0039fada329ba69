"""Our device signed by our account: without that, apps which exclude insecure devices send it no keys, and the bot is deaf."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.matrix.answers import UNAUTHORIZED, HomeserverError
from bot.channels.matrix.events import part, text
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.identity import (
    MASTER,
    SELF_SIGNING,
    USER_SIGNING,
    Identity,
    is_signed,
    with_signature,
)

log = logging.getLogger(__name__)
FOREIGN = (
    "The Matrix account %s is known to others by keys that this bot does not have, so its device cannot be signed, and apps "
    "that exclude insecure devices do not write to it. `passerelle doctor` says what to do"
)


@dataclass(frozen=True)
class Standing:
    """How our account stands with the homeserver: its published identity, and our device as others see it."""

    master: Mapping[str, Any]
    device: Mapping[str, Any]

    @property
    def master_key(self) -> str | None:
        return next(iter(part(self.master, "keys").values()), None)


@dataclass(frozen=True)
class CrossSigning:
    homeserver: Homeserver
    account: str
    password: str

    async def standing(self, device_id: str) -> Standing:
        answer = await self.homeserver.ask("POST", "v3/keys/query", {"device_keys": {self.account: []}})
        device = part(part(part(answer, "device_keys"), self.account), device_id)
        return Standing(part(part(answer, "master_keys"), self.account), device)

    async def publish(self, identity: Identity) -> None:
        """Asked who we are, we show the password: keys that others trust cannot be replaced with a stolen token."""
        keys = {f"{usage}_key": key for usage, key in identity.cross_signing_keys().items()}
        path = "v3/keys/device_signing/upload"
        try:
            await self.homeserver.ask("POST", path, keys)
        except HomeserverError as error:
            if error.status != UNAUTHORIZED or error.stage is None:
                raise
            user = {"type": "m.id.user", "user": self.account}
            shown = {"type": "m.login.password", "identifier": user, "password": self.password, "session": error.stage}
            await self.homeserver.ask("POST", path, {**keys, "auth": shown})

    async def sign_device(self, identity: Identity, standing: Standing, device_id: str, signature: str) -> None:
        """The account signs the device; `signature` is the device's own of the account."""
        master = with_signature(identity.cross_signing_keys()[MASTER], self.account, device_id, signature)
        device = identity.signed(SELF_SIGNING, standing.device)
        await self._upload({self.account: {device_id: device, identity.public(MASTER): master}})
        log.info("the bot's device is signed", extra={"device": device_id})

    async def sign_person(self, identity: Identity, master: Mapping[str, Any]) -> None:
        """Whoever was verified: any device of ours knows them again."""
        person = text(master, "user_id")
        public = next(iter(part(master, "keys").values()), "")
        if public and not is_signed(master, self.account, identity.public(USER_SIGNING)):
            bare = {name: value for name, value in master.items() if name != "signatures"}
            await self._upload({person: {public: identity.signed(USER_SIGNING, bare)}})

    async def _upload(self, signed: Mapping[str, Mapping[str, Any]]) -> None:
        answer = await self.homeserver.ask("POST", "v3/keys/signatures/upload", signed)
        if part(answer, "failures"):
            raise HomeserverError(200, "signatures were refused")
