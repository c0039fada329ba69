"""One function of the language: what it takes, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.questionnaires.xpath.values import Value

ANY_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Function:
    """`run` gets the frame and the values; a lazy one gets what evaluates them, and may leave some alone."""

    name: str
    run: Callable[..., Value]
    at_least: int
    at_most: int
    lazy: bool = False
    reads: bool = True  # the texts of nodes; others only look which nodes there are
    multiple: int = 1  # beyond `at_least`, arguments come in so many at a time

    def problem(self, count: int) -> str:
        """What is wrong with so many arguments; empty if nothing is."""
        if self.at_least <= count <= self.at_most and (count - self.at_least) % self.multiple == 0:
            return ""
        return f"{self.name}() takes {self._takes()}; here it has {count}."

    def _takes(self) -> str:
        if self.at_least == self.at_most:
            return {0: "no arguments", 1: "one argument"}.get(self.at_least, f"{self.at_least} arguments")
        if self.at_most == ANY_NUMBER:
            further = f", and {self.multiple} at a time beyond that" if self.multiple > 1 else ""
            return f"at least {self.at_least} argument{'' if self.at_least == 1 else 's'}{further}"
        return f"{self.at_least} to {self.at_most} arguments"


def table(*functions: Function) -> dict[str, Function]:
    return {function.name: function for function in functions}
