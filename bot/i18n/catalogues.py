"""The catalogues that come with the bot."""

from pathlib import Path

from bot.i18n.translator import Translator

CATALOGUES = Path(__file__).parents[2] / "locales"


def shipped() -> Translator:
    return Translator.from_folder(CATALOGUES)
