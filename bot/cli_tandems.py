"""`passerelle tandems …`: partners for many centres at once."""

import asyncio
from typing import Annotated

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_told import fail, in_english
from bot.cli_work import network_of, said, work_in
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.i18n.catalogues import shipped
from bot.matchmaking import match_waiting
from bot.storage.database import Database
from bot.usecases import tandems

app = typer.Typer(no_args_is_help=True, help="Partners for many centres at once: rounds of learning tandems.")
Number = Annotated[int, typer.Argument(help="Of the round, as in `tandems list`.")]


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
    with opened() as database:

        def begin(session: Session) -> int:
            audience = Audience(countries, tuple(network_of(session, code) for code in network or ()), areas)
            return said(tandems.begin(work_in(session), audience))

        number = database.write_now(begin)
        asyncio.run(match_waiting(database, shipped()))
        _show(database, number)


@app.command("list")
def listed() -> None:
    """Tell which rounds there are, the latest first."""
    with opened() as database:
        found = database.read_now(lambda session: tandems.rounds(work_in(session)))
        for one in found:
            print(f"{one.number}: {one.state}, begun on {one.begun_at:%Y-%m-%d}")
        if not found:
            print("There is no round yet; `passerelle tandems match` begins one.")


@app.command()
def show(number: Number) -> None:
    """Tell what came out of a round, and how far it is."""
    with opened() as database:
        _show(database, number)


@app.command()
def send(number: Number) -> None:
    """Ask the centres of a round. The bot does it, slice by slice, as soon as it runs."""
    with opened() as database:
        database.write_now(lambda session: said(tandems.send(work_in(session), str(number))))
        _show(database, number)


@app.command()
def drop(number: Number) -> None:
    """Give a round up that has not been sent."""
    with opened() as database:
        database.write_now(lambda session: said(tandems.drop_now(work_in(session), str(number))))
        _show(database, number)


def _show(database: Database, number: int) -> None:
    told = database.read_now(lambda session: tandems.seen(work_in(session), str(number)))
    if told is None:
        fail(f"There is no round {number}. `passerelle tandems list` tells which there are.")
    print(in_english(told.words))
