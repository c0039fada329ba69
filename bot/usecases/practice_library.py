"""Finding practices: by words in any of our languages, by area, country and language, and those that are alike."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.domain.practice_search import FULL, Told, Wanted, asked, wanted, weights
from bot.domain.practices import PracticeField
from bot.storage.centres import Centre
from bot.storage.practice_search import Found, PracticeTerm, counted, newest, ranked, terms_of
from bot.storage.practices import Practice
from bot.usecases.practice_index import ALL, area_term, country_term, language_term
from bot.usecases.practice_texts import texts_of
from bot.usecases.work import Work

MOST = 40  # on offer after one question
_ALIKE = 5
_TELLING = 8  # words by which one practice is compared with others
_LIKELY = 0.5  # of those words, where two practices may well be the same


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


def find(work: Work, question: str, language: str, within: Collection[str] = ()) -> tuple[Line, ...]:
    """The best first; nothing where no word of the question stands anywhere."""
    return lines(work, [one.practice for one in _ranked(work, asked(question, language), within)], language)


def latest(work: Work, language: str, within: Collection[str] = ()) -> tuple[Line, ...]:
    return lines(work, newest(work.session, (ALL, *within), MOST), language)


def within(*, area: str | None = None, country: str | None = None, language: str | None = None) -> tuple[str, ...]:
    """Shelves as `find` and `latest` take them."""
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


def perhaps_the_same(work: Work, told: Iterable[Told], language: str, but: int = 0) -> tuple[Line, ...]:
    """Published ones that share most of what is told here: whoever shares or reviews a practice is asked to look at them."""
    compared = _compared(work, weights(told))
    found = ranked(work.session, compared, but=but, at_most=_ALIKE)
    return lines(work, [one.practice for one in found if one.words >= max(2, _LIKELY * len(compared))], language)


def lines(work: Work, practices: Collection[int], language: str) -> tuple[Line, ...]:
    """In this order; whatever is not there any more is left out."""
    rows = work.session.exec(
        select(Practice.id, Practice.language, Centre.country)
        .join(Centre, col(Centre.id) == col(Practice.centre_id))
        .where(col(Practice.id).in_(list(practices)))
    ).all()
    known = {number: (original, country) for number, original, country in rows}
    told = texts_of(work, list(known), [PracticeField.TITLE])
    found = []
    for number in practices:
        if number in known:
            original, country = known[number]
            titles = told[number].get(PracticeField.TITLE, {})
            title = titles.get(language) or titles.get(original)
            found.append(Line(number, title.text if title else str(number), country))
    return tuple(found)


def _ranked(work: Work, question: list[tuple[str, ...]], within: Collection[str]) -> list[Found]:
    counts = counted(work.session, {ALL, *(term for terms in question for term in terms)})
    return ranked(work.session, wanted(question, counts, counts.get(ALL, 0)), within=within, at_most=MOST)


def _compared(work: Work, own: dict[str, int]) -> list[Wanted]:
    """By the words that say most of it: often there, and rare elsewhere."""
    if not own:
        return []
    counts = counted(work.session, {ALL, *own})
    known = wanted([(term,) for term in own], counts, counts.get(ALL, 0))
    said = [Wanted(one.terms, max(1, one.says * own[one.terms[0]] // FULL)) for one in known]
    return sorted(said, key=lambda one: (-one.says, one.terms))[:_TELLING]
