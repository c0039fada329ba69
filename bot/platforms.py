"""The platforms that the settings connect, one visible paragraph each."""

import logging
from collections.abc import Sequence

from bot.channels.matrix.channel import MatrixChannel
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import Commands
from bot.core.ports import Handler
from bot.delivery.channel import Channel
from bot.i18n.translator import Translator
from bot.settings import Settings

log = logging.getLogger(__name__)


class SettingsProblem(Exception):  # noqa: N818 - its text says what is the case and what to do
    """Told to whoever started the program."""


async def connected(settings: Settings, translator: Translator, handlers: Sequence[Handler]) -> list[Channel]:
    """Raises TokenRefused or SettingsProblem; a platform that cannot be reached now is tried again for ever."""
    channels: list[Channel] = []
    if settings.telegram_token is not None:
        telegram = TelegramChannel(
            settings.telegram_token.get_secret_value(),
            base_url=settings.telegram_base_url,
            file_url=settings.telegram_file_url,
        )
        name = await telegram.open()
        await telegram.set_commands(_commands(handlers), translator)
        log.info("Telegram is connected", extra={"bot": name})
        channels.append(telegram)
    if settings.matrix_homeserver is not None:
        if settings.matrix_user is None or settings.matrix_password is None:
            raise SettingsProblem(
                "PASSERELLE_MATRIX_HOMESERVER is set: please set PASSERELLE_MATRIX_USER (such as @bot:example.org) and "
                "PASSERELLE_MATRIX_PASSWORD too, or empty it to run without Matrix."
            )
        channels.append(
            MatrixChannel(
                settings.matrix_homeserver,
                settings.matrix_user,
                settings.matrix_password.get_secret_value(),
                translator,
            )
        )
    return channels


def _commands(handlers: Sequence[Handler]) -> Commands:
    """What is on the menu; the words that always work are the channel's own list."""
    return tuple((handler.name, handler.title) for handler in handlers if not handler.brief)
