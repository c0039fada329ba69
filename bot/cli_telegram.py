"""`passerelle telegram setup`: how the bot shows itself on Telegram."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Annotated

import typer

from bot import app as composition
from bot.channels.telegram.problems import TokenRefused
from bot.cli_database import problems_told
from bot.cli_form_files import bytes_of
from bot.cli_told import fail
from bot.delivery.failures import SendFailure
from bot.platforms import SettingsProblem
from bot.reports.process import JobProblem
from bot.settings import Settings
from bot.telegram_setup import set_up

app = typer.Typer(no_args_is_help=True, help="The bot's profile on Telegram.")


@app.callback()
def telegram() -> None:
    """The bot's profile on Telegram."""


@app.command()
def setup(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="A picture of your own, square; else ours, where the bot has none.")
    ] = None,
) -> None:
    """Set descriptions, commands and picture, in every language that the bot speaks, and the rights it asks for in groups.

    What is so already is left alone, so it may be given again at any time: after a stop it goes on where it was.
    """
    with problems_told(SettingsProblem, TokenRefused):
        settings = Settings()
        own = None if picture is None else bytes_of(picture)
        try:
            changed = asyncio.run(_told(settings, own, dry_run=dry_run))
        except SendFailure as failure:
            fail(
                f"Telegram does not let me go on: {failure}. What is told above is done; "
                "give the command again in a few minutes, and it goes on from there."
            )
        except JobProblem:
            fail(f"{picture} is no picture that can be read: please take a JPEG or PNG. Nothing was changed.")
    if not changed:
        print("Everything is as it should be.")
    elif dry_run:
        print(f"{changed} would be changed. Nothing was changed yet.")
    else:
        print(f"{changed} changed. Apps show it within some minutes.")


async def _told(settings: Settings, picture: bytes | None, *, dry_run: bool) -> int:
    """How many parts were not as they should be."""
    changed = 0
    talks = composition.talks(composition.translator())
    async with aclosing(set_up(settings, talks, picture, only_tell=dry_run)) as parts:
        async for what, was_so in parts:
            changed += not was_so
            print(
                f"{what}: {'as it should be' if was_so else 'would be changed' if dry_run else 'changed'}", flush=True
            )
    return changed
