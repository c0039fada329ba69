"""Finding a centre by what people type on a phone: folding of names in many scripts, and ranking."""

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from operator import itemgetter
from typing import Final, TypeVar

Key = TypeVar("Key")

# Letters that Unicode does not decompose, but which people type in either way.
_LETTERS: Final = (
    str.maketrans("ıøłđðħə", "iolddhe")
    | {ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}
    | str.maketrans("ىیېکڪةہھٱ", "يييككههها", "ءـ")
    | str.maketrans("ךםןףץ", "כמנפצ")
    | str.maketrans("ґ", "г")
)
_INSIDE_A_WORD: Final = frozenset("'’‘ʼʻ`´׳״\"”“.")  # O'Neill, מו״ל, л'в, E.N.A.I.P. are one word each
_ARTICLE: Final = "ال"
_SHORTEST_WITH_ARTICLE: Final = 5

_LONGEST_QUERY: Final = 200
_MOST_WORDS: Final = 8
_PREFIX: Final = 0.97
_CLOSE_ENOUGH: Final = 0.75  # one wrong letter of four, two of eight
_SHORTEST_WITH_TYPO: Final = 4
_MATCHED: Final = 0.7  # of the letters typed


def fold(text: str) -> str:
    """What two spellings of one name have in common: no accents, no vowel signs, no case, no punctuation."""
    plain = "".join(_folded(letter) for letter in unicodedata.normalize("NFKD", text))
    folded = unicodedata.normalize("NFKD", plain.casefold()).translate(_LETTERS)
    return " ".join(_without_article(word) for word in folded.split())


def _folded(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in {"Mn", "Me", "Cf"} or letter in _INSIDE_A_WORD:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return letter if kind[0] in "LMN" else " "


def _without_article(word: str) -> str:
    return word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) >= _SHORTEST_WITH_ARTICLE else word


def search_text(*names: str) -> str:
    """The folded names of a thing, one a line, each once: what `rank` looks at."""
    return "\n".join(dict.fromkeys(folded for folded in map(fold, names) if folded))


def rank(query: str, candidates: Iterable[tuple[Key, str]], *, at_most: int = 8) -> list[Key]:
    """The keys whose search text fits, best first: whole names, beginnings, words, then small typos."""
    wanted = fold(query[:_LONGEST_QUERY])
    words = wanted.split()[:_MOST_WORDS]
    if not words:
        return []
    closeness = _Closeness(words)
    scored = ((closeness.of(wanted, text), key) for key, text in candidates)
    found = [(score, key) for score, key in scored if score is not None]
    found.sort(key=itemgetter(0), reverse=True)
    return [key for _, key in found[:at_most]]


class _Closeness:
    """Remembers how close two words are: 243 centres share most of their words."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.letters = sum(map(len, words))
        self.matchers = {word: SequenceMatcher(None, b=word, autojunk=False) for word in words}
        self.known: dict[tuple[str, str], float] = {}

    def of(self, wanted: str, text: str) -> tuple[int, float, int] | None:
        """How well a text fits: kind of match, share of the letters matched, and the shorter the better."""
        phrases = text.split("\n")
        matched = self.matched(set(text.split()))
        if matched < _MATCHED:
            return None
        return (max((_kind(wanted, phrase) for phrase in phrases), default=0), round(matched, 3), -len(phrases[0]))

    def matched(self, there: set[str]) -> float:
        best = ((word, max((self.between(word, other) for other in there), default=0.0)) for word in self.words)
        return sum(len(word) * close for word, close in best) / self.letters

    def between(self, typed: str, word: str) -> float:
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


def _kind(wanted: str, phrase: str) -> int:
    if phrase == wanted:
        return 3
    if phrase.startswith(wanted):
        return 2
    return int(f" {wanted}" in phrase)
