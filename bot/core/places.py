"""A place on a list means the list that was seen, which may be another by now."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.given import Given
from bot.core.reading import numbers, whole_number


def as_seen(given: Given, seen: Sequence[str], present: Sequence[str]) -> Given | None:
    """By its place on the present list; None where what was chosen is not on it any more. Both are values of options."""
    if not seen or tuple(seen) == tuple(present):
        return given
    place = given.option
    if place is None:
        number = whole_number(given.text)
        if number is None:
            return None if len(numbers(given.text)) > 1 else given  # "1 3 5", or words
        place = number - 1
    if not 0 <= place < len(seen) or seen[place] not in present:
        return None
    return replace(given, option=list(present).index(seen[place]))
