"""Looking for practices by what somebody typed, also where they mistyped a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.practice_search import Asked, asked
from bot.domain.practice_spelling import meant, nearest, respelled
from bot.storage.practice_search import counted
from bot.storage.practice_spelling import PracticeWord, spellings
from bot.usecases.practice_library import Line, by_words, counts_of
from bot.usecases.work import Work

_MOST_MENDED = 3  # words of one question


@dataclass(frozen=True)
class Search:
    """What was found, the best first. `shown_for`: instead of what was typed; "" where that stands in a practice as it is."""

    lines: tuple[Line, ...]
    shown_for: str = ""


def search(work: Work, question: str, language: str) -> Search:
    """A word that stands in no practice is taken for the one most like it; where there is none, it says nothing."""
    words = asked(question, language)
    counts = counts_of(work, words)
    unknown = [one for one in words if not any(term in counts for term in one.terms)]
    meanings = _meanings(work, unknown)
    if not meanings:
        return Search(by_words(work, words, counts, language))
    mended = respelled(question, meanings)
    words = asked(mended, language)
    return Search(by_words(work, words, counts_of(work, words), language), mended)


def _meanings(work: Work, unknown: Sequence[Asked]) -> dict[str, str]:
    """How what may be meant is written, by folded word: two queries for all of them."""
    looked_for = {one.word: what for one in unknown if (what := meant(one.word)) is not None}
    looked_for = dict(list(looked_for.items())[:_MOST_MENDED])
    if not looked_for:
        return {}
    rows = spellings(work.session, looked_for.values())
    usual = counted(work.session, {row.term for row in rows})
    found = {}
    for word, what in looked_for.items():
        known: dict[str, PracticeWord] = {row.word: row for row in rows if row.word in what}
        best = nearest(word, {one: usual.get(row.term, 0) for one, row in known.items()})
        if best is not None:
            found[word] = known[best].shown
    return found
