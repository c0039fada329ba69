"""`passerelle locales`: the catalogues and the guessing of languages."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n import upkeep
from bot.i18n.catalogues import CATALOGUES

app = typer.Typer(no_args_is_help=True, help="Catalogues of texts, and the guessing of languages.")
CODE = Path(__file__).parent


@app.command()
def check() -> None:
    """Tell what is missing or wrong in the catalogues; exit 1 when something is."""
    template = upkeep.said_by(CODE)
    found = [flaw for path in sorted(CATALOGUES.glob("*.po")) for flaw in upkeep.flaws(path, template)]
    for flaw in found:
        print(f"{flaw.language}: “{flaw.msgid}” {flaw.what}")
    if found:
        raise typer.Exit(1)
    print(f"{len(template)} texts, complete in {', '.join(path.stem for path in sorted(CATALOGUES.glob('*.po')))}.")


@app.command()
def update() -> None:
    """Bring the catalogues to the texts of the code: new ones come empty, those nobody says any more go."""
    template = upkeep.said_by(CODE)
    for path in sorted(CATALOGUES.glob("*.po")):
        path.write_text(upkeep.updated(path, template), encoding="utf-8")
        missing = sum(flaw.what == "is not translated" for flaw in upkeep.flaws(path, template))
        print(f"{path.stem}: {missing} to translate")


@app.command()
def detect(
    country: Annotated[str | None, typer.Option(help="ISO 3166 code of the centre's country, for example GE.")] = None,
    hint: Annotated[str | None, typer.Option(help="Language tag that the client sends, for example pt-BR.")] = None,
) -> None:
    """Read one text a line; print its likeliest language, a tab and the confidence from 0 to 1.

    A line without any letter gives a tab alone.
    """
    from bot.i18n import detection  # noqa: PLC0415 the other commands start without its imports

    for line in sys.stdin.buffer:
        guess = detection.detect(line.decode("utf-8", "replace"), country, hint)
        told = f"{guess.language}\t{guess.confidence:.3f}" if guess.language else "\t"
        typer.echo(told.encode())
