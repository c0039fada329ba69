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
        "invitation-sheets": "bot.cli_invitation_sheets",
        "migrate": "bot.cli_database",
        "backup": "bot.cli_database",
        "restore": "bot.cli_database",
        "copy-database": "bot.cli_database",
        "data-inventory": "bot.cli_privacy",
        "audit": "bot.cli_privacy",
        "badges": "bot.cli_badges",
        "centres": "bot.cli_centres",
        "compendium": "bot.cli_compendium",
        "forms": "bot.cli_forms",
        "locales": "bot.cli_locales",
        "matrix": "bot.cli_matrix",
        "milestones": "bot.cli_milestones",
        "people": "bot.cli_people",
        "programme": "bot.cli_programme",
        "rounds": "bot.cli_rounds",
        "tandems": "bot.cli_tandems",
        "telegram": "bot.cli_telegram",
        "visits": "bot.cli_visits",
    }
    groups = frozenset(
        {
            "badges",
            "centres",
            "compendium",
            "forms",
            "locales",
            "matrix",
            "milestones",
            "people",
            "programme",
            "rounds",
            "tandems",
            "telegram",
            "visits",
        }
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
