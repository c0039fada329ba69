"""Reading what people really type: digits of any script, first words, case, accents."""

import re
import unicodedata
from collections.abc import Sequence

from bot.i18n.letters import EITHER_WAY

_INVISIBLE = {"Cf"}  # zero-width signs, directional marks
_MARKS = {"Mn", "Me"}  # what an emoji keyboard puts around a digit
_SPACES = re.compile(r"\s+")
_NUMBERS = re.compile(r"\d+")
_MOST_DIGITS = 15  # what a JSON number holds exactly
_SHORTEST_WORD = 3  # "to" and "at" stand in the middle of too many labels
_BETWEEN = re.compile(r"[,;،؛\n+&]|\s(?:and|et|y|e|und|و|и)\s|\sو(?=ال)", re.IGNORECASE)
_AND = re.compile(r"(?<=[\s\d])(?:and|et|و)(?=[\s\d])")
# Our texts have the apostrophe of print, keyboards another one; hardly anybody types a comma ("non, merci").
_AS_TYPED = str.maketrans(
    dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`", "'")
    | dict.fromkeys(",،")
    | dict.fromkeys("\N{VARIATION SELECTOR-16}🏻🏼🏽🏾🏿")  # a thumb of any colour
)
_EDGES = " .,;:!?…،؛؟。\"'«»“”()[]"


def cleaned(text: str) -> str:
    """Composed, without invisible signs and surplus spaces; line breaks are kept."""
    if text.isascii() and text.isprintable():  # most of what comes, and nothing to look for sign by sign
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        sign
        for sign in composed
        if sign == "\n" or (unicodedata.category(sign) not in _INVISIBLE and (sign.isprintable() or sign.isspace()))
    )
    return "\n".join(_SPACES.sub(" ", line).strip() for line in visible.split("\n")).strip()


def folded(text: str) -> str:
    """For comparing: lower case, no accents, one kind of letters, digits and apostrophes, no commas, no signs at the edges."""
    bare = cleaned(text).translate(_AS_TYPED).strip(_EDGES)
    if bare.isascii():
        return " ".join(bare.casefold().split())
    decomposed = unicodedata.normalize("NFKD", bare).casefold()
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(EITHER_WAY)
    return _SPACES.sub(" ", plain_digits(letters)).strip(_EDGES)


def plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def whole_number(text: str) -> int | None:
    """The number that the text is, whatever its digits' script ("٣", "3.", "3-", "№ 3", a key cap); else None."""
    stripped = cleaned(text).strip(_EDGES + "#№").rstrip("-–—")
    bare = "".join(sign for sign in stripped if not sign.isspace() and unicodedata.category(sign) not in _MARKS)
    sign, digits = (-1, bare[1:]) if bare[:1] in {"-", "−"} else (1, bare)
    return sign * int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None


def numbers(text: str) -> list[int]:
    return [int(found) for found in _NUMBERS.findall(text) if len(found) <= _MOST_DIGITS]


def word_beside_numbers(text: str) -> str:
    """ "yes" of "yes 31" and of "Yes 31: 1, 3 and 4"; folded."""
    without = "".join(" " if sign.isdecimal() or sign in "#№:;،" else sign for sign in _AND.sub(" ", text))
    return folded(without)


def accepted(listed: str) -> frozenset[str]:
    """The words of a catalogue entry such as "yes|y|ok"."""
    return frozenset(folded(word) for word in listed.split("|")) - {""}


def place_of(text: str, labels: Sequence[str]) -> int | None:
    """Which label is meant: the whole label, else the only one that begins so, or else has a word that begins so."""
    wanted = folded(text)
    if not wanted:
        return None
    all_folded = [folded(label) for label in labels]
    if wanted in all_folded:
        return all_folded.index(wanted)
    beginning = [index for index, label in enumerate(all_folded) if label.startswith(wanted)]
    if not beginning and len(wanted) >= _SHORTEST_WORD:
        beginning = [index for index, label in enumerate(all_folded) if f" {wanted}" in label]
    return beginning[0] if len(beginning) == 1 else None


def number_meant(number: int, labels: Sequence[str]) -> int | None:
    """The place that a typed number means. Where a label is just this number, the label is meant: "10" of "5", "10", "20"."""
    named = [index for index, label in enumerate(labels) if whole_number(label) == number]
    if named:
        return named[0]
    return number - 1 if 1 <= number <= len(labels) else None


def places_of(text: str, labels: Sequence[str]) -> frozenset[int]:
    """Which labels are meant by "1 3 5", or by labels with commas or "and" between them; none where a part is unclear."""
    whole = place_of(text, labels)
    if whole is not None and (not numbers(text) or folded(text) == folded(labels[whole])):
        return frozenset({whole})
    if not any(sign.isalpha() for sign in _AND.sub(" ", f" {folded(text)} ")):
        found = [number_meant(number, labels) for number in numbers(text)]
    else:
        found = [_one_place(part, labels) for part in parts_of(text)]
        if None in found:
            return _side_by_side(text, labels)
    return frozenset() if None in found else frozenset(place for place in found if place is not None)


def _side_by_side(text: str, labels: Sequence[str]) -> frozenset[int]:
    """Labels with nothing but spaces between some of them: "English French"; as long ones as there are."""
    words, found, at = [word for part in parts_of(text) for word in part.split()], set[int](), 0
    while at < len(words):
        ends = range(len(words), at, -1)
        meant = ((end, _one_place(" ".join(words[at:end]), labels)) for end in ends)
        end, place = next((one for one in meant if one[1] is not None), (at, None))
        if place is None:
            return frozenset()
        found.add(place)
        at = end
    return frozenset(found)


def parts_of(text: str) -> Sequence[str]:
    """Of a list with commas, line breaks or "and" between its parts."""
    return [part for part in _BETWEEN.split(text) if part.strip()]


def _one_place(text: str, labels: Sequence[str]) -> int | None:
    number = whole_number(text)
    found = None if number is None else number_meant(number, labels)
    return place_of(text, labels) if found is None else found
