"""The catalogues that come with the bot."""

from functools import cache
from pathlib import Path

from bot.i18n.translator import Translator

CATALOGUES = Path(__file__).parents[2] / "locales"


@cache  # reading them takes a fifth of a second
def shipped() -> Translator:
    return Translator.from_folder(CATALOGUES)
