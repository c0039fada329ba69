"""Commands for whoever answers for people's data."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

import bot.storage.all_tables  # noqa: F401 - the inventory is of all tables, whichever were imported before
from bot.cli_database import opened
from bot.cli_work import day_of, said, work_in
from bot.usecases import audit_lists, data_inventory
from bot.usecases.audit_lists import Line
from bot.usecases.work import ActorKind

app = typer.Typer()
LOOKED_BACK = timedelta(days=30)
WHO = {ActorKind.SYSTEM: "the program", ActorKind.COMMAND: "a command on the server"}
COLUMNS = ("when (UTC)", "who", "what", "about", "where", "more")


@app.command("data-inventory")
def inventory() -> None:
    """Write the data inventory: every table, for what, whose data, on which legal basis, how long, and how it is erased."""
    print(data_inventory.written(), end="")


@app.command("audit")
def audit(
    *,
    since: Annotated[
        str | None, typer.Option(help="From that day on, such as 2026-06-01; else the last 30 days.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="To the end of that day.")] = None,
    person: Annotated[
        int | None, typer.Option(help="What they did, and what was done to them; by their number.")
    ] = None,
    at_most: Annotated[int, typer.Option(min=1, help="So many lines.")] = 1000,
) -> None:
    """Tell who did what, the latest first; columns are separated by tabs. What people wrote does not stand there."""
    first = datetime.now(UTC) - LOOKED_BACK if since is None else _begin_of(day_of(since))
    end = datetime.max.replace(tzinfo=UTC) if until is None else _begin_of(day_of(until) + timedelta(days=1))
    with opened() as database:
        found = said(
            database.write_now(
                lambda session: audit_lists.lines(work_in(session), first, end, person=person, at_most=at_most)
            )
        )
    print("\t".join(COLUMNS))
    for one in found:
        print("\t".join(map(_clean, _columns(one))))


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _columns(one: Line) -> tuple[str, ...]:
    who = WHO.get(one.kind) or f"{one.name or 'somebody who was erased'} (person {one.by})"
    more = ", ".join(f"{name}={value}" for name, value in one.detail.items())
    return f"{one.at:%Y-%m-%d %H:%M}", who, one.verb, one.about, one.scope or "", more


def _clean(text: str) -> str:
    """A name is what somebody typed: nothing of it steers a terminal or begins a column."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
