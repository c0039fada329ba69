"""How a level reads: its number, its short word, and the sentence that it stands for."""

from bot.i18n.phrase import Rounded, Variants, Words, _
from bot.questionnaires.described import Described, Level


def in_short(level: Level) -> Words:
    """On a button: "4, Strong"."""
    if level.value is None:
        return _("not applicable")
    return _("{level}, {word}", level=str(level.value), word=Variants(level.short)) if level.short else str(level.value)


def in_full(level: Level) -> Words:
    if level.value is None or not level.sentence or level.sentence == level.short:
        return in_short(level)
    return _("{level}: {sentence}", level=in_short(level), sentence=Variants(level.sentence))


def question(about: Described) -> Words:
    """What the indicator asks; its id where this version of the form has no words for it."""
    return Variants(about.question) if about.question else about.indicator


def as_number(level: float) -> Words:
    """3, and 3.5 where it lies between two."""
    return str(int(level)) if level == int(level) else Rounded(level)
