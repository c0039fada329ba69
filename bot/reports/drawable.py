"""Makes text that people typed fit for a picture or a paper: one line, no signs that our fonts lack, nothing endless."""

import re
import unicodedata

ON_A_PICTURE = 90  # characters of one text: three lines
ON_PAPER = 4000
LONGEST_WORD = 26  # a longer one may break anywhere, or it would run out of the picture
PICTOGRAPH = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\u20e3\U0001f000-\U0001faff\U000e0000-\U000e0fff"
PICTOGRAPHS = re.compile(f"[{PICTOGRAPH}][{PICTOGRAPH}\u200d]*")  # with the joiners between the parts of one emoji
DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e]")  # isolates and marks stay: our own texts use them
NOT_CHARACTERS = {"Cc", "Cs", "Co", "Cn"}
JOINED_TO_THE_ONE_BEFORE = {"Mn", "Mc", "Me", "Cf"}
ZERO_WIDTH_SPACE = "\u200b"


def drawable(text: str, at_most: int = ON_A_PICTURE) -> str:
    known = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in NOT_CHARACTERS
    )
    line = " ".join(DIRECTION_OVERRIDES.sub("", PICTOGRAPHS.sub("", known)).split())
    return " ".join(_breakable(word) for word in _shortened(line, at_most).split())


def _shortened(line: str, at_most: int) -> str:
    if len(line) <= at_most:
        return line
    whole_words = line[:at_most].rpartition(" ")[0]
    return (whole_words if len(whole_words) > at_most // 2 else line[: at_most - 1]) + "…"


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return word[0] + "".join(
        character if unicodedata.category(character) in JOINED_TO_THE_ONE_BEFORE else ZERO_WIDTH_SPACE + character
        for character in word[1:]
    )
