"""`passerelle forms`: questionnaires as their authors write them, checked and rehearsed."""

import asyncio
import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfoNotFoundError

import typer

from bot import app as composition
from bot.i18n.translator import BASE_LANGUAGE, Reader
from bot.i18n.zones import zone_of
from bot.questionnaires import files, rehearsal
from bot.questionnaires.checked import Checked
from bot.questionnaires.compiled import Compiled
from bot.questionnaires.folder import SHEETS, joined
from bot.questionnaires.form import MAIN, Form, tag_of
from bot.questionnaires.interview import MOST_ROUNDS, TooManyRoundsError
from bot.questionnaires.lists import Lists, Rows, lists
from bot.questionnaires.plan import Plan, plan
from bot.questionnaires.refused import WORDS, Refused
from bot.questionnaires.xpath.document import PlainNode
from bot.reports.process import HelperProcess, JobProblem

app = typer.Typer(no_args_is_help=True, help="Questionnaires, written as XLSForms.")
_LONGEST_LINE = 100_000  # bytes of the columns' names

FileArgument = Annotated[
    Path, typer.Argument(help="An XLSForm: .xlsx, .csv, .md, or a folder of survey.csv, choices.csv….")
]


@app.command()
def check(file: FileArgument) -> None:
    """Tell what is wrong with a questionnaire, by sheet and row; exit 1 when something must be mended."""
    source, kind = _source(file)
    beside = _columns(file if file.is_dir() else file.parent)
    checked = Checked.from_json(_from_the_helper(file, "check_form", source=source, kind=kind, beside=beside))
    for found in checked.findings:
        print(found)
    if checked.form is not None:
        questions = sum(part.is_asked for part in checked.form.root.walk())
        print(f"{file.name}: {questions} questions and notes in {', '.join(checked.form.languages)}.")
    if checked.to_mend:
        raise typer.Exit(1)


@app.command("try")
def rehearse(
    file: FileArgument,
    script: Annotated[Path, typer.Option(help="A JSON list of operations, or a list of such lists.")],
    now: Annotated[str, typer.Option(help="The moment at which it is filled in, as in ISO 8601.")],
    timezone: Annotated[str, typer.Option(help="The respondent's time zone, for example Africa/Tunis.")] = "UTC",
    language: Annotated[str, typer.Option(help="As the form names it, or its code.")] = "",
    media: Annotated[Path | None, typer.Option(help="A folder to look for CSV files before the form's own.")] = None,
    seed: Annotated[str, typer.Option(help="What chance follows from.")] = "0",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, the only way so far.")] = False,  # noqa: ARG001  asked for by name in scripts
) -> None:
    """Fill a questionnaire in by a script and print what comes of it. Nothing is stored."""
    moment = _moment(now, timezone)
    try:
        runs, several = rehearsal.operations(json.loads(_bytes_of(script)))
    except RecursionError:
        _fail(f"{script}: a script is a list of operations, or a list of such lists, and not deeper.")
    except ValueError as error:
        _fail(f"{script}: {error}")
    result = _compiled(file)
    if result.form is None:
        _fail("\n".join(map(str, result.refusals)))
    form = result.form
    if language and form.language(language) is None and form.languages != (MAIN,):
        _fail(f"{file.name} is not written in {language}; it has {', '.join(form.languages)}.")
    planned = plan(form)
    beside = _lists(planned, [*([media] if media else []), file if file.is_dir() else file.parent])
    words = _words(form, language)
    try:
        results = [
            rehearsal.rehearsed(planned, beside, run, moment=moment, language=language, seed=seed, words=words)
            for run in runs
        ]
    except TooManyRoundsError as error:
        _fail(f"{file.name}: {error.path} would have more than {MOST_ROUNDS} rounds; please use a smaller number.")
    told: Any = results if several else results[0]
    written = json.dumps(told, ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(
        written.encode(errors="backslashreplace") + b"\n"
    )  # half a character is written as JSON has it


def _compiled(file: Path) -> Compiled:
    source, kind = _source(file)
    return Compiled.from_json(_from_the_helper(file, "compile_form", source=source, kind=kind))


def _from_the_helper(file: Path, job: str, **arguments: Any) -> Mapping[str, Any]:
    try:
        return asyncio.run(_in_the_helper(job, name=file.stem, **arguments))
    except JobProblem as problem:
        _fail(f"{file.name} could not be read: {problem}.")


async def _in_the_helper(job: str, **arguments: Any) -> Mapping[str, Any]:
    async with HelperProcess() as helper:
        result: Mapping[str, Any] = await helper.call(job, **arguments)
        return result


def _source(file: Path) -> tuple[bytes, str]:
    if not file.is_dir():
        return _bytes_of(file), file.suffix.lower()
    sheets = {name: _bytes_of(file / f"{name}.csv") for name in SHEETS if (file / f"{name}.csv").exists()}
    if "survey" not in sheets:
        _fail(f"{file} has no survey.csv.")
    try:
        return joined(sheets), ".csv"
    except (UnicodeDecodeError, csv.Error):
        _fail(f"{file}: its files are not UTF-8 CSV; please save them as UTF-8.")


def _lists(planned: Plan, folders: Sequence[Path]) -> Lists:
    """The first folder that has a file counts."""
    for folder in folders:
        if not folder.is_dir():
            _fail(f"{folder} is no folder.")
    found = {
        name: next((folder / name for folder in folders if _is_inside(folder, name)), None)
        for name in sorted(files.wanted(planned))
    }
    tables: dict[str, Rows] = {}
    trees: dict[str, PlainNode] = {}
    for name, path in found.items():
        try:
            beside = files.read({} if path is None else {name: _bytes_of(path)})
        except files.UnreadableFileError as error:
            _fail(f"{path}: {error}")
        tables.update(beside.tables)
        trees.update(beside.trees)
    return lists(planned.form, tables, trees)


def _columns(folder: Path) -> dict[str, list[str] | None]:
    """Of the files beside a form, by name; only the first line of each is read."""
    found: dict[str, list[str] | None] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".xml", ".geojson"} and path.is_file():
            try:
                with path.open("rb") as opened:
                    found[path.name] = files.columns(path.name, opened.readline(_LONGEST_LINE))
            except OSError as error:
                _fail(f"{path} cannot be read: {error.strerror}. Check your rights.")
    return found


def _is_inside(folder: Path, name: str) -> bool:
    return Path(name).name == name and (folder / name).is_file()


def _words(form: Form, language: str) -> Callable[[Refused], str]:
    translator = composition.translator()
    chosen = tag_of(form.language(language) or form.languages[0])
    reader = Reader(chosen if chosen in translator.languages else BASE_LANGUAGE)

    def words(refused: Refused) -> str:
        return translator.render(WORDS[refused.reason], reader)

    return words


def _moment(now: str, timezone: str) -> datetime:
    try:
        zone = zone_of(timezone)
    except (ValueError, ZoneInfoNotFoundError):
        _fail(f"{timezone} is no time zone; for example: Africa/Tunis.")
    try:
        moment = datetime.fromisoformat(now)
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except (ValueError, OverflowError):
        _fail(f"{now} is no moment; for example: 2026-05-04T10:00:00.")


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError) as error:
        _fail(f"{file} cannot be read: {getattr(error, 'strerror', error)}. Check its name and your rights.")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
