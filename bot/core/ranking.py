"""All of several options, put in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.reading import number_meant, numbers, place_of
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines, Words, _


@dataclass(frozen=True)
class Ranked:
    """Tapped one after the other, the most important first, or typed at once as "3 1 2"; the last one ranks itself."""

    choices: tuple[Option, ...]
    name = "ranking"

    def options(self) -> Sequence[Option]:
        return self.choices

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[str, ...]]:
        values = [option.value for option in self.choices]
        labels = [plain(listener.render(option.label)) for option in self.choices]
        wanted = [number_meant(number, labels) for number in numbers(given.text)]
        if sorted(-1 if place is None else place for place in wanted) == list(range(len(values))):
            return Accepted(tuple(values[place] for place in wanted if place is not None))
        place = (
            given.option
            if given.option is not None
            else wanted[0]
            if len(wanted) == 1
            else place_of(given.text, labels)
        )
        if place is None or not 0 <= place < len(values):
            return Unclear(self._expected())
        picked = [value for value in (draft or {}).get("picked", ()) if value != values[place]]
        if values[place] not in (draft or {}).get("picked", ()):
            picked.append(values[place])
        left = [value for value in values if value not in picked]
        if len(left) <= 1:
            return Accepted((*picked, *left))
        return Halfway({"picked": picked}, self._so_far(picked))

    def dump(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def load(self, data: Json) -> tuple[str, ...]:
        return tuple(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list) and sorted(data) == sorted(option.value for option in self.choices)

    def show(self, value: tuple[str, ...]) -> Words:
        lines = [self._line(number, one) for number, one in enumerate(value, 1)]
        return reduce(lambda before, line: _("{before} · {line}", before=before, line=line), lines)

    def _line(self, number: int, value: str) -> Words:
        label = next(option.label for option in self.choices if option.value == value)
        return _("{number}. {level}", number=number, level=label)

    def _so_far(self, picked: Sequence[str]) -> Words:
        return Lines((*(self._line(number, one) for number, one in enumerate(picked, 1)), _("Which one comes next?")))

    def _expected(self) -> Words:
        example = " ".join(str(number) for number in range(len(self.choices), 0, -1))
        return _(
            'Please choose the most important one first, or write all numbers in your order, for example "{example}".',
            example=example,
        )
