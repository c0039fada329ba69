"""The bot's profile on Telegram, as this program would have it: told, or set, one part after the other."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.resources import files

from bot.app import Talks
from bot.channels.telegram.profile import Profile
from bot.platforms import SettingsProblem, telegram_of
from bot.reports.process import HelperProcess
from bot.settings import Settings

NOT_CONNECTED = (
    "Telegram is not connected: set PASSERELLE_TELEGRAM_TOKEN to the token that @BotFather gave. Nothing was changed."
)
OUR_PICTURE = files("bot.channels.web") / "static" / "bridge.svg"


async def set_up(
    settings: Settings, talks: Talks, picture: bytes | None, *, only_tell: bool
) -> AsyncGenerator[tuple[str, bool], None]:
    """Each part in English, and whether it was so already. `picture`: of any usual kind, else ours where there is none.

    Raises SettingsProblem, TokenRefused, SendFailure; JobProblem for what is no picture.
    """
    telegram = telegram_of(settings)
    if telegram is None:
        raise SettingsProblem(NOT_CONNECTED)
    try:
        wanted = Profile(
            talks.commands,
            talks.commands_in_groups,
            talks.translator,
            await _jpeg(picture),
            replaces_picture=picture is not None,
        )
        async with aclosing(telegram.set_up(wanted, only_tell=only_tell)) as told:
            async for what, was_so in told:
                yield what, was_so
    finally:
        await telegram.close()


async def _jpeg(picture: bytes | None) -> bytes:
    async with HelperProcess() as helper:
        if picture is None:
            drawing = OUR_PICTURE.read_text(encoding="utf-8")
            drawn: bytes = await helper.call("profile_picture", data={"drawing": drawing})
            return drawn
        small: bytes = await helper.call("small_photo", photo=picture)
        return small
