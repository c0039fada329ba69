"""Which language a short message is written in."""

from bot.i18n.detection.detector import Guess, detect

__all__ = ["Guess", "detect"]
