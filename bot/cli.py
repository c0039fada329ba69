"""The command line."""

import typer

from bot import cli_centres, cli_chat, cli_database, cli_doctor, cli_entering, cli_forms, cli_locales, cli_running

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    context_settings={"max_content_width": 120},
    rich_markup_mode=None,  # plain lines: frames are noise for a screen reader and break in a log
    help="Passerelle: peer learning for vocational centres.",
)

app.add_typer(cli_running.app)  # run, demo
app.add_typer(cli_chat.app)
app.add_typer(cli_doctor.app)
app.add_typer(cli_entering.app)  # claim, appoint, invite
app.add_typer(cli_database.app)  # migrate, backup, restore
app.add_typer(cli_centres.app, name="centres")
app.add_typer(cli_forms.app, name="forms")
app.add_typer(cli_locales.app, name="locales")


@app.callback()
def passerelle() -> None:
    """Each command tells what it does with --help."""


def main() -> None:
    app()
