"""How practices are found by words: what of a text counts, how much, and which words of a question say most."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p
from typing import Any, Final

from bot.domain.names import fold

# By the script of a word: whatever language somebody asks in, they often type words of another.
_STEMMERS: Final = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ro": "romanian",
    "de": "german",
    "tr": "turkish",
    "ru": "russian",
    "sr": "serbian",
    "el": "greek",
    "hy": "armenian",
    "ar": "arabic",
}
_SCRIPTS: Final = {
    re.compile("[a-z]"): ("en", "fr", "es", "pt", "it", "ro", "de", "tr"),
    re.compile("[\u0600-\u06ff]"): ("ar",),
    re.compile("[\u0400-\u04ff]"): ("ru", "sr"),
    re.compile("[\u0370-\u03ff]"): ("el",),
    re.compile("[\u0530-\u058f]"): ("hy",),
}
SEPARATE: Final = str.maketrans("'’‘ʼ`´", "      ")  # l'atelier: the article is a word of its own
_EMPTY: Final = frozenset(
    fold(
        "a an and are as at be by do for from have how i in is it my no not of on or our that the their they this to we what when "
        "where which who why with without you your can "
        "au aux avec ce ces chez comment dans de des du elle elles en est et eux il ils je la le les leur leurs ma mais me mes mon "
        "ne nos notre nous on ou par pas pour qu que quel quelle quelles quels qui quoi sa sans se ses son sont sur un une votre vous "
        "à y entre ceux ont ai "
        "في من على إلى الى عن مع ما ماذا كيف هل هو هي هم ان أن إن التي الذي الذين هذا هذه ذلك تلك كل بين او أو ثم لا لم لن قد كان بعد "
        "قبل عند حتى منذ من دون بدون له لها لهم ليس"
    ).split()
)
# "And the", "with the", "for the" are written together with their word.
_JOINED: Final = re.compile("^[وف]?(?:[بك]?ال|لل)(?=.{3})")
_LONG_VOWELS: Final = re.compile("(?<=.)[اوي]")
_ROOT: Final = 3  # letters of most Arabic roots
_LONGEST_QUESTION: Final = 200  # signs
_MOST_WORDS: Final = 8
_SHORTEST: Final = 2
_TELLING: Final = (
    3  # letters of a stem in somebody else's language: Turkish makes "so" of "solar", which stands everywhere
)

# BM25, with what it needs to know of all texts fixed: so that what is kept of one never depends on the others.
_SATURATION: Final = 1.2
_BY_LENGTH: Final = 0.4
_USUAL_LENGTH: Final = 120  # words of a practice, weighed
_COMMON: Final = 0.4  # of all practices
_FEW: Final = 5
FULL: Final = 1000  # the weight of a word that says everything


@dataclass(frozen=True)
class Told:
    """Words of a practice in one language, and how much it counts that a word stands there."""

    text: str
    language: str
    weight: float


@dataclass(frozen=True)
class Asked:
    """A folded word of a question, and the terms under which it may stand: that of the reader's language first."""

    word: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """One word of a question: the terms under which it may stand, and how much it says (an integer)."""

    terms: tuple[str, ...]
    says: int


def weights(told: Iterable[Told]) -> dict[str, int]:
    """`{term: 1 … FULL}`: what is kept of a practice, all its languages together."""
    found: dict[str, float] = {}
    by_language: dict[str, list[Told]] = {}
    for one in told:
        by_language.setdefault(one.language, []).append(one)
    for language, texts in by_language.items():
        counted: dict[str, float] = {}
        for one in texts:
            for word in words(one.text):
                term = stem(word, language)
                counted[term] = counted.get(term, 0.0) + one.weight
        share = 1 - _BY_LENGTH + _BY_LENGTH * sum(counted.values()) / _USUAL_LENGTH
        for term, times in counted.items():
            found[term] = max(found.get(term, 0.0), times / (times + _SATURATION * share))
    return {term: max(1, round(FULL * weight)) for term, weight in found.items()}


def asked(question: str, language: str) -> list[Asked]:
    """The words of a question, forms of the same word once."""
    found: dict[tuple[str, ...], Asked] = {}
    for word in words(question[:_LONGEST_QUESTION]):
        others = (stem(word, one) for one in _languages_of(word))
        terms = tuple(
            dict.fromkeys((stem(word, language), *(one for one in others if len(one) >= _TELLING or one == word)))
        )
        found.setdefault(terms, Asked(word, terms))
    return list(found.values())[:_MOST_WORDS]


def wanted(question: Sequence[tuple[str, ...]], counts: Mapping[str, int], total: int) -> list[Wanted]:
    """What to look for, with what each word says: the rarer the more. `counts`: in how many of `total` practices a term stands.

    What stands nearly everywhere is left out where something else tells more.
    """
    found = []
    for terms in question:
        known = tuple(term for term in terms if term in counts)
        if known:
            times = max(counts[term] for term in known)
            found.append((times, Wanted(known, round(FULL * log1p((total - times + 0.5) / (times + 0.5))))))
    telling = [one for times, one in found if times <= max(_COMMON * total, _FEW)]
    return telling or [one for _times, one in found]


def words(text: str) -> list[str]:
    """Folded, without those that say nothing."""
    found = fold(text.translate(SEPARATE)).split()
    return [word for word in found if len(word) >= _SHORTEST and not is_empty(word)]


def is_empty(word: str) -> bool:
    """Whether a folded word says nothing by itself."""
    return word in _EMPTY


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """What the forms of a folded word have in common. Of a word in another script than the language's: that script's."""
    language = language.partition("-")[0]
    name = _STEMMERS.get(language)
    if name is None or language not in _languages_of(word):
        likely = _languages_of(word)
        if not likely or (name is None and len(likely) > 1):
            return word
        name = _STEMMERS[likely[0]]
    if name == "arabic":
        return _root(str(_stemmer(name).stemWord(_JOINED.sub("", word))))
    return str(_stemmer(name).stemWord(word)) or word


def _root(stemmed: str) -> str:
    """Without long vowels, in which a word and its broken plural differ: مشروع and مشاريع."""
    bare = _LONG_VOWELS.sub("", stemmed)
    return bare if len(bare) >= _ROOT else stemmed


@lru_cache(maxsize=len(_STEMMERS))
def _stemmer(name: str) -> Any:
    import snowballstemmer  # noqa: PLC0415 - it loads 30 languages, 4 MiB, which a bot needs when somebody looks for something

    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=50_000)
def _languages_of(word: str) -> tuple[str, ...]:
    """Of the languages that we have stems for, those that write such letters."""
    first = word[0]
    for script, languages in _SCRIPTS.items():
        if script.match(first):
            return languages
    return ()
