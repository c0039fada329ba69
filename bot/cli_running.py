"""Commands that run the bot: `run` and `demo`."""

from datetime import UTC, datetime

import typer

from bot.channels.telegram.problems import TokenRefused
from bot.cli_database import problems_told
from bot.demo.load import IsDemoDatabase, NotADemoDatabase, fill, keep_out
from bot.demo.making import demo_world
from bot.demo.phones import demo_access
from bot.logs import set_up_logs, tell_from
from bot.platforms import SettingsProblem
from bot.serve import serve
from bot.settings import Settings, secrets_of
from bot.worker import PortTaken

app = typer.Typer()


@app.command()
def run() -> None:
    """Run the bot for real, with the platforms that the settings connect."""
    with problems_told(PortTaken, IsDemoDatabase, SettingsProblem, TokenRefused):
        settings = Settings()
        set_up_logs(machine_readable=True, secrets=secrets_of(settings))
        tell_from(settings.log_level)
        serve(settings, set_up=keep_out, said="Passerelle runs. Web chat: {where} (stop with Ctrl-C)")


@app.command()
def demo() -> None:
    """Try everything on this computer: 243 centres, invented people, two phones in the browser."""
    now = datetime.now(UTC)
    with problems_told(PortTaken, NotADemoDatabase, SettingsProblem, TokenRefused):
        settings = Settings()
        set_up_logs(machine_readable=False, secrets=secrets_of(settings))
        serve(
            settings.model_copy(update={"data_dir": settings.data_dir / "demo"}),
            demo=demo_access(demo_world(now.date())),
            set_up=lambda session: fill(session, now),
            said="\nThe demonstration is ready: open {where} (stop with Ctrl-C)\n",
        )
