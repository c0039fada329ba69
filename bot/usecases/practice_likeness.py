"""Whether something like a practice is published already: for its author, and for whoever reviews it."""

from bot.domain.practice_likeness import ALIKE, gist, likeness
from bot.domain.practice_search import Told
from bot.domain.practices import PracticeField
from bot.i18n.phrase import Country, Words, _
from bot.storage.practices import Practice, find_practice, told
from bot.usecases import practice_library
from bot.usecases.practice_texts import OfOne, texts_of
from bot.usecases.work import Work

MOST = 5
_COMPARED = (PracticeField.TITLE, PracticeField.WHAT)


def alike(work: Work, number: int, language: str) -> tuple[Words, ...]:
    """A line for each, the most alike first, in the reader's language where there is one."""
    row = find_practice(work.session, number)
    return () if row is None else of(work, row, language)


def of(work: Work, row: Practice, language: str) -> tuple[Words, ...]:
    said = told(work.session, row)
    title, what = (said.get(field, "") for field in _COMPARED)
    # What tells of the same things is looked for among all; how like two are depends on these two alone.
    near = practice_library.near(work, [Told(title, row.language, 2.0), Told(what, row.language, 1.0)], but=row.id)
    texts = texts_of(work, near, _COMPARED)
    likely = {number: _likeness(title, what, texts[number]) for number in near}
    found = sorted((number for number in near if likely[number] >= ALIKE), key=lambda number: -likely[number])
    return tuple(
        _(
            "• {title} (practice {number}, {country})",
            title=one.title,
            number=str(one.number),
            country=Country(one.country),
        )
        for one in practice_library.lines(work, found[:MOST], language)
    )


def _likeness(title: str, what: str, texts: OfOne) -> float:
    """To the other's text that is most alike: whatever language the first is said to be in, for that may be a mistake."""
    titles, whats = (texts.get(field, {}) for field in _COMPARED)
    return max(
        (
            likeness(
                gist(title, what, language),
                gist(of_title.text, whats[language].text if language in whats else "", language),
            )
            for language, of_title in titles.items()
        ),
        default=0.0,
    )
