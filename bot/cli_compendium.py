"""`passerelle compendium new`, `list`, `pdf`, `site`, `export` and `posts`."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_files import written_whole
from bot.cli_told import fail
from bot.cli_work import said, work_in
from bot.core.refusal import Refusal
from bot.i18n.catalogues import shipped
from bot.i18n.languages import BASE
from bot.i18n.translator import Reader, Translator
from bot.papers import bound, in_a_file
from bot.reports import compendium_export, compendium_pages, compendium_site
from bot.reports.compendium import Compendium
from bot.reports.practice_card import PracticeCard
from bot.reports.process import HelperProcess, JobFailed
from bot.reports.told import Render
from bot.reports.workbooks import EXPORTING
from bot.storage import blobs
from bot.storage.database import Database
from bot.usecases import compendium

app = typer.Typer(
    no_args_is_help=True, help="The compendium: published practices as a PDF, a web site, and for other programs."
)
Language = Annotated[str, typer.Option(help="Of the texts, where there is one in it; and of everything around them.")]
Edition = Annotated[int | None, typer.Option(help="Its number, as in `compendium list`; else the latest.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Even if it exists.")]


@app.command()
def new() -> None:
    """Make an edition of all practices that are published now."""
    with opened() as database:
        number = said(database.write_now(lambda session: compendium.make(work_in(session))))
    print(f"Edition {number} is made; `passerelle compendium pdf` and `site` write it.")


@app.command("list")
def list_all() -> None:
    """Tell which editions there are, the latest first."""
    with opened() as database:
        found = database.read_now(lambda session: compendium.editions(work_in(session)))
    if not found:
        print("There is no edition yet; `passerelle compendium new` makes one.")
    for one in found:
        print(f"{one.number}: {one.at:%Y-%m-%d}, {one.practices} {'practice' if one.practices == 1 else 'practices'}")


@app.command()
def pdf(
    file: Annotated[Path, typer.Argument(help="The PDF to write.")],
    *,
    language: Language = BASE,
    edition: Edition = None,
    pictures: Annotated[bool, typer.Option(help="With the first photo of each practice.")] = True,
    overwrite: Overwrite = False,
) -> None:
    """Write the compendium as a PDF: by area, with contents and an index by country."""
    with opened() as database, TemporaryDirectory(prefix="photos-") as folder:
        held = _held(database, [language], edition)
        photos = _photos(database, held.found[language], Path(folder)) if pictures else {}
        book = compendium_pages.as_data(held.found[language], held.renders[language], photos)
        with written_whole(file, overwrite=overwrite) as half:
            half.write_bytes(asyncio.run(bound(book, folder if photos else "")))
    print(f"{_practices(held.found[language])} are in {file}.")


@app.command()
def site(
    folder: Annotated[Path, typer.Argument(help="The folder to write; put it on any web server.")],
    *,
    language: Annotated[
        list[str] | None, typer.Option(help="May be given again; else all that the bot speaks.")
    ] = None,
    edition: Edition = None,
    pictures: Annotated[bool, typer.Option(help="With the first photo of each practice.")] = True,
    overwrite: Overwrite = False,
) -> None:
    """Write the compendium as a web site that needs no program on its server and asks nothing of any other."""
    wanted = list(dict.fromkeys(language or shipped().languages))
    with opened() as database, _new_folder(folder, overwrite=overwrite) as half:
        held = _held(database, wanted, edition)
        (half / compendium_site.PICTURES).mkdir()
        photos = _photos(database, held.found[wanted[0]], half / compendium_site.PICTURES) if pictures else {}
        for path, text in compendium_site.whole(held.found, held.renders, photos).items():
            (half / path).parent.mkdir(exist_ok=True)
            (half / path).write_text(text, encoding="utf-8")
        for tag in wanted:
            book = compendium_pages.as_data(held.found[tag], held.renders[tag], photos)
            into = half / f"compendium-{tag}.pdf"
            into.write_bytes(asyncio.run(bound(book, str(half / compendium_site.PICTURES) if photos else "")))
    print(f"{_practices(held.found[wanted[0]])} are in {folder}, in {', '.join(wanted)}; it begins with index.html.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Its name ends with .json or .csv.zip.")],
    *,
    language: Language = BASE,
    edition: Edition = None,
    overwrite: Overwrite = False,
) -> None:
    """Write all practices with all their parts, for other programs."""
    if not file.name.lower().endswith((".json", ".csv.zip")):
        fail(f"{file.name}: the file's name has to end with .json or .csv.zip.")
    with opened() as database:
        held = _held(database, [language], edition)
        found, render = held.found[language], held.renders[language]
        with written_whole(file, overwrite=overwrite) as half:
            if file.suffix.lower() == ".json":
                half.write_text(compendium_export.as_json(found, render), encoding="utf-8")
            else:
                half.write_bytes(asyncio.run(in_a_file("write_csv_tables", (compendium_export.rows(found, render),))))
    print(f"{_practices(found)} are in {file}.")


@app.command()
def posts(
    file: Annotated[Path, typer.Argument(help="The .zip to write.")],
    *,
    address: Annotated[
        str, typer.Option(help="Where the site is published, such as https://example.org/compendium.")
    ] = "",
    language: Language = BASE,
    edition: Edition = None,
    overwrite: Overwrite = False,
) -> None:
    """Write title, summary, picture and link of each practice, to be posted on Open Space and similar places."""
    with opened() as database, TemporaryDirectory(prefix="photos-") as folder:
        held = _held(database, [language], edition)
        found, render = held.found[language], held.renders[language]
        photos = _photos(database, found, Path(folder))
        drawn = _drawn(compendium_export.cards(found, render, photos), Path(folder))
        table, told = compendium_export.posts(found, render, address, photos, drawn)
        with written_whole(file, overwrite=overwrite) as half:
            files = {f"{compendium_export.POSTS}.json": told.encode()}
            files |= compendium_export.unpacked(asyncio.run(in_a_file("write_csv_tables", (table,))))
            files |= {
                f"{compendium_site.PICTURES}/{name}": (Path(folder) / name).read_bytes()
                for name in sorted([*photos.values(), *drawn.values()])
            }
            half.write_bytes(compendium_export.archive(files))
    print(f"{_practices(found)} are in {file}.")


@dataclass(frozen=True)
class _Held:
    """By language."""

    found: Mapping[str, Compendium]
    renders: Mapping[str, Render]


def _held(database: Database, languages: Sequence[str], edition: int | None) -> _Held:
    translator = shipped()
    for tag in languages:
        if tag not in translator.languages:
            fail(f"{tag}: the bot does not speak this language. It speaks {', '.join(translator.languages)}.")

    def read(session: Session) -> dict[str, Compendium | Refusal]:
        return {tag: compendium.contents(work_in(session), tag, edition) for tag in languages}

    found = {tag: said(one) for tag, one in database.read_now(read).items()}
    return _Held(found, {tag: _render(translator, tag) for tag in languages})


def _render(translator: Translator, language: str) -> Render:
    return translator.bound(Reader(language))


def _photos(database: Database, found: Compendium, into: Path) -> dict[str, str]:
    """Each made small, in a file that is named after its practice; `{sha256: name}`. What cannot be read is left out, and told."""
    wanted = {one.picture.sha256: f"{one.number}.jpg" for one in found.entries if one.picture is not None}
    return asyncio.run(_made_small(database, wanted, into)) if wanted else {}


async def _made_small(database: Database, wanted: Mapping[str, str], into: Path) -> dict[str, str]:
    made = {}
    async with HelperProcess(limits=EXPORTING) as helper:
        for sha256, name in wanted.items():
            source = database.read_now(lambda session, sha256=sha256: blobs.load(session, sha256))  # type: ignore[misc] # a default loses its type
            try:
                (into / name).write_bytes(await helper.call("small_photo", photo=source))
            except JobFailed as problem:
                print(f"The photo of practice {name.removesuffix('.jpg')} is left out: {problem}")
                continue
            made[sha256] = name
    return made


def _drawn(cards: Mapping[int, PracticeCard], into: Path) -> dict[int, str]:
    """Each in a file that is named after its practice; `{number: name}`."""
    return asyncio.run(_all_drawn(cards, into)) if cards else {}


async def _all_drawn(cards: Mapping[int, PracticeCard], into: Path) -> dict[int, str]:
    names = {number: f"{number}.png" for number in cards}
    async with HelperProcess(limits=EXPORTING) as helper:
        for number, card in cards.items():
            (into / names[number]).write_bytes(await helper.call("practice_card", data=card.as_data()))
    return names


@contextmanager
def _new_folder(folder: Path, *, overwrite: bool) -> Iterator[Path]:
    """Where to write it, so that it is there as a whole or not at all."""
    if folder.exists() and not overwrite:
        fail(f"{folder} exists already and was left as it is. Give another name, or add --overwrite.")
    if folder.exists() and not (folder / "search.js").exists():
        fail(f"{folder} holds something else and was left as it is. Give another name.")
    half = folder.with_name(f"{folder.name}.part")
    try:
        rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        yield half
        if folder.exists():
            rmtree(folder)
        half.replace(folder)
    except OSError as error:
        fail(f"{folder} cannot be written: {error.strerror}. Give a place where this account may write.")
    finally:
        rmtree(half, ignore_errors=True)


def _practices(found: Compendium) -> str:
    count = len(found.entries)
    return f"{count} {'practice' if count == 1 else 'practices'}"
