"""The catalogues that come with the bot."""

from functools import cache
from pathlib import Path

from bot.i18n.translator import Translator

_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "locales"
CATALOGUES = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "locales"  # as they stand in the project


@cache  # reading them takes a fifth of a second
def shipped() -> Translator:
    return Translator.from_folder(CATALOGUES)
