"""Numbers as answers: typed in any script, within bounds, and asked about where they could mean two things."""

from dataclasses import dataclass
from decimal import Decimal as Exact

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.typed_numbers import read_number, read_whole_number
from bot.i18n.phrase import Rounded, Words, _


@dataclass(frozen=True)
class WholeNumber:
    """None: no bound on that side."""

    at_least: int | None = 0
    at_most: int | None = 1_000_000
    name = "whole number"

    def options(self) -> tuple[Option, ...]:
        return ()

    def controls(self, draft: Json) -> tuple[str, ...]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[int]:
        number = read_whole_number(given.text)
        if number is None or not self._is_within(number):
            return Unclear(self._expected())
        return Accepted(number)

    def dump(self, value: int) -> Json:
        return value

    def load(self, data: Json) -> int:
        return int(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, int) and not isinstance(data, bool)

    def show(self, value: int) -> Words:
        return str(value)

    def _is_within(self, number: int) -> bool:
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)

    def _expected(self) -> Words:
        if self.at_least is None or self.at_most is None:
            return _('Please give a whole number, for example "{example}".', example="12")
        return _(
            "Please give a whole number from {at_least} to {at_most}.", at_least=self.at_least, at_most=self.at_most
        )


@dataclass(frozen=True)
class Decimal:
    """A number that may have decimals, kept exactly as typed; None: no bound on that side."""

    at_least: Exact | None = None
    at_most: Exact | None = None
    name = "decimal"

    def options(self) -> tuple[Option, ...]:
        return ()

    def controls(self, draft: Json) -> tuple[str, ...]:
        return ("yes",) if draft and "number" in draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[Exact]:
        if given.control == "yes" and draft and "number" in draft:
            return Accepted(Exact(draft["number"]))
        read = read_number(given.text, listener.render(Rounded(0.5))[1:2])
        if read is None or not self._is_within(read.value):
            return Unclear(self._expected())
        if read.is_certain:
            return Accepted(read.value)
        return Halfway(
            {"number": self.dump(read.value)},
            _("That is *{number}*. Right? Write *yes*, or the number once more.", number=shown(read.value)),
        )

    def dump(self, value: Exact) -> Json:
        return f"{value:f}"

    def load(self, data: Json) -> Exact:
        return Exact(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str)

    def show(self, value: Exact) -> Words:
        return shown(value)

    def _is_within(self, value: Exact) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def _expected(self) -> Words:
        if self.at_least is not None and self.at_most is not None:
            return _(
                "Please give a number from {at_least} to {at_most}.",
                at_least=shown(self.at_least),
                at_most=shown(self.at_most),
            )
        if self.at_least is not None:
            return _("Please give a number that is {at_least} or more.", at_least=shown(self.at_least))
        if self.at_most is not None:
            return _("Please give a number that is {at_most} or less.", at_most=shown(self.at_most))
        return _('Please give a number, for example "{example}".', example=shown(Exact("12.5")))


def shown(value: Exact) -> Words:
    """With its own decimals and the reader's decimal mark."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "no typed number is infinite"
    return Rounded(float(value), max(0, -exponent))
