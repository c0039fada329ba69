"""The files of a questionnaire, as commands read them: the form, read in the helper process, and what lies beside it."""

import asyncio
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_told import fail
from bot.questionnaires import files
from bot.questionnaires.checked import Checked
from bot.questionnaires.compiled import Compiled
from bot.questionnaires.files import Beside
from bot.questionnaires.findings import Finding
from bot.questionnaires.folder import SHEETS, joined
from bot.questionnaires.form import Form
from bot.questionnaires.lists import Lists, Rows, lists
from bot.questionnaires.plan import Plan, plan
from bot.questionnaires.xpath.document import PlainNode
from bot.reports.process import HelperProcess, JobProblem, JobTookTooLong

_LONGEST_LINE = 100_000  # bytes of the columns' names

FORM_FILE = "An XLSForm: .xlsx, .csv, .md, or a folder of survey.csv, choices.csv…."
FileArgument = Annotated[Path, typer.Argument(help=FORM_FILE)]


def folder_of(file: Path) -> Path:
    """Where what a form looks at lies, unless somebody says otherwise."""
    return file if file.is_dir() else file.parent


def checked(file: Path, folder: Path) -> Checked:
    """`folder` is that of the files beside it."""
    source, kind = source_of(file)
    beside = columns_beside(folder)
    result = Checked.from_json(from_the_helper(file, "check_form", source=source, kind=kind, beside=beside))
    return replace(result, findings=(*_unreadable(result, folder), *result.findings))


def _unreadable(result: Checked, folder: Path) -> Iterator[Finding]:
    """Files beside the form that it looks at, and that are not what their names say."""
    for name in sorted(files.wanted(plan(result.form))) if result.form is not None else ():
        try:
            files.read({name: bytes_of(folder / name)} if _is_inside(folder, name) else {})
        except files.UnreadableFileError as error:
            yield Finding("", 0, f"the file “{name}” beside the form cannot be used: {error}")


def compiled(file: Path) -> Compiled:
    source, kind = source_of(file)
    return Compiled.from_json(from_the_helper(file, "compile_form", source=source, kind=kind))


def from_the_helper(file: Path, job: str, **arguments: Any) -> Mapping[str, Any]:
    try:
        return asyncio.run(_in_the_helper(job, name=file.stem, **arguments))
    except JobTookTooLong:
        fail(f"{file.name} takes too long to read, and was put aside. Is it larger than a questionnaire should be?")
    except JobProblem as problem:
        fail(f"{file.name} could not be read ({problem}), and was put aside. Is it larger than it should be?")


async def _in_the_helper(job: str, **arguments: Any) -> Mapping[str, Any]:
    async with HelperProcess() as helper:
        result: Mapping[str, Any] = await helper.call(job, **arguments)
        return result


def source_of(file: Path) -> tuple[bytes, str]:
    if not file.is_dir():
        return bytes_of(file), file.suffix.lower()
    sheets = {name: bytes_of(file / f"{name}.csv") for name in SHEETS if (file / f"{name}.csv").exists()}
    if "survey" not in sheets:
        fail(f"{file} has no survey.csv.")
    try:
        return joined(sheets), ".csv"
    except (UnicodeDecodeError, csv.Error):
        fail(f"{file}: its files are not UTF-8 CSV; please save them as UTF-8.")


def lists_beside(planned: Plan, folders: Sequence[Path]) -> Lists:
    found = beside(planned, folders)
    return lists(planned.form, found.tables, found.trees)


def beside(planned: Plan, folders: Sequence[Path]) -> Beside:
    """The first folder that has a file counts; one that none has is left out."""
    for folder in folders:
        if not folder.is_dir():
            fail(f"{folder} is no folder.")
    found = {
        name: next((folder / name for folder in folders if _is_inside(folder, name)), None)
        for name in sorted(files.wanted(planned))
    }
    tables: dict[str, Rows] = {}
    trees: dict[str, PlainNode] = {}
    for name, path in found.items():
        try:
            content = files.read({} if path is None else {name: bytes_of(path)})
        except files.UnreadableFileError as error:
            fail(f"{path}: {error}")
        tables.update(content.tables)
        trees.update(content.trees)
    return Beside(tables, trees)


def columns_beside(folder: Path) -> dict[str, list[str] | None]:
    """Of the files beside a form, by name; only the first line of each is read."""
    found: dict[str, list[str] | None] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".xml", ".geojson"} and path.is_file():
            try:
                with path.open("rb") as opened:
                    found[path.name] = files.columns(path.name, opened.readline(_LONGEST_LINE))
            except OSError as error:
                fail(f"{path} cannot be read: {error.strerror}. Check your rights.")
    return found


def media_beside(form: Form, folder: Path) -> Mapping[str, bytes]:
    """What labels show, as far as it is there; the check tells of what is missing."""
    found = {name: bytes_of(folder / name) for name in sorted(files.shown(form)) if _is_inside(folder, name)}
    for name, content in found.items():
        if len(content) > files.LARGEST:
            fail(f"{name} is larger than {files.LARGEST // (1024 * 1024)} MB.")
    return found


def _is_inside(folder: Path, name: str) -> bool:
    return Path(name).name == name and (folder / name).is_file()


def bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError) as error:
        fail(f"{file} cannot be read: {getattr(error, 'strerror', error)}. Check its name and your rights.")
