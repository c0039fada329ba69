"""`passerelle centres`: the list of centres, from and to a CSV file."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from sqlmodel import Session

from bot import data_folder
from bot.cli_database import problems_told
from bot.core.clock import SystemClock
from bot.core.refusal import Refusal
from bot.domain.centres_csv import LARGEST, read_centres, write_centres
from bot.domain.centres_values import SheetProblem
from bot.i18n.markup import plain
from bot.i18n.phrase import Words
from bot.i18n.translator import BASE_LANGUAGE, Reader, Translator
from bot.settings import Settings
from bot.storage import schema
from bot.storage.database import Database
from bot.usecases.centres import Imported, NotImported, import_centres, listed_centres
from bot.usecases.work import COMMAND, Work

app = typer.Typer(no_args_is_help=True, help="The list of centres.")
_SHOWN: Final = 50
_STANDARD_OUTPUT: Final = Path("-")


class _OnlyTried(Exception):  # noqa: N818 - it takes a result out of a transaction that is rolled back
    def __init__(self, result: Imported) -> None:
        self.result = result


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8; `centres export` shows its columns.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    new_networks: Annotated[bool, typer.Option("--new-networks", help="Open networks that are not known.")] = False,
) -> None:
    """Create and change centres: all rows of the file, or none."""
    sheet = read_centres(_bytes_of(file))

    def job(session: Session) -> Imported | NotImported | Refusal:
        result = import_centres(_work(session), sheet, new_networks=new_networks)
        if dry_run and isinstance(result, Imported):
            raise _OnlyTried(result)
        return result

    with problems_told(), closing(_open()) as database:
        try:
            result = database.write_now(job)
        except _OnlyTried as tried:
            result = tried.result
    match result:
        case Imported():
            print(_told(result, only_tried=dry_run))
        case NotImported():
            _give_up(file, result)
        case Refusal(why):
            _fail(_english(why))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; - for standard output.")],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
) -> None:
    """Write all centres into a file that spreadsheets open and `centres import` reads."""
    with problems_told(), closing(_open()) as database:
        rows = database.read_now(lambda session: listed_centres(_work(session)))
    if isinstance(rows, Refusal):
        _fail(_english(rows.why))
    data = write_centres(rows)
    if file == _STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        return
    try:
        with file.open("wb" if overwrite else "xb") as target:
            target.write(data)
    except FileExistsError:
        _fail(f"{file} exists already and was left as it is. Give another name, or add --overwrite.")
    except OSError as error:
        _fail(f"{file} cannot be written: {error.strerror}. Give a place where this account may write.")
    print(f"{len(rows)} centres are in {file}.")


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(LARGEST + 1)
    except OSError as error:
        _fail(f"{file} cannot be read: {error.strerror}. Check its name and your rights; nothing was changed.")


def _open() -> Database:
    database = data_folder.open_existing(Settings())
    try:
        schema.check(database)
    except BaseException:
        database.close()
        raise
    return database


def _work(session: Session) -> Work:
    return Work(session, SystemClock().now(), COMMAND, Translator({}), lambda _channel, _account: None)


def _told(result: Imported, *, only_tried: bool) -> str:
    counts = f"{result.created} created, {result.updated} changed, {result.unchanged} the same as before"
    opened = f" Networks opened: {' '.join(result.networks)}." if result.networks else ""
    if only_tried:
        return f"This file would do the following: centres {counts}.{opened} Nothing was changed yet."
    return f"Centres: {counts}.{opened}"


def _give_up(file: Path, result: NotImported) -> NoReturn:
    lines = [_line(problem) for problem in result.problems[:_SHOWN]]
    if len(result.problems) > _SHOWN:
        lines.append(f"… and {len(result.problems) - _SHOWN} more.")
    if result.unknown_networks:
        lines.append(f"To open these networks, add --new-networks: {' '.join(result.unknown_networks)}")
    _fail("\n".join([f"{file} was not taken over; no centre was changed. Please correct it and try again:", *lines]))


def _line(problem: SheetProblem) -> str:
    row = f"row {problem.row}" if problem.row else ""
    place = ", ".join(filter(None, [row, problem.column]))
    return f"{place}: {_english(problem.says)}" if place else _english(problem.says)


def _english(words: Words) -> str:
    return plain(Translator({}).render(words, Reader(BASE_LANGUAGE)))


def _fail(says: str) -> NoReturn:
    typer.echo(says, err=True)
    raise typer.Exit(1)
