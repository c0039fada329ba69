"""`passerelle milestones …`: a programme's calendar from the server."""

from datetime import date
from typing import Annotated

import typer
from sqlmodel import Session, select

from bot.cli_database import opened
from bot.cli_told import fail, in_english
from bot.cli_work import day_of, network_of, said, work_in
from bot.domain.audiences import Audience
from bot.domain.milestones import Standing
from bot.i18n.languages import BASE
from bot.storage.centres import Centre
from bot.usecases import milestone_lists, milestone_words, milestones, programme_calendars
from bot.usecases.milestone_lists import Overview
from bot.usecases.programme_calendars import Plan

app = typer.Typer(
    no_args_is_help=True, help="Programmes: phases and milestones of many centres, and who has done what."
)
Number = Annotated[int, typer.Argument(help="Of the programme, as in `milestones list`.")]


@app.command("list")
def list_all() -> None:
    """Tell which programmes there are, the latest first."""
    with opened() as database:
        found = database.read_now(lambda session: milestone_lists.in_sight(work_in(session)))
    if not found:
        print("There is no programme yet; `passerelle milestones adopt NAME DAY` takes over the two phases.")
    for one in found:
        print(f"{one.calendar}: {in_english(one.name)}{'' if one.is_running else ', ended'}")


@app.command()
def adopt(
    name: Annotated[str, typer.Argument(help="What the programme is called.")],
    begins: Annotated[str, typer.Argument(help="The day on which it begins, such as 2026-09-01.")],
    *,
    language: Annotated[str, typer.Option(help="The language of the name.")] = BASE,
    country: Annotated[list[str] | None, typer.Option(help="Only there: two letters; may be given again.")] = None,
    network: Annotated[list[str] | None, typer.Option(help="Only these networks: codes; may be given again.")] = None,
) -> None:
    """Take over the two phases of the initiative from a day on; in the chat they are changed freely."""
    countries = tuple(code.upper() for code in country or ())
    with opened() as database:

        def job(session: Session) -> int:
            audience = Audience(countries, tuple(network_of(session, code) for code in network or ()))
            plan = Plan({language: name}, language, audience, day_of(begins))
            return said(programme_calendars.adopt(work_in(session), plan))

        print(f"It is programme {database.write_now(job)}.")


@app.command()
def show(number: Number) -> None:
    """Tell how far the centres are: begins, due, done, late and the number and name of each milestone, with tabs between."""
    found = _overview(number)
    print(in_english(found.calendar.name))
    print("milestone\tbegins\tdue\tdone\tlate\tcentres\tname")
    for step in found.calendar.steps:
        stands = list(found.standings(step).values())
        counts = f"{stands.count(Standing.DONE)}\t{stands.count(Standing.LATE)}\t{len(stands)}"
        print(f"{step.number}\t{step.window.begins}\t{step.window.due}\t{counts}\t{in_english(step.name)}")


@app.command()
def behind(number: Number) -> None:
    """Tell which centres are late with what."""
    print(in_english(milestone_words.behind(_overview(number))))


@app.command()
def done(
    milestone: Annotated[int, typer.Argument(help="Its number, as in `milestones show`.")],
    centre: Annotated[str, typer.Argument(help="The code of the centre, as in `centres export`.")],
    on: Annotated[str | None, typer.Option(help="The day on which it was done; else today.")] = None,
) -> None:
    """Say for a centre that it has done a milestone."""
    day: date | None = None if on is None else day_of(on)
    with opened() as database:

        def job(session: Session) -> int:
            known = session.exec(select(Centre.id).where(Centre.code == centre)).first()
            if known is None:
                fail(f"There is no centre with the code {centre}. `passerelle centres export -` shows them.")
            return said(milestones.say_done(work_in(session), milestone, known, day))

        database.write_now(job)
    print(f"Milestone {milestone} is done for {centre}.")


@app.command()
def end(number: Number) -> None:
    """End a programme for good: it stays as it is, and nobody is reminded any more."""
    with opened() as database:
        database.write_now(lambda session: said(programme_calendars.end(work_in(session), number)))
    print(f"Programme {number} has ended.")


def _overview(number: int) -> Overview:
    with opened() as database:
        return database.read_now(lambda session: said(milestone_lists.overview(work_in(session), number)))
