"""The platforms that the settings connect, one visible paragraph each."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.problems import TokenRefused
from bot.delivery.channel import Channel
from bot.i18n.translator import Translator
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.matrix.channel import MatrixChannel

PATIENCE_SECONDS = 5


class SettingsProblem(Exception):  # noqa: N818 - its text says what is the case and what to do
    """Told to whoever started the program."""


@dataclass(frozen=True)
class Platforms:
    """`introductions` show on a platform what we can do; nothing waits for them."""

    channels: tuple[Channel, ...]
    introductions: tuple[Callable[[], Awaitable[None]], ...]
    telegram: TelegramChannel | None = None
    matrix: "MatrixChannel | None" = None


async def name_on_telegram(settings: Settings) -> str | None:
    """What links call the bot there; None where it is not connected, or Telegram does not tell within a few seconds."""
    try:
        telegram = telegram_of(settings)
    except TokenRefused:
        return None
    if telegram is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await telegram.own_name()
    except TimeoutError:
        return None
    finally:
        await telegram.close()


def telegram_of(settings: Settings) -> TelegramChannel | None:
    """None without a token; raises TokenRefused for what is no token at all."""
    if settings.telegram_token is None:
        return None
    secret = settings.telegram_webhook_secret
    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url,
        file_url=settings.telegram_file_url,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=None if secret is None else secret.get_secret_value(),
    )


def connected(settings: Settings, translator: Translator, commands: Commands, in_groups: Commands = ()) -> Platforms:
    """Raises SettingsProblem or, for what is no token at all, TokenRefused; nothing is asked of a platform yet."""
    channels: list[Channel] = []
    introductions: list[Callable[[], Awaitable[None]]] = []
    telegram = telegram_of(settings)
    matrix = matrix_of(settings, translator)
    if telegram is not None:
        channels.append(telegram)
        introductions.append(partial(telegram.introduce, commands, translator, in_groups))
    if matrix is not None:
        channels.append(matrix)
    return Platforms(tuple(channels), tuple(introductions), telegram, matrix)


def matrix_of(settings: Settings, translator: Translator) -> "MatrixChannel | None":
    """None without a homeserver; raises SettingsProblem where the account or its password is missing."""
    if settings.matrix_homeserver is None:
        return None
    if settings.matrix_user is None or settings.matrix_password is None:
        raise SettingsProblem(
            "PASSERELLE_MATRIX_HOMESERVER is set: please set PASSERELLE_MATRIX_USER (such as @bot:example.org) and "
            "PASSERELLE_MATRIX_PASSWORD too, or empty it to run without Matrix."
        )
    from bot.channels.matrix.channel import MatrixChannel  # noqa: PLC0415 - 14 MiB that a bot without Matrix spares

    password = settings.matrix_password.get_secret_value()
    return MatrixChannel(settings.matrix_homeserver, settings.matrix_user, password, translator)
