"""The command line."""

import typer

from bot.lazy_commands import LazyCommands


class Commands(LazyCommands):
    """One visible line for each."""

    places = {  # noqa: RUF012  declared in the class above
        "run": "bot.cli_running",
        "demo": "bot.cli_running",
        "chat": "bot.cli_chat",
        "doctor": "bot.cli_doctor",
        "claim": "bot.cli_entering",
        "appoint": "bot.cli_entering",
        "invite": "bot.cli_entering",
        "migrate": "bot.cli_database",
        "backup": "bot.cli_database",
        "restore": "bot.cli_database",
        "copy-database": "bot.cli_database",
        "badges": "bot.cli_badges",
        "centres": "bot.cli_centres",
        "compendium": "bot.cli_compendium",
        "forms": "bot.cli_forms",
        "locales": "bot.cli_locales",
        "milestones": "bot.cli_milestones",
        "programme": "bot.cli_programme",
        "rounds": "bot.cli_rounds",
        "tandems": "bot.cli_tandems",
    }
    groups = frozenset(
        {"badges", "centres", "compendium", "forms", "locales", "milestones", "programme", "rounds", "tandems"}
    )


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"max_content_width": 120},
    rich_markup_mode=None,  # plain lines: frames are noise for a screen reader and break in a log
    help="Passerelle: peer learning for vocational centres.",
)


@app.callback()
def passerelle() -> None:
    """Each command tells what it does with --help."""


def main() -> None:
    app()
