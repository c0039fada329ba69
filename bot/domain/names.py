"""Finding a centre by what people type on a phone: folding of names in many scripts, and ranking."""

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from math import log1p
from operator import itemgetter, mul
from typing import Final, TypeVar

from bot.i18n.letters import EITHER_WAY

Key = TypeVar("Key")

INSIDE_A_WORD: Final = frozenset("'’‘ʼʻ`´׳״\"”“.")  # O'Neill, מו״ל, л'в, E.N.A.I.P. are one word each
ARTICLE: Final = "ال"
SHORTEST_WITH_ARTICLE: Final = 5

_LONGEST_QUERY: Final = 200
_MOST_WORDS: Final = 8
_PREFIX: Final = 0.97
_CLOSE_ENOUGH: Final = 0.75  # one wrong letter of four, two of eight
_SHORTEST_WITH_TYPO: Final = 4
_DOUBT: Final = 6
_MATCHED: Final = 0.5  # of what was typed, weighed


def fold(text: str) -> str:
    """What two spellings of one name have in common: no accents, no vowel signs, no case, no punctuation."""
    plain = "".join(_folded(letter) for letter in unicodedata.normalize("NFKD", text))
    folded = unicodedata.normalize("NFKD", plain.casefold()).translate(EITHER_WAY)
    return " ".join(_without_article(word) for word in folded.split())


def _folded(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in {"Mn", "Me", "Cf"} or letter in INSIDE_A_WORD:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return letter if kind[0] in "LMN" else " "


def _without_article(word: str) -> str:
    return word[len(ARTICLE) :] if word.startswith(ARTICLE) and len(word) >= SHORTEST_WITH_ARTICLE else word


def search_text(*names: str) -> str:
    """The folded names of a thing, one a line, each once: what `rank` looks at."""
    return "\n".join(dict.fromkeys(folded for folded in map(fold, names) if folded))


def rank(query: str, candidates: Iterable[tuple[Key, str]], *, at_most: int = 8) -> list[Key]:
    """The keys whose search text fits, best first: whole names, beginnings, words, then small typos."""
    wanted = fold(query[:_LONGEST_QUERY])
    words = list(dict.fromkeys(wanted.split()))[:_MOST_WORDS]
    listed = list(candidates)
    if not words or not listed:
        return []
    closeness = _Closeness(words)
    by_word = [_surer([closeness.between(word, text) for _, text in listed]) for word in words]
    weights = _weights(words, by_word)
    found = []
    for (key, text), *close in zip(listed, *by_word, strict=True):
        matched = sum(map(mul, weights, close))
        if matched >= _MATCHED:
            found.append(((_kind(wanted, text), round(matched, 3), -len(text.partition("\n")[0])), key))
    found.sort(key=itemgetter(0), reverse=True)
    return [key for _, key in found[:at_most]]


def _surer(closeness: Sequence[float]) -> list[float]:
    """Where a word stands somewhere as it was typed, words that are merely like it hardly count."""
    if max(closeness, default=0.0) < _PREFIX:
        return list(closeness)
    return [close if close >= _PREFIX else close**_DOUBT for close in closeness]


def _weights(words: Sequence[str], by_word: Sequence[Sequence[float]]) -> list[float]:
    """Adding up to 1: a long word says more than a short one, and a city more than "school", which many names share."""
    shared = [sum(close > 1 / 2 for close in column) for column in by_word]
    raw = [len(word) * log1p(len(by_word[0]) / max(times, 1)) for word, times in zip(words, shared, strict=True)]
    return [weight / sum(raw) for weight in raw]


class _Closeness:
    """Remembers how close two words are: 243 centres share most of their words."""

    def __init__(self, words: Sequence[str]) -> None:
        self.matchers = {word: SequenceMatcher(None, b=word, autojunk=False) for word in words}
        self.known: dict[tuple[str, str], float] = {}

    def between(self, typed: str, text: str) -> float:
        """From 0 to 1: how close the closest word of the text is."""
        return max((self._between_words(typed, word) for word in text.split()), default=0.0)

    def _between_words(self, typed: str, word: str) -> float:
        pair = (typed, word)
        if pair not in self.known:
            self.known[pair] = self._compared(typed, word)
        return self.known[pair]

    def _compared(self, typed: str, word: str) -> float:
        if typed == word:
            return 1.0
        if word.startswith(typed):
            return _PREFIX
        if len(typed) < _SHORTEST_WITH_TYPO:
            return 0.0
        # The beginning of a long word may be mistyped too.
        return max(self._alike(typed, word), _PREFIX * self._alike(typed, word[: len(typed)]))

    def _alike(self, typed: str, word: str) -> float:
        matcher = self.matchers[typed]
        matcher.set_seq1(word)
        if matcher.real_quick_ratio() < _CLOSE_ENOUGH or matcher.quick_ratio() < _CLOSE_ENOUGH:
            return 0.0
        ratio = matcher.ratio()
        return ratio if ratio >= _CLOSE_ENOUGH else 0.0


def _kind(wanted: str, text: str) -> int:
    """3 where a line is just that, 2 where one begins so, 1 where words in it do."""
    lines = f"\n{text}\n"
    if f"\n{wanted}\n" in lines:
        return 3
    return 2 if f"\n{wanted}" in lines else int(f" {wanted}" in lines)
