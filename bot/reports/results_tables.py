"""The results of a round as two tables: a row for each centre and indicator, and a codebook that explains them.

Whoever may not see names gets a key for each centre, in no order, and a country only where that is no name in disguise.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.scores import FEWEST_CENTRES
from bot.i18n.languages import is_rtl
from bot.i18n.phrase import Words, _
from bot.reports.told import Render, in_plain
from bot.reports.written_tables import Cell, Written

RATED, NOT_APPLICABLE, NOT_RATED = "rated", "not applicable", "not rated"


@dataclass(frozen=True)
class CodedIndicator:
    """`levels`: the short name of each. Area, criterion and step as the questionnaire writes them, or empty."""

    id: str
    words: Words
    lowest: int
    highest: int
    levels: Mapping[int, Words] = field(default_factory=dict)
    weight: float = 1
    reverse: bool = False
    area: str = ""
    criterion: str = ""
    step: str = ""


@dataclass(frozen=True)
class Settled:
    """What counts of an indicator, and how it came to be: one, alike, agreed, average or kept."""

    level: float | None
    not_applicable: bool = False
    relevance: float | None = None
    how: str = ""


@dataclass(frozen=True)
class CentreResults:
    """`id` tells centres apart and is never written; `levels` by indicator, absent where nobody rated it; `signed`: a day."""

    id: str
    name: Words
    country: str
    signed: str
    levels: Mapping[str, Settled]


@dataclass(frozen=True)
class RoundResults:
    """`named`: the reader may see names. Otherwise `salt`, a secret that is kept nowhere, decides on the keys."""

    indicators: tuple[CodedIndicator, ...]
    centres: tuple[CentreResults, ...]
    named: bool
    salt: str = ""


def results_tables(results: RoundResults, language: str, render: Render) -> tuple[Written, Written]:
    """Named "results" and "codebook", with headings that do not depend on the language."""
    text = in_plain(render)
    columns = tuple(one for one in _columns() if results.named or not one.names_centres)
    rows = tuple(tuple(one.cell(line, text) for one in columns) for line in _lines(results))
    return (
        Written("results", (tuple(one.name for one in columns), *rows)),
        Written("codebook", tuple(_codebook(results, columns, text)), right_to_left=is_rtl(language)),
    )


def countries_shown(centres: Iterable[str]) -> frozenset[str]:
    """Of the countries of the centres, those that do not give a centre away: with five centres at least, and so that the
    others, too, are none or five at least.
    """
    counts = Counter(centres)
    shown = {country for country, count in counts.items() if count >= FEWEST_CENTRES}
    while shown and 0 < sum(count for country, count in counts.items() if country not in shown) < FEWEST_CENTRES:
        shown.remove(min(shown, key=lambda country: (counts[country], country)))
    return frozenset(shown)


@dataclass(frozen=True)
class _Line:
    key: str
    country: str
    centre: CentreResults
    indicator: CodedIndicator

    @property
    def settled(self) -> Settled:
        return self.centre.levels.get(self.indicator.id, Settled(None))

    @property
    def state(self) -> str:
        if self.settled.not_applicable:
            return NOT_APPLICABLE
        return NOT_RATED if self.settled.level is None else RATED


@dataclass(frozen=True)
class _Column:
    name: str
    words: Words
    names_centres: bool = False

    def cell(self, line: _Line, text: Render) -> Cell:  # noqa: PLR0911  one line for each column
        match self.name:
            case "centre":
                return line.key
            case "name":
                return text(line.centre.name)
            case "country":
                return line.country
            case "signed":
                return line.centre.signed
            case "indicator":
                return line.indicator.id
            case "state":
                return line.state
            case "level":
                return line.settled.level
            case "relevance":
                return line.settled.relevance
            case _:
                return line.settled.how


def _columns() -> tuple[_Column, ...]:
    return (
        _Column("centre", _("A key for each centre, made for this file only.")),
        _Column("name", _("The name of the centre."), names_centres=True),
        _Column("country", _("The country (ISO 3166); empty where it would tell which centre it is.")),
        _Column("signed", _("The day on which the centre signed off."), names_centres=True),
        _Column("indicator", _("What was rated: its words are below.")),
        _Column("state", _("rated; not applicable (it counts in no mean); not rated.")),
        _Column("level", _("The level that counts; between two where several people were averaged.")),
        _Column("relevance", _("How relevant it is to the centre, from 0; empty where nobody said.")),
        _Column("settled", _("How it came to be: one (person), alike, agreed, average, kept (both).")),
    )


def _lines(results: RoundResults) -> Iterator[_Line]:
    shown = countries_shown(centre.country for centre in results.centres)
    keys = _keys(results)
    for centre in sorted(results.centres, key=lambda one: keys[one.id]):
        country = centre.country if results.named or centre.country in shown else ""
        for indicator in results.indicators:
            yield _Line(keys[centre.id], country, centre, indicator)


def _keys(results: RoundResults) -> Mapping[str, str]:
    """In the registry's order for those who see names; else in an order that nobody can tell from it."""
    ids = [centre.id for centre in results.centres]
    if not results.named:
        ids.sort(key=lambda one: hashlib.sha256(f"{results.salt} {one}".encode()).digest())
    return {one: f"C{number:04d}" for number, one in enumerate(ids, start=1)}


def _codebook(results: RoundResults, columns: Sequence[_Column], text: Render) -> Iterator[tuple[Cell, ...]]:
    yield "what", "name", "words", "lowest", "highest", "levels", "weight", "reverse", "area", "criterion", "step"
    for column in columns:
        yield "column", column.name, text(column.words), *(None,) * 8
    for one in results.indicators:
        levels = "\n".join(f"{level} = {text(name)}" for level, name in one.levels.items())
        yield (
            "indicator",
            one.id,
            text(one.words),
            one.lowest,
            one.highest,
            levels,
            one.weight,
            "yes" if one.reverse else "no",
            one.area,
            one.criterion,
            one.step,
        )
