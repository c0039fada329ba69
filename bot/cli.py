"""The command line."""

import typer

from bot import cli_centres, cli_database, cli_locales

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Passerelle: peer learning for vocational centres.")

app.add_typer(cli_database.app)  # migrate, backup, restore
app.add_typer(cli_centres.app, name="centres")
app.add_typer(cli_locales.app, name="locales")


@app.callback()
def passerelle() -> None:
    """Each command tells what it does with --help."""


def main() -> None:
    app()
