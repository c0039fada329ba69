"""`passerelle matrix …`: the recovery key of the bot's account, and what it is good for."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

import aiohttp
import typer
from sqlmodel import Session

from bot import data_folder
from bot.channels.matrix import account_keys
from bot.channels.matrix.answers import HomeserverError, words_of
from bot.channels.matrix.cross_signing import CrossSigning
from bot.channels.matrix.identity import MASTER, Identity, new_identity
from bot.channels.matrix.recovery import NotTheKey
from bot.cli_database import opened, problems_told
from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Encrypted rooms on Matrix: the recovery key of the bot's account.")
T = TypeVar("T")
START_ANEW = "Please start the bot anew: it signs its device then."


class _NotDoneError(Exception):
    """A sentence for whoever typed the command."""


@app.command("recovery-key")
def recovery_key(
    new: Annotated[
        bool, typer.Option("--new", help="Make another one; the one before opens nothing any more.")
    ] = False,
) -> None:
    """Make the recovery key and show it, this once: with it the account stays the same when the database or its secret is lost."""

    async def make(signing: CrossSigning) -> str:
        kept = _in_database(lambda session: account_keys.kept(session, signing.account, _secret()))
        found = await account_keys.looked_at(signing, kept)
        if kept.identity is None or not found.is_ours:
            raise _NotDoneError("The bot does not sign for this account: `passerelle doctor` says why, and what to do.")
        if found.has_recovery and not new:
            raise _NotDoneError(
                "There is a recovery key already, and nobody but you has it. If it was lost, or somebody else has seen it, "
                "`passerelle matrix recovery-key --new` makes another one."
            )
        return await account_keys.make_recovery_key(signing, kept.identity)

    print(
        "The recovery key of the bot's Matrix account, shown this once. Please write it down and keep it apart from the server:"
    )
    print(f"\n    {_done(make)}")


@app.command()
def recover() -> None:
    """Give the account its identity back by the recovery key, when the database or its secret was lost."""
    typed = typer.prompt("The recovery key", hide_input=True)

    async def take(signing: CrossSigning) -> None:
        try:
            identity = await account_keys.recover(signing, typed)
        except NotTheKey as error:
            raise _NotDoneError(
                "That is not the recovery key of this account, or it is mistyped. Nothing was changed."
            ) from error
        if (await signing.standing("")).master_key not in {None, identity.public(MASTER)}:
            raise _NotDoneError(
                "The account has another identity since this recovery key was made. Nothing was changed."
            )
        _keep(identity)

    _done(take)
    print(f"The account has its identity again. {START_ANEW}")


@app.command("new-identity")
def another_identity(*, yes: Annotated[bool, typer.Option("--yes", help="Without being asked.")] = False) -> None:
    """Give the account another identity, when the one before is lost for good. People's apps will warn them."""
    if not yes:
        typer.confirm("People's apps will say that the bot's identity has changed. Go on?", abort=True)

    async def make(signing: CrossSigning) -> None:
        identity = new_identity(signing.account)
        _keep(identity)  # first: what is published and not kept would be lost
        await signing.publish(identity)

    _done(make)
    print(f"The account has a new identity. {START_ANEW}")


def _done(what: Callable[[CrossSigning], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        server, user, password = settings.matrix_homeserver, settings.matrix_user, settings.matrix_password
        if server is None or user is None or password is None:
            raise _NotDoneError(
                "Matrix is not connected: please set PASSERELLE_MATRIX_HOMESERVER, PASSERELLE_MATRIX_USER and "
                "PASSERELLE_MATRIX_PASSWORD first."
            )
        keys = _in_database(lambda session: account_keys.signed_in(session, user))
        if keys is None:
            raise _NotDoneError(
                "The bot has not been on Matrix with this database yet: start it once with `passerelle run`."
            )
        async with account_keys.signing(server, password.get_secret_value(), keys) as signing:
            try:
                return await what(signing)
            except (HomeserverError, aiohttp.ClientError, TimeoutError) as error:
                raise _NotDoneError(
                    f"The homeserver did not do it ({words_of(error)}). Please try again later."
                ) from error

    with problems_told(_NotDoneError):
        settings = Settings()
        return asyncio.run(run())


def _in_database(job: Callable[[Session], T]) -> T:
    with opened() as database:
        return database.write_now(job)


def _keep(identity: Identity) -> None:
    _in_database(lambda session: account_keys.keep_identity(session, identity, _secret()))


def _secret() -> str:
    return data_folder.matrix_secret(Settings())
