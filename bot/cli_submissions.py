"""`passerelle forms import-submissions`: answers from a file, checked by their form."""

import asyncio
import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_database import opened
from bot.cli_form_import import stored
from bot.cli_told import fail, in_english
from bot.cli_work import said, work_in
from bot.questionnaires.form import Form
from bot.questionnaires.submissions.archive_reading import LARGEST_ATTACHMENT, read_zip
from bot.questionnaires.submissions.importing import imported
from bot.questionnaires.submissions.outcomes import Candidate, Outcome, Verdict
from bot.questionnaires.submissions.sheet_reading import read_sheets
from bot.questionnaires.submissions.submission import Submission
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError
from bot.reports.process import HelperProcess, JobProblem
from bot.reports.workbooks import read_workbook
from bot.storage import blobs
from bot.storage.database import Database
from bot.usecases import submission_imports

app = typer.Typer()
AT_A_TIME = 50  # submissions in one transaction, so that the bot gets its turn in between


@app.command("import-submissions")
def import_submissions(
    number: Annotated[int, typer.Argument(help="Of the publication, as in `forms list`.")],
    file: Annotated[Path, typer.Argument(help="An export with codes: .zip of CSV tables or ODK's XML, or .xlsx.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be taken.")] = False,
) -> None:
    """Bring answers in from a file; each is checked by its form and taken as a whole, or refused with the reason."""
    with opened() as database:
        to = said(database.read_now(lambda session: submission_imports.destination(work_in(session), number)))
        try:
            candidates = list(_candidates(file, to.forms))
        except UnreadableSubmissionError as error:
            fail(f"{file}: {error} Nothing was changed.")
        ids = [one.submission.id for one in candidates if one.submission is not None]
        there = database.read_now(lambda session: submission_imports.known(work_in(session), ids))
        outcomes = list(imported(candidates, to.versions, there.__contains__))
        for line in _report(outcomes):
            print(line)
        taken = [one.submission for one in outcomes if one.submission is not None]
        if not dry_run:
            _keep_files(database, file, taken)
            for first in range(0, len(taken), AT_A_TIME):
                some = taken[first : first + AT_A_TIME]
                said(
                    database.write_now(
                        lambda session, some=some: submission_imports.take_in(work_in(session), to, some)  # type: ignore[misc] # mypy cannot tell the type of a default
                    )
                )
    print(f"{len(taken)} of {len(outcomes)} {'would be' if dry_run else 'were'} taken.")
    if len(taken) < len(outcomes):
        raise typer.Exit(1)


def _candidates(file: Path, forms: Sequence[Form]) -> Iterator[Candidate]:
    now = datetime.now(UTC)
    try:
        if file.suffix.lower() != ".xlsx":
            with file.open("rb") as source:
                yield from read_zip(source, forms, now)
            return
        rows = asyncio.run(_rows(file.read_bytes()))
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}. Check its name and your rights; nothing was changed.")
    except JobProblem as problem:
        fail(f"{file} could not be read: {problem}. Nothing was changed.")
    yield from read_sheets(rows, forms, now)


async def _rows(source: bytes) -> Mapping[str, Sequence[Sequence[str]]]:
    async with HelperProcess() as helper:
        return await read_workbook(helper, source)


def _report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each remark; those taken without one say nothing."""
    for one in outcomes:
        told = "refused" if one.verdict is Verdict.REFUSED else "taken, but"
        for remark in one.remarks:
            place = f"{remark.path}: " if remark.path else ""
            yield f"{one.source}: {told}: {place}{in_english(remark.words)}"


def _keep_files(database: Database, file: Path, taken: Sequence[Submission]) -> None:
    """The photos and documents of those that are taken; they stand beside them in the zip."""
    wanted = {each.sha256 for one in taken for each in one.attachments.values() if each.sha256}
    if not wanted:
        return
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or entry.file_size > LARGEST_ATTACHMENT:
                continue
            data = archive.read(entry)
            if hashlib.sha256(data).hexdigest() in wanted:
                stored(database, data, blobs.UNKNOWN)
