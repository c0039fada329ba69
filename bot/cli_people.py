"""`passerelle people`: invitations for many people by a list, and the list of those who are in."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_files import STANDARD_OUTPUT, written_whole
from bot.cli_lists import (
    SHOWN,
    Language,
    Overwrite,
    Told,
    list_bytes,
    read_lines,
    told_in,
    write_list,
    write_template,
)
from bot.cli_told import fail
from bot.cli_work import said, work_in
from bot.core.refusal import Refusal
from bot.domain.codes import new_code
from bot.domain.people_list import NEEDED, PEOPLE_GUIDE, PeopleSheet, PersonRow, people_sheet
from bot.domain.sheets import SheetProblem, Unreadable
from bot.i18n.translator import BASE_LANGUAGE
from bot.reports.invitation_list import HEADINGS, invitation_row
from bot.storage.database import Database
from bot.usecases.list_words import not_taken, people_invited, problems
from bot.usecases.people_lists import InvitationPlan, carry_out, listed_people, plan_invitations
from bot.usecases.ways_in import WayIn, ways_to_begin

app = typer.Typer(no_args_is_help=True, help="Invitations for many people, and who is in.")
TITLE = "people"
PLACEHOLDER = "{code}"


@app.command("template")
def template_file(
    file: Annotated[Path, typer.Argument(help="The .xlsx (with explanations) or CSV file to write.")],
    *,
    language: Language = BASE_LANGUAGE,
    overwrite: Overwrite = False,
) -> None:
    """Write an empty list of people to invite."""
    write_template(file, TITLE, PEOPLE_GUIDE, NEEDED, told_in(language), overwrite=overwrite)
    if file != STANDARD_OUTPUT:
        print(
            f"{file} is an empty list of people: fill it in, then `passerelle people import {file} INVITATIONS.xlsx`."
        )


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="An .xlsx or CSV file; `people template` makes an empty one.")],
    into: Annotated[
        Path | None, typer.Argument(help="The .xlsx or CSV file to write: the same list with a code for each.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    language: Language = BASE_LANGUAGE,
    overwrite: Overwrite = False,
) -> None:
    """Invite everybody on a list, each with a code that works once. Names stay in the file: the bot does not keep them."""
    told = told_in(language)
    if into is None and not dry_run:
        fail("Please name a second file, which the codes are written into. Nothing was changed.")
    sheet = _sheet(file)
    fresh: dict[int, str] = {}

    def code_for(row: PersonRow) -> str:
        return fresh.setdefault(row.row, new_code())

    with opened() as database:
        plan = database.read_now(lambda session: plan_invitations(work_in(session), sheet, code_for))
        if isinstance(plan, tuple):
            _give_up(file, plan, told)
        plan = said(plan)
        if into is not None and not dry_run:
            _invite(database, sheet, plan, into, overwrite=overwrite)
    print(told(people_invited(plan, only_tried=dry_run)))
    if into is not None and not dry_run:
        print(f"{into} holds the codes.")


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="The .xlsx or CSV file to write; - for CSV on standard output.")],
    *,
    overwrite: Overwrite = False,
) -> None:
    """Write who belongs to which centre, or waits to. It holds names: keep it as such. That it was made is noted."""
    with opened() as database:
        people = said(database.write_now(lambda session: listed_people(work_in(session))))
    rows = [("name", "centre", "function", "state", "language", "since")]
    rows += [(one.name, one.centre, one.function, one.state, one.language, one.since) for one in people]
    write_list(file, TITLE, rows, overwrite=overwrite)
    if file != STANDARD_OUTPUT:
        print(f"{len(people)} {'person is' if len(people) == 1 else 'people are'} in {file}.")


def _sheet(file: Path) -> PeopleSheet:
    try:
        return people_sheet(read_lines(file, NEEDED))
    except Unreadable as unreadable:
        return PeopleSheet(problems=unreadable.problems)


def _give_up(file: Path, found: tuple[SheetProblem, ...], told: Told) -> NoReturn:
    fail("\n".join(told(words) for words in (not_taken(str(file)), *problems(found, SHOWN))))


def _invite(database: Database, sheet: PeopleSheet, plan: InvitationPlan, into: Path, *, overwrite: bool) -> None:
    """The codes are on disk before they count: a failure in between leaves neither a file nor invitations."""
    ways = database.read_now(lambda session: ways_to_begin(work_in(session), PLACEHOLDER))

    def rows() -> Iterator[Sequence[str]]:
        yield HEADINGS
        for one in plan.people:
            leading = [(way.channel, _told_way(way).replace(PLACEHOLDER, one.code)) for way in ways]
            yield invitation_row(one.row, one.code, leading, one.until.date(), one.standing)

    with written_whole(into, overwrite=overwrite) as half:
        half.write_bytes(list_bytes(into, TITLE, rows()))

        def job(session: Session) -> Refusal | bool:
            return carry_out(work_in(session), sheet, plan) or True

        said(database.write_now(job))


def _told_way(way: WayIn) -> str:
    return way.link or f"{way.words} → {way.contact}"
