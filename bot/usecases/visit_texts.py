"""In which language something was written for a visit."""

from bot.i18n.detection import detect
from bot.usecases.people import person_of
from bot.usecases.work import Work

_SURE = 0.9


def language_of(work: Work, text: str) -> str:
    """What it is written in, where that is plain; else the language of whoever writes. Empty for no words."""
    if not text:
        return ""
    person = person_of(work)
    guess = detect(text, person.country, person.language)
    return guess.language if guess.language and guess.confidence >= _SURE else person.language or ""
