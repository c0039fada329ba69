"""Finding practices: by words in any of our languages, by area, country and language, and those that are alike."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.domain.practice_search import FULL, Asked, Told, Wanted, wanted, weights
from bot.storage.centres import Centre
from bot.storage.practice_search import PracticeTerm, counted, newest, ranked, terms_of
from bot.storage.practices import Practice
from bot.usecases.practice_index import ALL, area_term, country_term, language_term
from bot.usecases.practice_texts import titles_to_read
from bot.usecases.work import Work

MOST = 40  # on offer after one question
_ALIKE = 5
_TELLING = 8  # words by which one practice is compared with others
_NEAR = 20


@dataclass(frozen=True)
class Line:
    """One practice in a list: its title in the reader's language, or as its author wrote it."""

    number: int
    title: str
    country: str


@dataclass(frozen=True)
class Shelf:
    """Something by which the library is sorted, and how many practices stand there."""

    value: str
    count: int


def counts_of(work: Work, words: Collection[Asked]) -> dict[str, int]:
    """In how many practices the terms of these words stand; with how many there are, under `ALL`."""
    return counted(work.session, {ALL, *(term for one in words for term in one.terms)})


def by_words(work: Work, words: Collection[Asked], counts: Mapping[str, int], language: str) -> tuple[Line, ...]:
    """The best first; nothing where none of them stands anywhere. `counts`: as of `counts_of`."""
    looked_for = wanted([one.terms for one in words], counts, counts.get(ALL, 0))
    found = ranked(work.session, looked_for, at_most=MOST)
    return lines(work, [one.practice for one in found], language)


def latest(work: Work, language: str, within: Collection[str] = ()) -> tuple[Line, ...]:
    return lines(work, newest(work.session, (ALL, *within), MOST), language)


def within(*, area: str | None = None, country: str | None = None, language: str | None = None) -> tuple[str, ...]:
    """Shelves as `latest` takes them."""
    return (
        *([area_term(area)] if area else []),
        *([country_term(country)] if country else []),
        *([language_term(language)] if language else []),
    )


def shelves(work: Work, of: str) -> tuple[Shelf, ...]:
    """Of "area", "country" or "language": those where something stands, the fullest first."""
    begin, end = f"{of}:", f"{of};"  # the sign behind a colon
    rows = work.session.exec(
        select(PracticeTerm.term, func.count())
        .where(PracticeTerm.term >= begin, PracticeTerm.term < end)
        .group_by(PracticeTerm.term)
    ).all()
    found = [Shelf(term.removeprefix(begin), count) for term, count in rows]
    return tuple(sorted(found, key=lambda one: (-one.count, one.value)))


def any_to_see(work: Work) -> bool:
    return bool(newest(work.session, (ALL,), 1))


def count(work: Work) -> int:
    return counted(work.session, [ALL]).get(ALL, 0)


def alike(work: Work, practice: int, language: str) -> tuple[Line, ...]:
    """Those that tell of the same things."""
    compared = _compared(work, terms_of(work.session, practice, at_most=60))
    found = ranked(work.session, compared, but=practice, at_most=_ALIKE)
    return lines(work, [one.practice for one in found], language)


def near(work: Work, told: Iterable[Told], but: int = 0) -> tuple[int, ...]:
    """Published ones that share telling words with what is told here: the first of them, which need not be alike."""
    found = ranked(work.session, _compared(work, weights(told)), but=but, at_most=_NEAR)
    return tuple(one.practice for one in found)


def lines(work: Work, practices: Collection[int], language: str) -> tuple[Line, ...]:
    """In this order; whatever is not there any more is left out."""
    rows = work.session.exec(
        select(Practice.id, Practice.language, Centre.country)
        .join(Centre, col(Centre.id) == col(Practice.centre_id))
        .where(col(Practice.id).in_(list(practices)))
    ).all()
    known = {number: (original, country) for number, original, country in rows}
    told = titles_to_read(work, list(known), {language, *(original for original, _country in known.values())})
    found = []
    for number in practices:
        if number in known:
            original, country = known[number]
            titles = told.get(number, {})
            found.append(Line(number, titles.get(language) or titles.get(original) or str(number), country))
    return tuple(found)


def _compared(work: Work, own: dict[str, int]) -> list[Wanted]:
    """By the words that say most of it: often there, and rare elsewhere."""
    if not own:
        return []
    counts = counted(work.session, {ALL, *own})
    known = wanted([(term,) for term in own], counts, counts.get(ALL, 0))
    said = [Wanted(one.terms, max(1, one.says * own[one.terms[0]] // FULL)) for one in known]
    return sorted(said, key=lambda one: (-one.says, one.terms))[:_TELLING]
