"""`passerelle rounds list`, `open`, `extend`, `close`, `participation` and `export`."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from bot.cli_database import opened
from bot.cli_files import written_whole
from bot.cli_told import fail, in_english
from bot.cli_work import day_of, network_of, said, work_in
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.participation import Tally, by_country, by_network
from bot.domain.settling import Settling
from bot.i18n.languages import BASE
from bot.i18n.translator import Reader, Translator
from bot.papers import in_a_file
from bot.questionnaires import builtin
from bot.reports.results_tables import RoundResults, results_tables
from bot.storage.centres import Centre
from bot.storage.networks import Network
from bot.storage.questionnaires import Voice
from bot.usecases import instruments, publishing, round_lists, round_tables, rounds
from bot.usecases.round_lists import InSight, Phase, Standing
from bot.usecases.rounds import Plan

app = typer.Typer(no_args_is_help=True, help="Rounds: one questionnaire for many centres, in the same weeks.")
Number = Annotated[int, typer.Argument(help="Of the round, as in `rounds list`.")]
_ORDER = ("invited", "begun", "complete", "signed", "people", "answered")


@app.command("list")
def list_all() -> None:
    """Tell which rounds there are, the latest first."""
    with opened() as database:
        found = database.read_now(lambda session: round_lists.in_sight(work_in(session)))
    if not found:
        print("No round has been opened yet; `passerelle rounds open QUESTIONNAIRE NAME` opens one.")
    for one in found:
        print(f"{one.number}: {in_english(one.name)}, {_state(one)}")


@app.command("open")
def open_round(
    questionnaire: Annotated[
        str, typer.Argument(help="Its form_id, as in `forms list`: the latest version of it, or one that is built in.")
    ],
    name: Annotated[str, typer.Argument(help="What the round is called.")],
    *,
    language: Annotated[str, typer.Option(help="The language of the name.")] = BASE,
    called: Annotated[
        list[str] | None, typer.Option(help="The name in another language: fr=Printemps; may be given again.")
    ] = None,
    opens: Annotated[str | None, typer.Option(help="The day on which it opens, such as 2026-03-01; else now.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day on which answers are taken.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only there: two letters; may be given again.")] = None,
    network: Annotated[list[str] | None, typer.Option(help="Only these networks: codes; may be given again.")] = None,
    compared_with: Annotated[int | None, typer.Option(help="The number of an earlier round.")] = None,
    settling: Annotated[
        Settling | None, typer.Option(help="What becomes of levels that differ within a team; else as the form says.")
    ] = None,
    voices: Annotated[list[Voice] | None, typer.Option(help="A group that is asked too; may be given again.")] = None,
    remind: Annotated[bool, typer.Option("--remind/--no-reminders", help="Remind those who stay silent.")] = True,
) -> None:
    """Open a questionnaire to centres, whose teams are told, until a day."""
    names = {language: name} | dict(_named(one) for one in called or ())
    with opened() as database:

        def job(session: Session) -> tuple[int, bool] | Refusal:
            work = work_in(session)
            key = _key(session, questionnaire)
            known = said(instruments.known(work, key))
            plan = Plan(
                instrument=key,
                name=names,
                original=language,
                audience=Audience(
                    tuple(code.upper() for code in country or ()),
                    tuple(network_of(session, code) for code in network or ()),
                ),
                opens_at=None if opens is None else rounds.start_of(day_of(opens), "UTC"),
                closes_at=None if until is None else publishing.end_of(day_of(until), "UTC"),
                baseline=compared_with,
                settling=settling or known.settling or Settling.AGREE,
                voices=tuple(voices or ()),
                reminds=remind,
            )
            number = rounds.open(work, plan)
            return number if isinstance(number, Refusal) else (number, known.is_scored)

        number, is_scored = said(database.write_now(job))
    if not is_scored:
        print("None of its questions says what it counts for: there will be answers, but no scores and no comparison.")
    print(f"It is round {number}.")


@app.command()
def extend(number: Number, until: Annotated[str, typer.Argument(help="The new last day, such as 2026-06-30.")]) -> None:
    """Give a round that is open another last day."""
    closes_at = publishing.end_of(day_of(until), "UTC")
    with opened() as database:
        said(database.write_now(lambda session: rounds.extend(work_in(session), number, closes_at)))
    print(f"Round {number} is open until {until}.")


@app.command()
def close(number: Number) -> None:
    """Close a round for good: nothing of it changes any more."""
    with opened() as database:
        said(database.write_now(lambda session: rounds.close(work_in(session), number)))
    print(f"Round {number} is closed.")


@app.command()
def participation(
    number: Number,
    *,
    centres: Annotated[bool, typer.Option("--centres", help="A line for each centre, too.")] = False,
) -> None:
    """Tell exactly how many centres and people take part: in all, by country, by network."""
    with opened() as database:

        def job(session: Session) -> list[str] | Refusal:
            found = round_lists.standing(work_in(session), number)
            return found if isinstance(found, Refusal) else list(_told(session, found, centres=centres))

        print("\n".join(said(database.read_now(job))))


@app.command()
def export(
    number: Number,
    file: Annotated[Path, typer.Argument(help="Ends with .xlsx, or with .zip for CSV.")],
    *,
    without_names: Annotated[
        bool, typer.Option("--without-names", help="To hand on: keys for this file only, in place of names.")
    ] = False,
    language: Annotated[str, typer.Option(help="Of names and of the codebook.")] = BASE,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Even if the file exists.")] = False,
) -> None:
    """Write what the centres have signed in a round: a row for each centre and indicator, and a codebook."""
    if file.suffix.lower() not in {".xlsx", ".zip"}:
        fail(f"{file.name}: the file's name has to end with .xlsx or .zip.")
    named = not without_names
    with opened() as database:

        def read(session: Session) -> tuple[RoundResults, Translator] | Refusal:
            work = work_in(session)
            found = round_tables.table(work, number, named=named)
            return found if isinstance(found, Refusal) else (found, work.translator)

        found, translator = said(database.read_now(read))
        tables = results_tables(found, language, translator.bound(Reader(language)))
        with written_whole(file, overwrite=overwrite) as half:
            said(database.write_now(lambda session: round_tables.handed_out(work_in(session), number, named=named)))
            job = "write_tables" if file.suffix.lower() == ".xlsx" else "write_csv_tables"
            half.write_bytes(asyncio.run(in_a_file(job, tables)))
    count = len(found.centres)
    print(f"The results of {count} {'centre' if count == 1 else 'centres'} are in {file}.")


def _told(session: Session, found: Standing, *, centres: bool) -> Iterator[str]:
    yield f"{in_english(found.name)} (round {found.number}), {found.phase}: {in_english(found.title)}"
    yield "\t".join(("", *_ORDER))
    yield _line("all", found.whole)
    for code, tally in by_country(found.centres).items():
        yield _line(code, tally)
    slugs = dict(session.exec(select(Network.id, Network.slug)).all())
    for network, tally in by_network(found.centres).items():
        yield _line(slugs[network], tally)
    if centres:
        numbers = [one.centre for one in found.centres]
        codes = dict(session.exec(select(Centre.id, Centre.code).where(col(Centre.id).in_(numbers))).all())
        for one in found.centres:
            yield f"{codes[one.centre]}\t{one.stage}\t{one.answered} of {one.people} people"


def _line(name: str, tally: Tally) -> str:
    return "\t".join((name, *(str(getattr(tally, each)) for each in _ORDER)))


def _key(session: Session, form_id: str) -> str:
    version = publishing.latest_version(work_in(session), form_id)
    if version is None and form_id not in builtin.NAMES:
        fail(f"There is no questionnaire {form_id}. `passerelle forms list` tells which there are.")
    return form_id if version is None else str(version)


def _named(text: str) -> tuple[str, str]:
    language, is_there, name = text.partition("=")
    if not (is_there and language and name):
        fail(f"{text}: please give the name in another language as fr=Printemps. Nothing was changed.")
    return language, name


def _state(one: InSight) -> str:
    match one.phase:
        case Phase.TO_COME:
            return f"opens on {one.opens_at:%Y-%m-%d}"
        case Phase.OPEN if one.closes_at is not None:
            return f"open until {one.closes_at:%Y-%m-%d %H:%M} UTC"
        case _:
            return str(one.phase)
