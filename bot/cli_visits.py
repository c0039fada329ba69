"""`passerelle visits …`: calls for peer visits from the server."""

import asyncio
from typing import Annotated

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_told import fail, in_english
from bot.cli_work import day_of, network_of, said, work_in
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.visits import VisitWay
from bot.i18n.catalogues import shipped
from bot.matchmaking import match_waiting
from bot.storage.database import Database
from bot.usecases import publishing, visit_calls, visit_groups, visit_lists, visit_progress
from bot.usecases.visit_calls import Plan

app = typer.Typer(
    no_args_is_help=True,
    help="Peer visits: calls to many centres, the groups that come of them, and how far these are.",
)
Number = Annotated[int, typer.Argument(help="Of the call, as in `visits list`.")]


@app.command("list")
def list_all() -> None:
    """Tell which calls there are, the latest first."""
    with opened() as database:
        found = database.read_now(lambda session: visit_lists.calls(work_in(session)))
    if not found:
        print("There is no call yet; `passerelle visits call` opens one.")
    for one in found:
        print(f"{one.number}: {one.state}, visits from {in_english(one.from_day)}")


@app.command("call")
def open_call(
    closes: Annotated[str, typer.Argument(help="The last day on which centres may answer, such as 2026-03-13.")],
    first: Annotated[str, typer.Argument(help="The first day on which there may be a visit; hosts need four weeks.")],
    last: Annotated[str, typer.Argument(help="The last such day.")],
    *,
    way: Annotated[
        VisitWay, typer.Option(help="A video meeting, a week of photos, or what each host chooses.")
    ] = VisitWay.EITHER,
    pairs: Annotated[bool, typer.Option("--pairs/--groups", help="In pairs, or in groups of three to five.")] = False,
    country: Annotated[list[str] | None, typer.Option(help="Only there: two letters; may be given again.")] = None,
    network: Annotated[list[str] | None, typer.Option(help="Only these networks: codes; may be given again.")] = None,
    area: Annotated[
        list[PriorityArea] | None, typer.Option(help="Only centres with this priority area; may be given again.")
    ] = None,
) -> None:
    """Ask centres whether they host or visit peers. The bot asks them, slice by slice, as soon as it runs."""
    closes_on, countries = day_of(closes), tuple(code.upper() for code in country or ())
    with opened() as database:

        def job(session: Session) -> int:
            networks = tuple(network_of(session, code) for code in network or ())
            plan = Plan(
                audience=Audience(countries, networks, tuple(one.value for one in area or ())),
                closes_on=closes_on,
                closes_at=publishing.end_of(closes_on, "UTC"),
                visits_from=day_of(first),
                visits_until=day_of(last),
                way=way,
                in_pairs=pairs,
            )
            return said(visit_calls.open_call(work_in(session), plan))

        _show(database, database.write_now(job))


@app.command()
def show(number: Number) -> None:
    """Tell who has answered, or which groups there are and how far they are."""
    with opened() as database:
        for group in database.read_now(lambda session: visit_progress.groups(work_in(session), str(number))):
            print(in_english(group))
        _show(database, number)


@app.command()
def match(number: Number) -> None:
    """Find groups now, without waiting until the call closes. No centre is told yet: `visits send` does that."""
    with opened() as database:
        database.write_now(lambda session: said(visit_calls.match_now(work_in(session), str(number))))
        asyncio.run(match_waiting(database, shipped()))
        _show(database, number)


@app.command()
def send(number: Number) -> None:
    """Ask the centres of the groups. The bot does it, slice by slice, as soon as it runs."""
    with opened() as database:
        database.write_now(lambda session: said(visit_groups.send(work_in(session), str(number))))
        _show(database, number)


@app.command()
def drop(number: Number) -> None:
    """Give a call up whose groups have not been sent; the centres that answered are told."""
    with opened() as database:
        database.write_now(lambda session: said(visit_calls.drop_now(work_in(session), str(number))))
        _show(database, number)


def _show(database: Database, number: int) -> None:
    told = database.read_now(lambda session: visit_lists.seen(work_in(session), str(number)))
    if told is None:
        fail(f"There is no call {number}. `passerelle visits list` tells which there are.")
    print(in_english(told.words))
