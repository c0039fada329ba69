"""A question that can be explained further, for those who ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core.around import Around
from bot.core.given import Given, Json, Listener, Unclear, Understood
from bot.i18n.phrase import Words

T = TypeVar("T")


@dataclass(frozen=True)
class Explained(Around[T]):
    """Any kind of answer, with the word *explain* beside it."""

    explanation: Words

    def controls(self, draft: Json) -> Sequence[str]:
        return (*self.kind.controls(draft), "explain")

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[T]:
        if given.control == "explain":
            return Unclear(self.explanation)
        return self.kind.parse(given, listener, draft)

    def dump(self, value: T) -> Json:
        return self.kind.dump(value)

    def load(self, data: Json) -> T:
        return self.kind.load(data)

    def admits(self, data: Json) -> bool:
        return self.kind.admits(data)

    def show(self, value: T) -> Words:
        return self.kind.show(value)
