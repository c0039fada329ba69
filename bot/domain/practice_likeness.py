"""Whether two practices may be the same: by what both of them say, however many others there are."""

from collections.abc import Mapping
from math import sqrt
from typing import Final

from bot.domain.practice_search import stem, words

# Reworded by somebody else, titles and "what" of the same practice reach 0.63 and more in en, fr and ar; of 2,400 pairs of
# others the most alike reach 0.38 (tests/practices/alike.toml).
ALIKE: Final = 0.4
LEAST_SHARED: Final = 3  # words: fewer are chance, where hardly anything is told
_TITLE, _WHAT = 2.0, 1.0

Gist = Mapping[str, float]


def gist(title: str, what: str, language: str) -> Gist:
    """Of a practice told in one language: how much it counts that a word stands there, each once."""
    return {
        **{stem(word, language): _WHAT for word in words(what)},
        **{stem(word, language): _TITLE for word in words(title)},
    }


def likeness(one: Gist, other: Gist) -> float:
    """From 0 to 1, which is the same words. Of the same language, else it is nothing."""
    shared = one.keys() & other.keys()
    if len(shared) < LEAST_SHARED:
        return 0.0
    # The middle between either's share: so that who tells more of the same is still found, and little is not like everything.
    return sum(min(one[word], other[word]) for word in shared) / sqrt(sum(one.values()) * sum(other.values()))
