"""From texts to a profile: how often each letter, pair and triple of letters comes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.i18n.detection.letters import is_written_in, split
from bot.i18n.detection.ngrams import ngrams

# No corpus counts for more, or a language would be what the menus of an office program are written in.
_MOST_LETTERS = 30_000
_OWN_WEIGH = 5  # sentences as people write them in a chat
_LEAST = 0.2  # rarer ones are left out
_DIGITS = 1

_LATIN_OF_SERBIAN = {
    **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
    "љ": "lj",
    "њ": "nj",
    "џ": "dž",
}


@dataclass(frozen=True)
class Counted:
    """N-grams of one corpus, and how many letters it has."""

    ngrams: Mapping[str, int]
    letters: int


def counted(sentences: Iterable[str], script: str, *, latin: bool) -> Counted:
    """Only words of that script (ISO 15924) count; `latin` writes Serbian down in its other letters first."""
    words = [word for sentence in sentences for word in split(sentence)]
    if latin:
        words = ["".join(_LATIN_OF_SERBIAN[letter] for letter in word) for word in words if _is_serbian(word)]
    kept = [word for word in words if is_written_in(script, word)]
    return Counted(ngrams(kept), sum(map(len, kept)))


def mixed(corpora: Iterable[tuple[Counted, bool]]) -> dict[str, float]:
    """The counts of all corpora, each with whether it is our own, weighted; in the order of the alphabet."""
    total: defaultdict[str, float] = defaultdict(float)
    for corpus, own in corpora:
        weight = min(1.0, _MOST_LETTERS / corpus.letters) * (_OWN_WEIGH if own else 1)
        for ngram, count in corpus.ngrams.items():
            total[ngram] += count * weight
    return {ngram: round(count, _DIGITS) for ngram, count in sorted(total.items()) if count >= _LEAST}


def _is_serbian(word: str) -> bool:
    return _LATIN_OF_SERBIAN.keys() >= set(word)
