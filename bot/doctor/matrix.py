"""Matrix: the homeserver, and the bot's account there."""

import asyncio
import math
from contextlib import closing
from http import HTTPStatus

import aiohttp

from bot import data_folder
from bot.channels.matrix import account_keys
from bot.channels.matrix.account import SignInRefused, try_password
from bot.channels.matrix.answers import HomeserverError, words_of
from bot.channels.matrix.keyring import KeysLocked
from bot.doctor.asking import PATIENCE, asked
from bot.doctor.finding import Finding
from bot.settings import Settings
from bot.storage import schema
from bot.storage.errors import StorageError

KEYS = "Matrix encryption"
LOST = "If they are lost: `passerelle matrix recover` asks for the recovery key; without one, `passerelle matrix new-identity`."


async def matrix(http: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    server, user, password = settings.matrix_homeserver, settings.matrix_user, settings.matrix_password
    if server is None:
        return [Finding("Matrix", True, "not connected (PASSERELLE_MATRIX_HOMESERVER is empty)")]
    if user is None or password is None:
        said = "PASSERELLE_MATRIX_USER and PASSERELLE_MATRIX_PASSWORD are needed beside the homeserver."
        return [Finding("Matrix", False, said)]
    found = await asked(http, "Matrix", f"{server}/_matrix/client/versions", _homeserver)
    if found[0].fine:
        account = await _account(server, user, password.get_secret_value())
        found.append(account)
        if account.fine:
            keys = await _keys(settings, server, user, password.get_secret_value())
            found += [] if keys is None else [keys]
    return found


def _homeserver(status: int, text: str) -> Finding:
    works = status == HTTPStatus.OK and "versions" in text
    said = (
        "the homeserver answers"
        if works
        else f"no homeserver answers there ({status}): check PASSERELLE_MATRIX_HOMESERVER."
    )
    return Finding("Matrix", works, said)


async def _account(url: str, user: str, password: str) -> Finding:
    """The password is really tried, and signed out again at once."""
    what = "Matrix account"
    try:
        async with asyncio.timeout(PATIENCE.total):
            await try_password(url, user, password)
    except SignInRefused as refused:
        return Finding(what, False, str(refused))
    except HomeserverError as error:
        wait = f"in {math.ceil(error.seconds / 60)} min" if error.seconds else "later"
        return Finding(what, False, f"the password could not be tried ({error}): please try again {wait}.")
    except (aiohttp.ClientError, TimeoutError) as error:
        said = f"the password could not be tried ({words_of(error)}): check the network, then try again."
        return Finding(what, False, said)
    return Finding(what, True, f"the password of {user} works")


async def _keys(settings: Settings, url: str, user: str, password: str) -> Finding | None:
    """Of encrypted rooms; None where nothing can be told before the bot has run, or the database is in trouble."""
    try:
        kept = _in_database(settings, user)
        if kept is None or kept.keys is None or not kept.has_device:
            return None
        async with asyncio.timeout(PATIENCE.total), account_keys.signing(url, password, kept.keys) as signing:
            return _standing(await account_keys.looked_at(signing, kept))
    except KeysLocked as error:
        return Finding(KEYS, False, f"{error} {LOST}")
    except (HomeserverError, aiohttp.ClientError, TimeoutError) as error:
        return Finding(KEYS, False, f"the homeserver does not tell ({words_of(error)}): please try again later.")


def _in_database(settings: Settings, user: str) -> account_keys.Kept | None:
    """None where there is none that can be read: that is told elsewhere. Raises KeysLocked."""
    file = data_folder.sqlite_file(settings)
    if file is not None and not file.exists():
        return None
    secret = data_folder.kept_matrix_secret(settings) or ""
    try:
        with closing(data_folder.open_database(settings)) as database:
            if schema.revision_of(database) != schema.newest():
                return None
            return database.read_now(lambda session: account_keys.kept(session, user, secret))
    except KeysLocked:
        raise
    except StorageError:
        return None


def _standing(found: account_keys.Found) -> Finding:
    if found.is_published and not found.is_ours:
        return Finding(KEYS, False, f"the account is known to others by keys that the bot does not have. {LOST}")
    if not found.is_signed:
        return Finding(KEYS, False, "the bot's device is not signed: start the bot again, and look what its log says.")
    if not found.has_recovery:
        return Finding(
            KEYS, True, "the bot's device is signed. `passerelle matrix recovery-key` makes a key for bad days"
        )
    return Finding(KEYS, True, "the bot's device is signed, and there is a recovery key")
