"""What is left of a message once everything that is no language is gone: words, letter by letter, and their scripts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

# More says nothing new about the language, and keeps the time bounded.
_MOST_CHARACTERS = 1_200
_MOST_LETTERS = 500

_NOISE = re.compile(
    r"https?://\S+|www\.\S+"  # links
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"  # mail addresses
    r"|(?<!\w)[@#!][\w.=/-]+:[\w.-]+"  # Matrix names and rooms
    r"|(?<![\w-])[\w-]++\.(?:com|org|net)\b\S*"  # links without a scheme
    r"|(?<!\S)[/!][A-Za-z][\w-]*(?:@\w+)?"  # commands
    r"|(?<!\w)[@#]\w+"  # mentions, tags
)
# langdetect's tables were made with the older letters of Romanian and the Arabic yeh; kashida only stretches a word.
_AS_IN_TABLES = str.maketrans({"ș": "ş", "ț": "ţ", "ی": "ي", "ـ": ""})
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # "heeey", "нееет"
_MARKS = {"Cf", "Mn", "Me"}  # zero-width, directional, vowel points left over after composing

_RANGES = {
    "Arab": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "Armn": "\u0530-\u058f\ufb13-\ufb17",
    "Cyrl": "\u0400-\u052f",
    "Ethi": "\u1200-\u139f\u2d80-\u2ddf",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Latn": "a-zA-Z\u00aa\u00ba\u00c0-\u02af\u1e00-\u1eff",
}
_RUNS = {script: re.compile(f"[{ranges}]+") for script, ranges in _RANGES.items()}
OTHER_SCRIPT = "Zyyy"


def words_of(text: str) -> list[str]:
    """The first five hundred letters as words, without links, mentions, commands, digits, emoji and marks."""
    return list(_up_to(_MOST_LETTERS, split(_NOISE.sub(" ", text[:_MOST_CHARACTERS]))))


def split(text: str) -> list[str]:
    """Words in small letters, spelt as in langdetect's tables."""
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower()).translate(_AS_IN_TABLES)
    kept = (letter for letter in small if letter.isascii() or unicodedata.category(letter) not in _MARKS)
    return _DRAWN_OUT.sub(r"\1", "".join(letter if letter.isalpha() else " " for letter in kept)).split()


def _up_to(most: int, words: Iterable[str]) -> Iterator[str]:
    left = most
    for word in words:
        if left <= 0:
            return
        yield word[:left]
        left -= len(word)


def is_written_in(script: str, word: str) -> bool:
    return _RUNS[script].fullmatch(word) is not None


def scripts_of(words: Iterable[str]) -> Counter[str]:
    """How many letters of each script (ISO 15924); 'Zyyy' for those that none of our languages is written in."""
    text = "".join(words)
    found = Counter({script: sum(map(len, run.findall(text))) for script, run in _RUNS.items()})
    found[OTHER_SCRIPT] = len(text) - found.total()
    return +found
