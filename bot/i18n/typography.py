"""How each language sets its signs: what is wrong with a text of ours."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_THIN: Final = "\N{NARROW NO-BREAK SPACE}"

# A sign counts where a word, a value, a star or a closing mark stands before it and nothing of the same word after it: neither in
# "https://…" nor in "name:fr".
_ILL_SET: Final[Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "fr": (
        (
            re.compile(rf"[^\s;:?!…(]\s?(?<!{_THIN})[;:?!»](?![^\s.,;:?!…»)*])"),
            "needs a narrow no-break space before ; : ? ! »",
        ),
        (re.compile(rf"«(?!{_THIN})"), "needs a narrow no-break space after «"),
        (re.compile(r"\w'\w"), "needs the apostrophe ’"),
    ),
    "ar": (
        (re.compile(r"[\u0600-\u06ff}*»)]\s*[,;?](?=\s|$)"), "needs the Arabic signs ، ؛ ؟"),
        (re.compile(r"[\u0600-\u06ff}*»)]\s+[،؛؟!:.](?=\s|$)"), "has a space before a sign"),
        (re.compile("اً"), "writes its tanwin on the alif: it stands before it"),
    ),
}


def ill_set(text: str, language: str) -> Iterator[str]:
    """What a reader of that language would mend."""
    for pattern, what in _ILL_SET.get(language, ()):
        if pattern.search(text):
            yield what
