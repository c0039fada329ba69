"""All languages of one script side by side, ready to weigh a word in each of them at once."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import log
from typing import TypeAlias

from bot.i18n.detection.ngrams import Model, anything, model
from bot.i18n.detection.sources import SOURCES, Source

Row: TypeAlias = "array[float]"  # one number for each source; not subscriptable at run time before Python 3.12

_RARE = 1e-6  # a letter that the language does not have


@dataclass(frozen=True)
class Script:
    """Logarithms. 0.0 in `triples` and `listed`: the language lacks it; `after_two` is then added to the pair's."""

    sources: tuple[Source, ...]
    letters: Mapping[str, Row]
    pairs: Mapping[str, Row]
    triples: Mapping[str, Row]
    after_two: Mapping[str, Row]
    listed: Mapping[str, Row]
    nothing: Row

    def weigh(self, word: str) -> list[float]:
        """How likely each source is to write this word."""
        padded = f" {word} "
        sums = list(self._pair(padded[:2]))
        for at in range(2, len(padded)):
            pair = self._pair(padded[at - 1 : at + 1])
            triple = self.triples.get(padded[at - 2 : at + 1], self.nothing)
            after = self.after_two.get(padded[at - 2 : at], self.nothing)
            sums = [total + (t or p + a) for total, t, p, a in zip(sums, triple, pair, after, strict=True)]
        listed = self.listed.get(word)
        if listed is None:
            return sums
        return [max(total, whole) if whole else total for total, whole in zip(sums, listed, strict=True)]

    def _pair(self, pair: str) -> Row:
        return self.pairs.get(pair) or self.letters.get(pair[1]) or self.letters[""]


@cache
def script(code: str) -> Script:
    """Read once, when the first message in that script comes."""
    sources = (*SOURCES[code], Source("anything", None))
    triples: dict[str, Row] = {}
    after_two: dict[str, Row] = {}
    listed: dict[str, Row] = {}
    models: list[Model] = []
    for at, source in enumerate(SOURCES[code]):
        known = model(source, code)
        for rows, part in ((triples, known.triples), (after_two, known.after_two), (listed, known.listed)):
            _fill(rows, part, at, len(sources))
        models.append(replace(known, triples={}, after_two={}, listed={}))  # one at a time: keeps the peak low
    models.append(anything(models))
    letters = {key: _row(log(known.letters.get(key, _RARE)) for known in models) for key in _letters(models)}
    letters[""] = _row([log(_RARE)] * len(models))
    pairs = {
        key: _pair_row(key, letters, models) for key in dict.fromkeys(key for known in models for key in known.pairs)
    }
    return Script(sources, letters, pairs, triples, after_two, listed, _row([0.0] * len(models)))


def _row(numbers: Iterable[float]) -> Row:
    return array("f", numbers)


def _letters(models: list[Model]) -> Iterable[str]:
    return dict.fromkeys(letter for known in models for letter in known.letters)


def _pair_row(key: str, letters: Mapping[str, Row], models: list[Model]) -> Row:
    alone = letters.get(key[1], letters[""])
    return _row(
        log(known.pairs[key]) if key in known.pairs else alone[at] + log(known.after_one.get(key[0], 1.0))
        for at, known in enumerate(models)
    )


def _fill(rows: dict[str, Row], part: Mapping[str, float], at: int, width: int) -> None:
    nothing = _row([0.0] * width)
    for key, probability in part.items():
        row = rows.get(key)
        if row is None:
            row = rows[key] = nothing[:]
        row[at] = log(probability)
