"""Words that stand in no practice because they were mistyped: which of those that do stand there may have been meant."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from bot.domain.names import fold
from bot.domain.practice_search import SEPARATE, Told, is_empty, stem

SHORTEST: Final = 4  # signs: of shorter ones too many are one sign apart
_LONGEST: Final = 24
_BEGINNING: Final = 4  # signs that a word with several mistakes must share with what was meant
_LONG: Final = 8  # from here on, a word may have several
_MOST_APART: Final = 2  # in length
_ALIKE: Final = 0.75  # as for names of centres: one wrong letter of four, two of eight
_WORD: Final = re.compile(r"[^\W\d_][\w\u0300-\u036f\u064b-\u065f]*")
_SCRIPTS: Final = tuple(
    tuple(chr(sign) for sign in range(first, last + 1) if unicodedata.category(chr(sign)).startswith("L"))
    for first, last in (
        (0x61, 0x7A),  # Latin, without accents
        (0x0621, 0x064A),  # Arabic
        (0x0430, 0x045F),  # Cyrillic
        (0x03B1, 0x03C9),  # Greek
        (0x0561, 0x0586),  # Armenian
        (0x10D0, 0x10F0),  # Georgian
        (0x05D0, 0x05EA),  # Hebrew
    )
)


@dataclass(frozen=True)
class Spelled:
    """A folded word of a practice, the term under which it stands in the index, and how somebody wrote it."""

    word: str
    term: str
    shown: str


@dataclass(frozen=True)
class Meant:
    """`words`: what it may be, each one sign from what was typed. `beginning`: what is longer begins so; "" where it is short."""

    words: frozenset[str]
    beginning: str
    least: int  # length of those that begin so
    most: int

    def __contains__(self, word: str) -> bool:
        begins_so = bool(self.beginning) and word.startswith(self.beginning)
        return word in self.words or (begins_so and self.least <= len(word) <= self.most)


def spelled(told: Iterable[Told]) -> tuple[Spelled, ...]:
    """All words that may be meant by something mistyped, each once for each term."""
    found: dict[tuple[str, str], Spelled] = {}
    for one in told:
        for written in _WORD.findall(one.text.translate(SEPARATE)):
            word = fold(written)
            if SHORTEST <= len(word) <= _LONGEST and " " not in word and not is_empty(word):
                term = stem(word, one.language)
                found.setdefault((word, term), Spelled(word, term, written.lower()))
    return tuple(found.values())


def respelled(question: str, meant: Mapping[str, str]) -> str:
    """With other words in place of some: `{folded word: what to write}`."""
    return _WORD.sub(lambda match: meant.get(fold(match[0]), match[0]), question)


def meant(word: str) -> Meant | None:
    """What to look for instead of a folded word; None where it is too short or too long to tell."""
    if not SHORTEST <= len(word) <= _LONGEST:
        return None
    beginning = word[:_BEGINNING] if len(word) >= _LONG else ""
    return Meant(frozenset(_one_sign_away(word)), beginning, len(word) - _MOST_APART, len(word) + _MOST_APART)


def nearest(word: str, known: Mapping[str, int]) -> str | None:
    """Of the words that are known, with how many practices have each, the one most like it; of two alike the more usual."""
    matcher = SequenceMatcher(None, b=word, autojunk=False)
    best: tuple[float, int, str] | None = None
    for one in sorted(known):
        matcher.set_seq1(one)
        least = _ALIKE if best is None else best[0]
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least or (ratio := matcher.ratio()) < least:
            continue
        if best is None or (ratio, known[one]) > best[:2]:
            best = (ratio, known[one], one)
    return None if best is None else best[2]


def _one_sign_away(word: str) -> Collection[str]:
    """With a sign left out, added or changed, or two exchanged."""
    alphabet = next((signs for signs in _SCRIPTS if word[0] in signs), ())
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {before + after[1:] for before, after in parts if after}
    found |= {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    found |= {before + sign + after for before, after in parts for sign in alphabet}
    found |= {before + sign + after[1:] for before, after in parts if after for sign in alphabet}
    return found - {word}
