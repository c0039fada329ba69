"""`passerelle doctor`: looks at everything that can be wrong, and says what to do."""

from typing import Annotated

import typer

from bot.cli_database import problems_told
from bot.doctor.explained import explained
from bot.doctor.looking import findings
from bot.logs import without_secrets
from bot.settings import Settings

app = typer.Typer()


@app.command()
def doctor(
    *,
    settings: Annotated[
        bool, typer.Option("--settings", help="Show each setting, and what it means, instead.")
    ] = False,
) -> None:
    """Check settings, tokens, database, clock and queues; exit 1 when something needs doing."""
    if settings:
        with problems_told():
            print("\n".join(explained(Settings())))
        return
    found = list(findings())
    for finding in found:
        # Words, not only a sign or a colour: this is read over the telephone as well.
        print(f"{'ok   ' if finding.fine else 'PLEASE'} {finding.what}: {without_secrets(finding.said)}")
    if not all(finding.fine for finding in found):
        print("What each setting means: passerelle doctor --settings")
        raise typer.Exit(1)
