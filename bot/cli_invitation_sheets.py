"""`passerelle invitation-sheets`: pages to print for the staff rooms of centres."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from bot.cli_database import opened
from bot.cli_files import written_whole
from bot.cli_lists import told_in
from bot.cli_told import fail
from bot.cli_work import said, work_in
from bot.core.refusal import Refusal
from bot.i18n.markup import plain
from bot.i18n.translator import Reader
from bot.reports.invitation_sheet import InvitationSheet, as_data
from bot.reports.process import HelperProcess
from bot.reports.workbooks import EXPORTING
from bot.storage.memberships import CentreFunction
from bot.usecases.invitation_sheet_words import invitation_sheet, language_for
from bot.usecases.invitation_sheets import SheetFacts, centres_for_sheets, sheets_for
from bot.usecases.ways_in import ways_to_begin
from bot.usecases.work import Work

app = typer.Typer()
NO_WAY = (
    "Nobody could come in with such a sheet yet: no platform is known. Connect Telegram or Matrix, or set "
    "PASSERELLE_WEB_URL, and start the bot once with `passerelle run`; `passerelle doctor` says what is missing."
)


@app.command("invitation-sheets")
def invitation_sheets(
    file: Annotated[Path, typer.Argument(help="The PDF to write.")],
    *,
    centre: Annotated[list[str] | None, typer.Option(help="A centre's code; may be given again.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Two letters, such as TN; may be given again.")] = None,
    network: Annotated[list[str] | None, typer.Option(help="A network's short name; may be given again.")] = None,
    function: Annotated[
        CentreFunction, typer.Option(help="What the people invited do there.")
    ] = CentreFunction.TEACHER,
    uses: Annotated[int, typer.Option(min=2, max=1000, help="How many people of each centre may come in.")] = 30,
    language: Annotated[str | None, typer.Option(help="Of all pages; else each in its centre's own.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
) -> None:
    """Write invitations to print, a page for each centre, with a code to scan and three steps for each platform.

    A sheet that is printed again bears the same code, as long as it is good for a month and not used up.
    """
    only = None if language is None else told_in(language).language
    countries = [code.upper() for code in country or ()]

    def job(session: Session) -> list[InvitationSheet] | Refusal:
        work = work_in(session)
        ids = centres_for_sheets(work, centre or (), countries, network or ())
        facts = sheets_for(work, ids, function, uses)
        if isinstance(facts, Refusal):
            return facts
        return [_sheet(work, only, one) for one in facts]

    with opened() as database:
        if not database.read_now(lambda session: ways_to_begin(work_in(session), "")):
            fail(NO_WAY)
        with written_whole(file, overwrite=overwrite) as half:
            sheets = said(database.write_now(job))
            half.write_bytes(asyncio.run(_drawn(sheets)))
    print(f"{len(sheets)} {'sheet is' if len(sheets) == 1 else 'sheets are'} in {file}.")


def _sheet(work: Work, only: str | None, facts: SheetFacts) -> InvitationSheet:
    language = only or language_for(facts, work.translator.languages)
    reader = Reader(language, facts.zone)
    return invitation_sheet(
        lambda words: plain(work.translator.render(words, reader)), language, facts, ways_to_begin(work, facts.code)
    )


async def _drawn(sheets: Sequence[InvitationSheet]) -> bytes:
    async with HelperProcess(limits=EXPORTING) as helper:
        drawn: Any = await helper.call("invitation_sheets", data=as_data(sheets))
        return bytes(drawn)
