"""Signing in: once, and then with the token and the device that were kept."""

import asyncio
import logging
from collections.abc import Mapping

from bot.channels.matrix.answers import HomeserverError, Keys
from bot.channels.matrix.homeserver import Homeserver

DEVICE_ID = "device_id"
ACCESS_TOKEN = "access_token"  # noqa: S105 - the name under which it is kept
TRYING_DEVICE = "PASSERELLE-DOCTOR"  # always the same, so that a try which was cut off leaves nothing to a second one
_REFUSED = {400, 403}
log = logging.getLogger(__name__)


class SignInRefused(Exception):  # noqa: N818 - says what is the case
    """The homeserver does not let this account in: nothing goes on until somebody mends the settings."""


class Account:
    """The bot's account on its homeserver."""

    def __init__(self, homeserver: Homeserver, user_id: str, password: str) -> None:
        self.user_id = user_id
        self._homeserver = homeserver
        self._password = password
        self._device_id: str | None = None
        self._signed_in = asyncio.Event()
        self.token: str | None = None

    def restore(self, state: Mapping[str, str]) -> None:
        self._device_id = state.get(DEVICE_ID) or None
        token = state.get(ACCESS_TOKEN)
        if self._device_id and token:
            self._use(Keys(self.user_id, self._device_id, token))

    async def sign_in(self) -> dict[str, str]:
        """With the password; what is to be kept of it. A homeserver allows this only now and then."""
        try:
            keys = await self._homeserver.sign_in(self._password, self._device_id)
        except HomeserverError as error:
            if error.status in _REFUSED:
                raise SignInRefused(
                    f"The Matrix homeserver does not let {self.user_id} in ({error.code or error.status}). Please check "
                    "PASSERELLE_MATRIX_USER and PASSERELLE_MATRIX_PASSWORD, then start again. What people write "
                    "meanwhile waits on the homeserver."
                ) from error
            raise
        if keys.user_id != self.user_id:
            self._device_id = keys.device_id  # the next try makes no other one
            raise SignInRefused(
                f"The Matrix homeserver knows this account as {keys.user_id}. Please set PASSERELLE_MATRIX_USER to "
                "that, then start again."
            )
        self._use(keys)
        log.info("signed in", extra={"device": keys.device_id})
        return {DEVICE_ID: keys.device_id, ACCESS_TOKEN: keys.access_token}

    @property
    def device_id(self) -> str | None:
        return self._device_id

    def take_another_device(self) -> None:
        """At the next sign-in."""
        self._device_id = None
        self.expire()

    def expire(self) -> None:
        """The homeserver does not know our token any more."""
        self.token = None
        self._signed_in.clear()

    async def ready(self, seconds: float | None) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._signed_in.wait()
        except TimeoutError:
            return False
        return True

    def _use(self, keys: Keys) -> None:
        self._device_id = keys.device_id
        self.token = keys.access_token
        self._homeserver.use(keys)
        self._signed_in.set()


async def try_password(url: str, user_id: str, password: str) -> None:
    """Signs in and out again; no device is left behind. Raises SignInRefused and what the homeserver raises."""
    homeserver = Homeserver(url, user_id)
    account = Account(homeserver, user_id, password)
    account.restore({DEVICE_ID: TRYING_DEVICE})
    try:
        try:
            await account.sign_in()
        finally:
            if homeserver.is_signed_in:
                await homeserver.sign_out()
    finally:
        await homeserver.close()
