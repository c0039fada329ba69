"""How the bot's account stands with its homeserver, for whoever runs it: its keys, its device, its recovery key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from bot.channels.matrix import recovery
from bot.channels.matrix.account import ACCESS_TOKEN, DEVICE_ID
from bot.channels.matrix.answers import Keys
from bot.channels.matrix.cross_signing import CrossSigning
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.identity import MASTER, Identity
from bot.channels.matrix.keyring import Keyring, KeysLocked
from bot.channels.matrix.receive import CHANNEL
from bot.storage import matrix_keys
from bot.storage.channel_states import states_of
from bot.storage.matrix_keys import MatrixKeyKind


@dataclass(frozen=True)
class Kept:
    """What the database has of the account."""

    keys: Keys | None  # None: it was never signed in
    identity: Identity | None
    has_device: bool  # the keys of our device


@dataclass(frozen=True)
class Found:
    """What others see of it."""

    is_ours: bool  # the published identity is the one that we sign with
    is_published: bool
    is_signed: bool  # our device, by it
    has_recovery: bool


def signed_in(session: Session, account: str) -> Keys | None:
    """None: never, with this database."""
    state = states_of(session, CHANNEL, account)
    device, token = state.get(DEVICE_ID), state.get(ACCESS_TOKEN)
    return Keys(account, device, token) if device and token else None


def kept(session: Session, account: str, secret: str) -> Kept:
    """Raises KeysLocked where `secret` is another than the one they were locked with."""
    keys = signed_in(session, account)
    keyring = Keyring(account, "" if keys is None else keys.device_id, secret)
    owners = [(kind, account) for kind in (MatrixKeyKind.DEVICE, MatrixKeyKind.IDENTITY)]
    keyring.put(owners, matrix_keys.owned_by(session, account, owners))
    return Kept(keys, keyring.identity, keyring.load_account() is not None)


def keep_identity(session: Session, identity: Identity, secret: str) -> None:
    """Whatever is locked with another secret goes: nobody can open it any more."""
    try:
        kept(session, identity.account, secret)
    except KeysLocked:
        matrix_keys.drop_account(session, identity.account)
    keyring = Keyring(identity.account, "", secret)
    keyring.keep_identity(identity)
    matrix_keys.write(session, identity.account, keyring.changes(), datetime.now(UTC))


@asynccontextmanager
async def signing(url: str, password: str, keys: Keys) -> AsyncIterator[CrossSigning]:
    """With the token of the bot that runs, or ran: nobody signs in for it."""
    homeserver = Homeserver(url, keys.user_id)
    homeserver.use(keys)
    try:
        yield CrossSigning(homeserver, keys.user_id, password)
    finally:
        await homeserver.close()


async def looked_at(signing: CrossSigning, what: Kept) -> Found:
    assert what.keys is not None
    standing = await signing.standing(what.keys.device_id)
    ours = what.identity
    return Found(
        is_ours=ours is not None and standing.master_key == ours.public(MASTER),
        is_published=standing.master_key is not None,
        is_signed=ours is not None and ours.has_signed(standing.device),
        has_recovery=bool(await signing.homeserver.account_data(recovery.DEFAULT_KEY)),
    )


async def make_recovery_key(signing: CrossSigning, identity: Identity) -> str:
    """For paper. One that was made before opens nothing any more."""
    key = recovery.new_key()
    for kind, data in recovery.stored(identity, key).items():
        await signing.homeserver.keep_account_data(kind, data)
    return recovery.written(key)


async def recover(signing: CrossSigning, typed: str) -> Identity:
    """Raises NotTheKey."""
    account_data = {kind: await signing.homeserver.account_data(kind) for kind in recovery.kinds()}
    return recovery.recovered(signing.account, account_data, recovery.read(typed))
