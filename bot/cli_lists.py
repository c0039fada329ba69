"""What commands about lists of centres and people share: files in both ways, and reports in the reader's language."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bot.cli_files import save
from bot.cli_told import fail
from bot.domain.sheets import Explained, Line
from bot.domain.sheets_csv import LARGEST, written_csv
from bot.i18n.catalogues import shipped
from bot.i18n.markup import plain
from bot.i18n.phrase import Words
from bot.i18n.translator import BASE_LANGUAGE, Reader, Translator, unisolated
from bot.reports.list_templates import how_to
from bot.reports.lists import is_workbook, list_lines, written_list
from bot.reports.process import HelperProcess, JobProblem, Limits

SHOWN: Final = 50  # problems
_PATIENT: Final = Limits(seconds=300)  # 50,000 rows take ten seconds, on a busy machine more
Language = Annotated[str, typer.Option(help="The language of the report: en, fr or ar.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")]


@dataclass(frozen=True)
class Told:
    """Puts words into the language that was asked for."""

    language: str

    @property
    def translator(self) -> Translator:
        return Translator({}) if self.language == BASE_LANGUAGE else shipped()  # English needs no catalogues

    def __call__(self, words: Words) -> str:
        """Plain, as it is shown in a terminal or stands in a sheet."""
        return unisolated(plain(self.translator.render(words, Reader(self.language))))


def told_in(language: str) -> Told:
    if language not in shipped().languages:
        fail(f"There are no words in “{language}”. There are: {', '.join(shipped().languages)}.")
    return Told(language)


def read_lines(file: Path, needed: Sequence[str]) -> tuple[Line, ...]:
    """Raises Unreadable."""
    data = _bytes_of(file)
    lines: tuple[Line, ...] = _with_helper(file, lambda call: list_lines(call, data, needed))
    return lines


def write_list(file: Path, title: str, rows: Sequence[Sequence[str]], *, overwrite: bool) -> None:
    """A workbook where the name ends with .xlsx, else CSV; on standard output CSV."""
    save(file, list_bytes(file, title, rows), overwrite=overwrite)


def list_bytes(file: Path, title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """What such a file is to hold."""
    if not is_workbook(file.name):
        return written_csv(rows)
    written: bytes = _with_helper(file, lambda call: written_list(call, title, rows))
    return written


def write_template(
    file: Path,
    title: str,
    guide: Mapping[str, Explained],
    needed: Collection[str],
    told: Told,
    *,
    overwrite: bool,
) -> None:
    """A CSV file has room for the headings only."""
    if not is_workbook(file.name):
        save(file, written_csv([tuple(guide)]), overwrite=overwrite)
        return
    explained = how_to(guide, needed, told.language, told)
    save(
        file, _with_helper(file, lambda call: written_list(call, title, [tuple(guide)], explained)), overwrite=overwrite
    )


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(LARGEST + 1)
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}. Check its name and your rights; nothing was changed.")


def _with_helper(file: Path, job: Callable[[Callable[..., Any]], Any]) -> Any:
    async def run() -> Any:
        async with HelperProcess(limits=_PATIENT) as helper:
            return await job(helper.call)

    try:
        return asyncio.run(run())
    except JobProblem as problem:
        fail(f"{file} could not be dealt with: {problem}. Nothing was changed.")
