"""`passerelle forms export`."""

import asyncio
from functools import partial
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_files import written_whole
from bot.cli_told import fail
from bot.cli_work import said, work_in
from bot.questionnaires.submissions.archive import write_xml
from bot.questionnaires.submissions.csv_zip import write_csv
from bot.questionnaires.submissions.layout import Options, Several
from bot.questionnaires.submissions.submission import spool
from bot.questionnaires.submissions.written import Written
from bot.reports.process import HelperProcess
from bot.reports.workbooks import EXPORTING, write_workbook
from bot.storage import blobs
from bot.storage.database import Database
from bot.usecases import submissions
from bot.usecases.submissions import CONTEXT, Exported

app = typer.Typer()


@app.command("export")
def export_file(
    number: Annotated[int, typer.Argument(help="Of the publication, as in `forms list`.")],
    file: Annotated[Path, typer.Argument(help="The file to write: .xlsx, or .zip of CSV tables.")],
    *,
    language: Annotated[str, typer.Option(help="Of labels: as the form names it, or its code.")] = "",
    labels: Annotated[
        bool, typer.Option("--labels/--codes", help="Labels, or the names and codes behind them.")
    ] = False,
    split: Annotated[
        bool, typer.Option("--split", help="A column for each choice where several may be chosen.")
    ] = False,
    xml: Annotated[bool, typer.Option("--xml", help="Each submission as ODK's XML, with its files.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
) -> None:
    """Write what came in for a publication into a file."""
    if file.suffix.lower() not in {".xlsx", ".zip"} or (xml and file.suffix.lower() != ".zip"):
        fail(f"{file.name}: the file's name has to end with .xlsx or .zip (with --xml: .zip).")
    options = Options(labels, language, several=Several.SPLIT if split else Several.WHOLE, context=CONTEXT)
    with opened() as database:
        found = said(database.write_now(lambda session: submissions.exported(work_in(session), number)))
        with written_whole(file, overwrite=overwrite) as half:
            if file.suffix.lower() == ".xlsx":
                _write_workbook(database, found, options, half)
            else:
                database.read_now(lambda session: _write_zip(session, found, options, half, xml=xml))
    print(f"{found.count} submissions are in {file}.")


def _write_zip(session: Session, found: Exported, options: Options, half: Path, *, xml: bool) -> None:
    rows = found.submissions(work_in(session))
    content = partial(blobs.pieces, session)
    with half.open("wb") as into:
        if xml:
            write_xml(rows, found.forms, into, content)
        else:
            write_csv(rows, found.forms, options, into, content)


def _write_workbook(database: Database, found: Exported, options: Options, half: Path) -> None:
    with TemporaryDirectory() as folder:
        spooled, into = Path(folder, "submissions"), Path(folder, "workbook")
        with spooled.open("wb") as lines:
            database.read_now(lambda session: spool(found.submissions(work_in(session)), lines))
        told = asyncio.run(_in_a_helper_of_its_own(spooled, into, found, options))
        copyfile(into, half)
    if told.cuts:
        typer.echo(f"{told.cuts} texts are too long for a cell and were cut; a .zip has them whole.", err=True)


async def _in_a_helper_of_its_own(spooled: Path, into: Path, found: Exported, options: Options) -> Written:
    async with HelperProcess(limits=EXPORTING) as helper:
        return await write_workbook(helper, spooled, into, found.forms, options)
