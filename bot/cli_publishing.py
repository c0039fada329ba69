"""`passerelle forms import`, `list`, `publish`, `update` and `export`."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Annotated, TypeVar

import typer
from sqlmodel import Session

from bot import app as composition
from bot import data_folder
from bot.cli_database import problems_told
from bot.cli_form_files import FORM_FILE, beside, checked, fail, folder_of, media_beside, source_of
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.i18n.markup import plain
from bot.i18n.translator import BASE_LANGUAGE, Reader, Translator
from bot.questionnaires import builtin, files
from bot.questionnaires.changes import Extent
from bot.questionnaires.form import Form
from bot.questionnaires.lists import Rows
from bot.questionnaires.plan import plan
from bot.questionnaires.submissions.archive import write_xml
from bot.questionnaires.submissions.csv_zip import write_csv
from bot.questionnaires.submissions.layout import Options, Several
from bot.questionnaires.submissions.submission import MisfitError, spool
from bot.questionnaires.submissions.written import Written
from bot.reports.process import HelperProcess, JobProblem
from bot.reports.workbooks import EXPORTING, write_workbook
from bot.settings import Settings
from bot.storage import blobs, schema
from bot.storage.database import Database
from bot.storage.networks import find_network
from bot.usecases import publication_lists, publication_updates, publishing, submissions
from bot.usecases.editions import Editions
from bot.usecases.publication_lists import Listed, ListedPublication
from bot.usecases.publication_updates import Drafts, Newer
from bot.usecases.submissions import CONTEXT, Exported
from bot.usecases.work import COMMAND, Work

T = TypeVar("T")
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


@app.command("list")
def list_all() -> None:
    """Tell which questionnaires there are, their versions, what was published, and how many answers came in."""
    with opened() as database:
        found = said(database.read_now(lambda session: publication_lists.overview(work_in(session))))
    if not found:
        print("There is no questionnaire yet; `passerelle forms import FILE` brings one.")
    for one in found:
        print("\n".join(_lines(one)))
    if further := [name for name in builtin.NAMES if name not in {one.form_id for one in found}]:
        print(f"Built in, for `passerelle forms import --built-in NAME`: {', '.join(further)}.")


@app.command()
def publish(
    name: Annotated[str, typer.Argument(help="The questionnaire's form_id, as in `forms list`; its latest version.")],
    until: Annotated[
        str | None, typer.Option(help="The last day on which answers are taken, such as 2026-06-30.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="Only there: two letters, such as TN; may be given again.")
    ] = None,
    network: Annotated[
        list[str] | None, typer.Option(help="Only these networks: codes as in `centres export`; may be given again.")
    ] = None,
    *,
    quietly: Annotated[bool, typer.Option("--quietly", help="Tell nobody: they find it on their menu.")] = False,
) -> None:
    """Ask everybody, or those of certain countries or networks, to answer a questionnaire."""
    closes = None if until is None else publishing.end_of(day_of(until), "UTC")
    countries = tuple(code.upper() for code in country or ())
    with opened() as database:

        def job(session: Session) -> int | Refusal:
            version = publishing.latest_version(work_in(session), name)
            if version is None:
                fail(f"There is no questionnaire {name}. `passerelle forms list` tells which there are.")
            audience = Audience(countries, tuple(network_of(session, code) for code in network or ()))
            return publishing.publish(work_in(session), version, audience, closes, tells=not quietly)

        number = said(database.write_now(job))
    print(f"It is published as number {number}.")


@app.command()
def update(
    number: Annotated[int, typer.Argument(help="Of the publication, as in `forms list`.")],
    *,
    move_drafts: Annotated[
        bool, typer.Option("--move-drafts", help="Also for those who are amid it, whatever answers that drops.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
) -> None:
    """Give a publication the newest version of its questionnaire."""
    editions = Editions()
    with opened() as database:
        newer = said(database.read_now(lambda session: publication_updates.newer(work_in(session), editions, number)))
        if newer is None:
            print(f"Publication {number} has the newest version already.")
            return
        inside = said(
            database.read_now(
                lambda session: publication_updates.drafts(work_in(session), editions, number, newer.version)
            )
        )
        print("\n".join(_told(newer, inside)))
        if dry_run:
            print("Nothing was changed yet.")
            return

        def job(session: Session) -> int | Refusal:
            return publication_updates.update(work_in(session), number, newer.version, move_drafts=move_drafts)

        said(database.write_now(job))
    print(f"Publication {number} has version {newer.number} from now on.")


def _told(newer: Newer, drafts: Drafts) -> Iterator[str]:
    changes = newer.changes
    yield {
        Extent.WORDING: f"Version {newer.number} says some things in other words; everybody has it at once.",
        Extent.COMPATIBLE: f"Version {newer.number} keeps all answers; it is offered to those who are amid it.",
        Extent.INCOMPATIBLE: f"Version {newer.number} cannot take the answers to {', '.join(changes.lost)}.",
    }[changes.extent]
    if changes.added:
        yield f"New questions: {', '.join(changes.added)}."
    yield f"People amid it: {drafts.inside}. Moving them drops {drafts.answers} answers of {drafts.losing} of them."


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


@contextmanager
def written_whole(file: Path, *, overwrite: bool) -> Iterator[Path]:
    """Where to write it, so that it is there as a whole or not at all."""
    if file.exists() and not overwrite:
        fail(f"{file} exists already and was left as it is. Give another name, or add --overwrite.")
    half = file.with_name(f"{file.name}.part")
    try:
        yield half
        half.replace(file)
    except (MisfitError, JobProblem) as error:
        fail(f"{file} could not be written: {error}")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}. Give a place where this account may write.")
    finally:
        half.unlink(missing_ok=True)


def _lines(one: Listed) -> Iterator[str]:
    yield f"{one.form_id}: {one.versions[0].title}"
    for version in one.versions:
        called = f" ({version.version})" if version.version else ""
        yield f"  version {version.number}{called}, kept on {version.created_at:%Y-%m-%d} from {version.file_name}"
    for publication in one.publications:
        yield f"  publication {publication.number} of version {publication.version}: {_state(publication)}"


def _state(one: ListedPublication) -> str:
    until = f" until {one.closes_at:%Y-%m-%d %H:%M} UTC" if one.closes_at is not None else ""
    return f"{'open' if one.is_open else 'closed'}{until if one.is_open else ''}; {one.submissions} submissions"


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


def network_of(session: Session, code: str) -> int:
    known = find_network(session, code)
    if known is None:
        fail(f"There is no network with the code {code}. `passerelle centres export -` shows them.")
    return known.id


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{text} is no day; for example: 2026-06-30.")


@contextmanager
def opened() -> Iterator[Database]:
    with problems_told(), closing(data_folder.open_existing(Settings())) as database:
        schema.check(database)
        yield database


def work_in(session: Session) -> Work:
    return Work(session, datetime.now(UTC), COMMAND, composition.translator(), lambda _channel, _account: None)


def said(result: T | Refusal) -> T:
    if isinstance(result, Refusal):
        fail(plain(Translator({}).render(result.why, Reader(BASE_LANGUAGE))))
    return result
