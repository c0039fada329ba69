"""`passerelle programme …`: what it is called, and by which rules its announcements go out."""

from datetime import time
from typing import Annotated

import typer

from bot.cli_database import problems_told
from bot.core.refusal import Refusal
from bot.i18n.markup import plain
from bot.i18n.translator import Reader, unisolated
from bot.shell import as_command
from bot.usecases import programme_rules, programmes
from bot.usecases.programme_rules import Rules
from bot.usecases.work import Work

app = typer.Typer(no_args_is_help=True, help="The programme itself.")


class _NotDoneError(Exception):
    """A sentence for whoever typed the command."""


@app.command()
def name(
    text: Annotated[str | None, typer.Argument(help="Its name. Without one, shows the names that there are.")] = None,
    language: Annotated[str, typer.Option(help="The language of this name, such as fr.")] = "en",
) -> None:
    """What reports, certificates and badges call the programme: a name for each language."""
    with problems_told(_NotDoneError):
        for spoken, called in sorted(as_command(lambda work: _names(work, text, language)).items()):
            print(f"{spoken}  {called}")


def _names(work: Work, text: str | None, language: str) -> dict[str, str]:
    if text is not None:
        refused = programmes.rename(work, language, text)
        if isinstance(refused, Refusal):
            raise _NotDoneError(unisolated(plain(work.translator.render(refused.why, Reader("en")))))
    found = programmes.names(work)
    if not found:
        raise _NotDoneError('It has no name yet. Give it one: passerelle programme name "Learning from each other"')
    return found


@app.command("rules")
def show_rules(
    approval_above: Annotated[
        int | None, typer.Option(help="An announcement to more people than this needs a second person's agreement.")
    ] = None,
    weekly_cap: Annotated[
        int | None, typer.Option(help="Announcements to one person in seven days, urgent ones aside. 0: no cap.")
    ] = None,
    quiet: Annotated[
        str | None, typer.Option(help="Hours in which only urgent ones arrive, such as 21:00-07:00; or none.")
    ] = None,
) -> None:
    """How announcements go out. Without options, shows the rules as they are."""
    with problems_told(_NotDoneError):
        hours = None if quiet is None else _hours(quiet)
        found = as_command(lambda work: _rules(work, approval_above, weekly_cap, hours))
        print(f"approval above {found.approval_above} recipients")
        print(f"weekly cap     {found.weekly_cap or 'none'}")
        is_never = found.quiet_from == found.quiet_until
        print("quiet hours    " + ("none" if is_never else f"{found.quiet_from:%H:%M}-{found.quiet_until:%H:%M}"))


def _rules(work: Work, approval_above: int | None, weekly_cap: int | None, quiet: tuple[time, time] | None) -> Rules:
    if approval_above is None and weekly_cap is None and quiet is None:
        return programme_rules.rules(work)
    found = programme_rules.change(work, approval_above=approval_above, weekly_cap=weekly_cap, quiet=quiet)
    if isinstance(found, Refusal):
        raise _NotDoneError(unisolated(plain(work.translator.render(found.why, Reader("en")))))
    return found


def _hours(quiet: str) -> tuple[time, time]:
    if quiet == "none":
        return time(0), time(0)
    begin, _dash, end = quiet.partition("-")
    try:
        return time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
    except ValueError as error:
        raise _NotDoneError('These are no hours. Write them like "21:00-07:00", or "none".') from error


@app.callback()
def programme() -> None:
    """The programme itself."""
