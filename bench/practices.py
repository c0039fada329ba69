"""Searching the library: 5,000 practices, each told in six languages, and questions of one to four words."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import insert
from sqlmodel import Session

from bench.report import line
from bot.app import translator
from bot.domain.areas import PriorityArea
from bot.domain.practice_search import Told, weights
from bot.domain.practice_spelling import spelled
from bot.domain.practices import KIND, PracticeField, PracticeState
from bot.i18n.countries import COUNTRIES
from bot.storage.centres import Centre
from bot.storage.database import Database
from bot.storage.practice_search import PracticeTerm
from bot.storage.practice_spelling import keep_words
from bot.storage.practices import Practice
from bot.storage.programmes import Programme
from bot.storage.schema import migrate
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import practice_library, practice_spelling
from bot.usecases.practice_index import ALL, area_term, country_term, language_term
from bot.usecases.work import SYSTEM, Work

PRACTICES, LANGUAGES = 5000, ("en", "fr", "ar", "es", "ru", "tr")
VOCABULARY, WORDS, TITLE = 6000, 180, 6  # words of a language, of a practice in one language, and of its title
QUESTIONS = 200
_LETTERS = {
    "ar": ("بتثجحخدذرزسشصطعغفقكلمنه", "اويا"),
    "ru": ("бвгджзклмнпрстфхцчш", "аеиоуы"),
    "tr": ("bcçdfgğhklmnprsştvyz", "aeıioöuü"),
}
_LATIN = ("bcdfglmnprstv", "aeiou")
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def practices() -> Sequence[str]:
    chance = Random(20261129)
    vocabularies = {language: _vocabulary(language, chance) for language in LANGUAGES}
    with _library(chance, vocabularies) as database:
        words = [_asked(chance, vocabularies) for _each in range(QUESTIONS)]
        searched = [_seconds(database, practice_spelling.search, typed, language) for language, typed in words]
        mistyped = [
            _seconds(database, practice_spelling.search, _mistyped(typed, chance), language)
            for language, typed in words
        ]
        listed = [_seconds(database, practice_library.latest, "fr", (area_term("green"),)) for _each in range(20)]
        alike = [_seconds(database, practice_library.alike, number, "fr") for number in range(1, 41)]
        size = Path(database.backend.where).stat().st_size / 1e6
    searched.sort()
    mistyped.sort()
    return (
        f"\nA library of {PRACTICES} practices in {len(LANGUAGES)} languages, {size:.0f} MB on SQLite",
        line("search, median", searched[len(searched) // 2] * 1000, "ms", most=30),
        line("search, 99 of 100", searched[int(len(searched) * 0.99)] * 1000, "ms", most=30),
        line("search, longest", searched[-1] * 1000, "ms"),
        line("mistyped, median", mistyped[len(mistyped) // 2] * 1000, "ms", most=30),
        line("mistyped, 99 of 100", mistyped[int(len(mistyped) * 0.99)] * 1000, "ms", most=30),
        line("the newest of an area", max(listed) * 1000, "ms", most=30),
        line("those that are alike, longest", max(alike) * 1000, "ms"),
    )


def _seconds(database: Database, query: Callable[..., object], *given: object) -> float:
    def read(session: Session) -> float:
        work = Work(session, NOW, SYSTEM, _TRANSLATOR, lambda *_: None)
        begun = time.perf_counter()
        assert query(work, *given), "something is always to be found"
        return time.perf_counter() - begun

    return database.read_now(read)


_TRANSLATOR = translator()


def _vocabulary(language: str, chance: Random) -> list[str]:
    consonants, vowels = _LETTERS.get(language, _LATIN)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = (chance.choice(consonants) + chance.choice(vowels) for _each in range(chance.randint(2, 5)))
        found["".join(syllables)] = None
    return list(found)


# As words are used: few often, most hardly ever.
_WEIGHTS = list(accumulate(1 / (place + 3) for place in range(VOCABULARY)))


def _text(words: list[str], count: int, chance: Random) -> str:
    return " ".join(chance.choices(words, cum_weights=_WEIGHTS, k=count))


def _asked(chance: Random, vocabularies: dict[str, list[str]]) -> tuple[str, str]:
    """Mostly words that say something, sometimes one that half of all practices have."""
    language = chance.choice(LANGUAGES)
    words = vocabularies[language]
    places = (chance.choice((chance.randrange(20), chance.randrange(20, 800))) for _each in range(chance.randint(1, 4)))
    return language, " ".join(words[place] for place in places)


def _mistyped(words: str, chance: Random) -> str:
    """With a sign of the longest word exchanged for the next."""
    longest = max(words.split(), key=len)
    place = chance.randrange(len(longest) - 1)
    wrong = longest[:place] + longest[place + 1] + longest[place] + longest[place + 2 :]
    return words.replace(longest, wrong)


@contextmanager
def _library(chance: Random, vocabularies: dict[str, list[str]]) -> Iterator[Database]:
    with TemporaryDirectory(prefix="passerelle-bench-") as folder:
        database = Database.open(f"sqlite:///{folder}/data.sqlite", durable=False)
        migrate(database)
        centres = database.write_now(_centres)
        for first in range(1, PRACTICES + 1, 250):
            numbers = range(first, first + 250)
            database.write_now(lambda session, numbers=numbers: _fill(session, numbers, centres, chance, vocabularies))
        yield database
        database.close()


def _centres(session: Session) -> list[tuple[int, str]]:
    programme = Programme(slug="bench")
    session.add(programme)
    session.flush()
    rows = [
        Centre(code=f"{one.code}-1", programme_id=programme.id, country=one.code, created_at=NOW) for one in COUNTRIES
    ]
    session.add_all(rows)
    session.flush()
    return [(row.id, row.country) for row in rows]


def _fill(
    session: Session,
    numbers: range,
    centres: list[tuple[int, str]],
    chance: Random,
    vocabularies: dict[str, list[str]],
) -> None:
    rows, texts, terms, words_told = [], [], [], []
    for number in numbers:
        centre, country = chance.choice(centres)
        areas = [area.value for area in chance.sample(list(PriorityArea), 2)]
        rows.append(
            Practice(
                id=number,
                programme_id=1,
                centre_id=centre,
                state=PracticeState.PUBLISHED,
                areas=areas,
                language=LANGUAGES[number % 6],
                created_at=NOW,
                changed_at=NOW,
                published_at=NOW,
            )
        )
        told = []
        for language, words in vocabularies.items():
            title = _text(words, TITLE, chance)
            texts.append(_title(number, language, title, is_original=language == LANGUAGES[number % 6]))
            told += [Told(title, language, 4), Told(_text(words, WORDS, chance), language, 1)]
        facets = (ALL, country_term(country), *map(area_term, areas), *map(language_term, LANGUAGES))
        words_told += told
        for term, weight in {**weights(told), **dict.fromkeys(facets, 0)}.items():
            terms.append({"term": term, "practice_id": number, "weight": weight})
    session.add_all(rows)
    session.flush()
    session.connection().execute(insert(TextVariant), texts)
    session.connection().execute(insert(PracticeTerm), terms)
    keep_words(session, spelled(words_told))


def _title(number: int, language: str, title: str, *, is_original: bool) -> dict[str, object]:
    state = VariantState.ORIGINAL if is_original else VariantState.APPROVED
    about = {"subject_kind": KIND, "subject_id": number, "field": PracticeField.TITLE.value}
    return {**about, "language": language, "text": title, "state": state, "at": NOW}
