"""`passerelle locales`: the catalogues and the guessing of languages."""

from pathlib import Path

import typer

from bot.i18n import upkeep

app = typer.Typer(no_args_is_help=True, help="Catalogues of texts, and the guessing of languages.")
CODE = Path(__file__).parent
CATALOGUES = CODE.parent / "locales"


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
