"""The command line."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Passerelle: peer learning for vocational centres.")


@app.callback()
def passerelle() -> None:
    """Each command tells what it does with --help."""


def main() -> None:
    app()
