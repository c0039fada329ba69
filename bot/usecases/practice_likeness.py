"""Whether something like a practice is published already: for its author, and for whoever reviews it."""

from bot.domain.practice_search import Told
from bot.domain.practices import PracticeField
from bot.i18n.phrase import Country, Words, _
from bot.storage.practices import Practice, find_practice, told
from bot.usecases import practice_library
from bot.usecases.work import Work

_TITLE, _REST = 4.0, 1.0  # how much a word there counts


def alike(work: Work, number: int, language: str) -> tuple[Words, ...]:
    """A line for each, in the reader's language where there is one."""
    row = find_practice(work.session, number)
    return () if row is None else of(work, row, language)


def of(work: Work, row: Practice, language: str) -> tuple[Words, ...]:
    said = tuple(
        Told(text, row.language, _TITLE if field is PracticeField.TITLE else _REST)
        for field, text in told(work.session, row).items()
    )
    return tuple(
        _(
            "• {title} (practice {number}, {country})",
            title=one.title,
            number=str(one.number),
            country=Country(one.country),
        )
        for one in practice_library.perhaps_the_same(work, said, language, but=row.id)
    )
