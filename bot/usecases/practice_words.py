"""What a practice is called in a message, and the button that leads to it."""

from bot.core.outcome import Act
from bot.i18n.phrase import Variants, _p
from bot.storage.practices import Practice, titles
from bot.usecases.work import Work

TALK = "practices"
FOLLOW = "#follow"  # as its argument: which areas one follows
WRONG = "#wrong-"  # before a number: what is wrong with that practice


def title_of(work: Work, practice: Practice) -> Variants:
    """In the reader's language, or as its author wrote it."""
    told = titles(work.session, [practice.id]).get(practice.id, {})
    # Whoever reads neither their own language nor English here reads the author's.
    first = {practice.language: told[practice.language]} if practice.language in told else {}
    return Variants({**first, **told} or {practice.language: str(practice.id)})


def look(number: int) -> Act:
    return Act("begin", f"{TALK}:{number}", _p("button", "Have a look"))
