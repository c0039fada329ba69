"""French: "de" and "que" lose their last letter before a vowel, also before a name that nobody knows beforehand."""

import re
import unicodedata

_SHORTENED = re.compile(r"\b([Dd]|[Qq]u)e( \*?)$")


def elided(before: str, value: str) -> str:
    """What stands before the value: "l’équipe de *" becomes "l’équipe d’*" before "Institut".

    A first "h" is mute in some names and not in others, a "y" a vowel in some: these stay as they are.
    """
    first = unicodedata.normalize("NFD", value.lstrip("*_")[:1]).lower()[:1]
    if first not in {"a", "e", "i", "o", "u", "œ", "æ"}:
        return before
    return _SHORTENED.sub(lambda found: f"{found[1]}’{found[2][1:]}", before)
