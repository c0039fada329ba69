"""`passerelle forms import`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_database import opened
from bot.cli_form_files import FORM_FILE, beside, checked, folder_of, media_beside, source_of
from bot.cli_told import fail
from bot.cli_work import said, work_in
from bot.questionnaires import builtin, files
from bot.questionnaires.form import Form
from bot.questionnaires.lists import Rows
from bot.questionnaires.plan import plan
from bot.storage import blobs
from bot.storage.database import Database
from bot.usecases import publishing

app = typer.Typer()
_KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".md": "text/markdown",
}


@dataclass(frozen=True)
class _Brought:
    form: Form
    tables: Mapping[str, Rows]
    name: str
    source: bytes
    kind: str
    media: Mapping[str, bytes] = field(default_factory=dict)


@app.command("import")
def import_file(
    file: Annotated[Path | None, typer.Argument(help=FORM_FILE)] = None,
    media: Annotated[
        Path | None, typer.Option(help="The folder of CSV files and pictures; else the form's own.")
    ] = None,
    built_in: Annotated[
        str | None, typer.Option(help="Instead of a file: one that comes with the bot, by its name in `forms list`.")
    ] = None,
) -> None:
    """Keep a questionnaire as a new version, so that it can be published."""
    if file is None:
        brought = _built_in(built_in)
    elif built_in is None:
        brought = _read(file, media or folder_of(file))
    else:
        fail("Please give either a file or --built-in NAME, not both. Nothing was changed.")
    with opened() as database:
        blob = stored(database, brought.source, _KINDS[brought.kind])
        kept = said(
            database.write_now(
                lambda session: publishing.keep(
                    work_in(session), brought.form, brought.tables, brought.name, blob, media=brought.media
                )
            )
        )
    title = brought.form.title
    if kept.is_new:
        print(f"{title}: version {kept.number} of {kept.form_id} is kept.")
    else:
        print(f"{title}: this is the same as version {kept.number} of {kept.form_id}, which is kept already.")


def _read(file: Path, folder: Path) -> _Brought:
    result = checked(file, folder)
    for found in result.findings:
        typer.echo(str(found), err=True)
    form = result.form
    if form is None or result.to_mend:
        fail(f"{file.name} was not taken over; nothing was changed.")
    source, kind = source_of(file)
    planned = plan(form)
    tables: dict[str, Rows] = dict(beside(planned, [folder]).tables)
    if missing := sorted(files.wanted(planned) - tables.keys()):
        fail(f"{file.name} looks at {', '.join(missing)}: only CSV and GeoJSON can be kept. Nothing was changed.")
    return _Brought(form, tables, file.with_suffix(kind).name, source, kind, media_beside(form, folder))


def _built_in(name: str | None) -> _Brought:
    if name not in builtin.NAMES:
        asked = "Please give a file, or --built-in NAME." if name is None else f"No questionnaire “{name}” is built in."
        fail(f"{asked} These are built in: {', '.join(builtin.NAMES)}. Nothing was changed.")
    return _Brought(builtin.form(name), {}, f"{name}{builtin.KIND}", builtin.source(name), builtin.KIND)


def stored(database: Database, source: bytes, media_type: str) -> str:
    """In parts, so that the bot gets its turn in between."""
    sha256 = blobs.sha256_of(source)
    for first in blobs.parts(source):
        now = datetime.now(UTC)
        database.write_now(
            lambda session, first=first, now=now: blobs.store_part(  # type: ignore[misc] # mypy cannot tell the type of a default
                session, sha256, source, first, media_type=media_type, now=now
            )
        )
    return sha256
