"""`passerelle forms list`, `publish` and `update`."""

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_told import fail
from bot.cli_work import day_of, network_of, said, work_in
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.questionnaires import builtin
from bot.questionnaires.changes import Extent
from bot.usecases import publication_lists, publication_updates, publishing
from bot.usecases.editions import Editions
from bot.usecases.publication_lists import Listed, ListedPublication
from bot.usecases.publication_updates import Drafts, Newer

app = typer.Typer()


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
