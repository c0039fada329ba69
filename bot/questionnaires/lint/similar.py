"""What somebody may have meant."""

from collections.abc import Collection
from difflib import get_close_matches

MOST = 2_000  # candidates, beyond which looking through them all takes too long
LONGEST = 80  # characters


def similar(word: str, candidates: Collection[str], at_least: float = 0.6) -> str:
    """The candidate most like the word; empty if none is."""
    if len(candidates) > MOST or len(word) > LONGEST:
        return ""
    return next(iter(get_close_matches(word, sorted(candidates), 1, at_least)), "")


def did_you_mean(word: str, candidates: Collection[str], shown: str = "“{}”") -> str:
    """A sentence to put behind another, with a space before it; empty if there is nothing to propose."""
    found = similar(word, candidates)
    return f" Did you mean {shown.format(found)}?" if found else ""
