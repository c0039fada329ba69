"""`passerelle tandems …`: partners for many centres at once."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from sqlmodel import Session

from bot import app as composition
from bot import data_folder
from bot.cli_database import problems_told
from bot.core.clock import SystemClock
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.i18n.markup import plain
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader, unisolated
from bot.matchmaking import Matchmaker
from bot.reports.process import HelperProcess
from bot.settings import Settings
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.networks import find_network
from bot.usecases import tandems
from bot.usecases.work import COMMAND, Work

app = typer.Typer(no_args_is_help=True, help="Partners for many centres at once: rounds of learning tandems.")
Number = Annotated[int, typer.Argument(help="Of the round, as in `tandems list`.")]
T = TypeVar("T")
_TRANSLATOR = composition.translator()


class _NotDoneError(Exception):
    """A sentence for whoever typed the command."""


@app.command()
def match(
    country: Annotated[
        list[str] | None, typer.Option(help="Only there: two letters, such as TN; may be given again.")
    ] = None,
    network: Annotated[
        list[str] | None, typer.Option(help="Only these networks: codes as in `centres export`; may be given again.")
    ] = None,
    area: Annotated[
        list[PriorityArea] | None, typer.Option(help="Only centres with this priority area; may be given again.")
    ] = None,
) -> None:
    """Find partners for these centres, and tell what came out. No centre is asked yet: `tandems send` does that."""
    countries, areas = tuple(code.upper() for code in country or ()), tuple(one.value for one in area or ())
    with _opened() as database:

        def begin(session: Session) -> int:
            audience = Audience(countries, tuple(_network(session, code) for code in network or ()), areas)
            return _said(tandems.begin(_work(session), audience))

        number = database.write_now(begin)
        asyncio.run(_matched(database))
        _show(database, number)


@app.command("list")
def listed() -> None:
    """Tell which rounds there are, the latest first."""
    with _opened() as database:
        found = database.read_now(lambda session: tandems.rounds(_work(session)))
        for one in found:
            print(f"{one.number}: {one.state}, begun on {one.begun_at:%Y-%m-%d}")
        if not found:
            print("There is no round yet; `passerelle tandems match` begins one.")


@app.command()
def show(number: Number) -> None:
    """Tell what came out of a round, and how far it is."""
    with _opened() as database:
        _show(database, number)


@app.command()
def send(number: Number) -> None:
    """Ask the centres of a round. The bot does it, slice by slice, as soon as it runs."""
    with _opened() as database:
        database.write_now(lambda session: _said(tandems.send(_work(session), str(number))))
        _show(database, number)


@app.command()
def drop(number: Number) -> None:
    """Give a round up that has not been sent."""
    with _opened() as database:
        database.write_now(lambda session: _said(tandems.drop(_work(session), str(number))))
        _show(database, number)


async def _matched(database: Database) -> None:
    """Here and now, also where no bot runs."""
    async with HelperProcess() as helper:
        matchmaker = Matchmaker(
            database, _TRANSLATOR, helper.call, clock=SystemClock(), wake=lambda _channel, _account: None
        )
        while await matchmaker.match_next():
            pass


def _show(database: Database, number: int) -> None:
    told = database.read_now(lambda session: tandems.seen(_work(session), str(number)))
    if told is None:
        raise _NotDoneError(f"There is no round {number}. `passerelle tandems list` tells which there are.")
    print(_in_english(told.words))


@contextmanager
def _opened() -> Iterator[Database]:
    with problems_told(_NotDoneError), closing(data_folder.open_existing(Settings())) as database:
        schema.check(database)
        yield database


def _work(session: Session) -> Work:
    return Work(session, datetime.now(UTC), COMMAND, _TRANSLATOR, lambda _channel, _account: None)


def _network(session: Session, code: str) -> int:
    known = find_network(session, code)
    if known is None:
        raise _NotDoneError(
            f"There is no network {code}. `passerelle centres export` has their codes. Nothing was changed."
        )
    return known.id


def _said(result: T | Refusal) -> T:
    if isinstance(result, Refusal):
        raise _NotDoneError(_in_english(result.why))
    return result


def _in_english(words: Words) -> str:
    return unisolated(plain(_TRANSLATOR.render(words, Reader("en"))))
