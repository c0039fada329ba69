"""`passerelle centres`: the list of centres, from and to a file."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_files import STANDARD_OUTPUT
from bot.cli_lists import (
    SHOWN,
    Language,
    Overwrite,
    Told,
    read_lines,
    told_in,
    write_list,
    write_template,
)
from bot.cli_told import fail
from bot.cli_work import work_in
from bot.core.refusal import Refusal
from bot.domain.centres_guide import CENTRE_GUIDE
from bot.domain.centres_list import CentreSheet, centre_sheet, centre_table
from bot.domain.centres_values import NEEDED
from bot.domain.sheets import Unreadable
from bot.i18n.translator import BASE_LANGUAGE
from bot.usecases.centres import Imported, NotImported, import_centres, listed_centres
from bot.usecases.list_words import centres_not_taken, centres_taken

app = typer.Typer(no_args_is_help=True, help="The list of centres.")
TITLE = "centres"
FileArgument = Annotated[Path, typer.Argument(help="An .xlsx or CSV file; `centres template` makes an empty one.")]


class _OnlyTried(Exception):  # noqa: N818 - it takes a result out of a transaction that is rolled back
    def __init__(self, result: Imported) -> None:
        self.result = result


@app.command("template")
def template_file(
    file: Annotated[Path, typer.Argument(help="The .xlsx (with explanations) or CSV file to write.")],
    *,
    language: Language = BASE_LANGUAGE,
    overwrite: Overwrite = False,
) -> None:
    """Write an empty list to fill in."""
    write_template(file, TITLE, CENTRE_GUIDE, NEEDED, told_in(language), overwrite=overwrite)
    if file != STANDARD_OUTPUT:
        print(f"{file} is an empty list of centres: fill it in, then `passerelle centres import {file} --dry-run`.")


@app.command("import")
def import_file(
    file: FileArgument,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    new_networks: Annotated[bool, typer.Option("--new-networks", help="Open networks that are not known.")] = False,
    language: Language = BASE_LANGUAGE,
) -> None:
    """Create and change centres: all rows of the file, or none."""
    told = told_in(language)
    sheet = _sheet(file)

    def job(session: Session) -> Imported | NotImported | Refusal:
        result = import_centres(work_in(session), sheet, new_networks=new_networks)
        if dry_run and isinstance(result, Imported):
            raise _OnlyTried(result)
        return result

    with opened() as database:
        try:
            result = database.write_now(job)
        except _OnlyTried as tried:
            result = tried.result
    match result:
        case Imported():
            print(told(centres_taken(result, only_tried=dry_run)))
        case NotImported():
            fail("\n".join([told(centres_not_taken(str(file), result, SHOWN)), *_how_to_open(result)]))
        case Refusal(why):
            fail(told(why))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="The .xlsx or CSV file to write; - for CSV on standard output.")],
    *,
    overwrite: Overwrite = False,
) -> None:
    """Write all centres into a file that spreadsheets open and `centres import` reads."""
    with opened() as database:
        rows = database.read_now(lambda session: listed_centres(work_in(session)))
    if isinstance(rows, Refusal):
        fail(Told(BASE_LANGUAGE)(rows.why))
    write_list(file, TITLE, centre_table(rows), overwrite=overwrite)
    if file != STANDARD_OUTPUT:
        print(f"{len(rows)} {'centre is' if len(rows) == 1 else 'centres are'} in {file}.")


def _sheet(file: Path) -> CentreSheet:
    try:
        return centre_sheet(read_lines(file, NEEDED))
    except Unreadable as unreadable:
        return CentreSheet(problems=unreadable.problems)


def _how_to_open(result: NotImported) -> list[str]:
    """What is typed on the server is in English."""
    networks = " ".join(result.unknown_networks)
    return [f"To open these networks, add --new-networks: {networks}"] if networks else []
