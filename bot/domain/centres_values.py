"""The cells of a list of centres: what each may hold, and a word for what it may not."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from sys import intern
from typing import Any, Final

from bot.domain.areas import PriorityArea
from bot.domain.centres import CODE, STATES, CentreRow, countries, tidy, usual_zone, zones
from bot.domain.names import fold
from bot.domain.sheets import SheetProblem, WrongValue, shown
from bot.i18n.languages import primary
from bot.i18n.phrase import Phrase, _

NAME_IN: Final = "name:"
_LONGEST: Final = {"code": 40, "country": 40, "name": 200, "city": 100}
_LONGEST_LIST: Final = 500
_BETWEEN: Final = re.compile(r"[\s,;|]+")


def read_row(number: int, cells: Mapping[str, str]) -> CentreRow | tuple[SheetProblem, ...]:
    """`cells`: as typed, by heading."""
    values: dict[str, Any] = {}
    problems: list[SheetProblem] = []
    for column, cell in cells.items():
        try:
            values[column] = _value(column, cell)
        except WrongValue as wrong:
            problems.append(SheetProblem(wrong.says, number, column))
    country = values.get("country")
    if country and not values.get("zone") and not any(problem.column == "zone" for problem in problems):
        values["zone"] = usual_zone(country)
        if values["zone"] is None:
            problems.append(SheetProblem(_("Please add the time zone, for example Africa/Tunis."), number, "zone"))
    if problems:
        return tuple(problems)
    names = {column.removeprefix(NAME_IN): values.pop(column) for column in cells if column.startswith(NAME_IN)}
    return CentreRow(**values, names={tag: name for tag, name in names.items() if name}, row=number)


def _value(column: str, cell: str) -> Any:
    kind = "name" if column.startswith(NAME_IN) else column
    text = tidy(cell)
    longest = _LONGEST.get(kind, _LONGEST_LIST)
    if len(text) > longest:
        raise WrongValue(
            _("This cell holds {count} characters; {most} fit. Please shorten it.", count=len(text), most=longest)
        )
    return _READERS[column](text) if column in _READERS else _local_name(text)


def _code(text: str) -> str:
    if not text:
        raise WrongValue(_("The code is missing. Every centre needs one of its own, for example GE-01."))
    if not CODE.fullmatch(text):
        raise WrongValue(
            _("“{value}” cannot be a code. Use letters from A to Z, digits, dots and dashes, as in GE-01.", value=text)
        )
    return text


def _country(text: str) -> str:
    if not text:
        raise WrongValue(_("The country is missing. Write its two letters, for example GE for Georgia."))
    if text.upper() not in countries():
        raise WrongValue(
            _("“{value}” is not the code of a country. Write its two letters, for example GE for Georgia.", value=text)
        )
    return intern(text.upper())


def _name(text: str) -> str:
    if not fold(text):
        raise WrongValue(_("The name is missing. Please write the name of the centre."))
    return text


def _local_name(text: str) -> str:
    if text and not fold(text):
        raise WrongValue(
            _("“{value}” is not a name: it has no letters. Write the name or leave the cell empty.", value=text)
        )
    return text


@lru_cache(maxsize=256)  # few values in a long list: each is kept once
def _languages(text: str) -> tuple[str, ...]:
    return _several(text, primary, _unknown_language)


def _unknown_language(word: str) -> Phrase:
    return _(
        "“{value}” is not one of our languages. Write codes with spaces between them, for example fr ar.", value=word
    )


@lru_cache(maxsize=256)
def _areas(text: str) -> tuple[str, ...]:
    known = {area.value for area in PriorityArea}
    return _several(text, lambda word: word.lower() if word.lower() in known else None, _unknown_area)


def _unknown_area(word: str) -> Phrase:
    known = " ".join(PriorityArea)
    return _("“{value}” is not an area. These are: {areas}. Put spaces between them.", value=word, areas=known)


def _several(text: str, known: Callable[[str], str | None], unknown: Callable[[str], Phrase]) -> tuple[str, ...]:
    found = []
    for word in _words(text):
        value = known(word)
        if value is None:
            raise WrongValue(unknown(shown(word)))
        found.append(value)
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if word]


@lru_cache(maxsize=256)
def _networks(text: str) -> tuple[str, ...]:
    return _several(text, lambda word: word if CODE.fullmatch(word) else None, _wrong_network)


def _wrong_network(word: str) -> Phrase:
    return _(
        "“{value}” cannot be a network. Write its short name, in letters from A to Z, digits and dashes.", value=word
    )


def _zone(text: str) -> str:
    name = text.replace(" ", "_")
    if not name or name in zones():
        return name
    close = get_close_matches(name, sorted(zones()), n=1)
    if close:
        raise WrongValue(_("“{value}” is not a time zone. Did you mean {zone}?", value=shown(text), zone=close[0]))
    raise WrongValue(_("“{value}” is not a time zone. Write it like Africa/Tunis.", value=shown(text)))


def _state(text: str) -> str:
    word = text.lower() or STATES[0]
    if word not in STATES:
        raise WrongValue(
            _("“{value}” is not a state. These are: {states}.", value=shown(text), states=" ".join(STATES))
        )
    return word


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "code": _code,
    "country": _country,
    "name": _name,
    "city": str,
    "languages": _languages,
    "zone": _zone,
    "areas": _areas,
    "networks": _networks,
    "state": _state,
}
COLUMNS: Final = tuple(_READERS)
NEEDED: Final = COLUMNS[:3]
