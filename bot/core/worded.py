"""One of a few choices, or words of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answers import OneOf, Text
from bot.core.given import Accepted, Given, Json, Listener, Option, Understood
from bot.i18n.phrase import Words

_WORDS = "words:"  # before what was typed


@dataclass(frozen=True)
class WordsOr:
    """The value of a choice; or what was typed, which `typed` tells apart."""

    ways: OneOf
    at_most: int = 200  # signs
    called: Words | None = None  # what a choice means, where its button says it shortly
    name = "words or one of"

    def options(self) -> Sequence[Option]:
        return self.ways.options()

    def controls(self, draft: Json) -> Sequence[str]:
        return self.ways.controls(draft)

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        chosen = self.ways.parse(given, listener, draft)
        if isinstance(chosen, Accepted):
            return chosen
        words = Text(at_most=self.at_most).parse(given, listener, draft)
        return Accepted(_WORDS + words.value) if isinstance(words, Accepted) else words

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str) and (data.startswith(_WORDS) or self.ways.admits(data))

    def show(self, value: str) -> Words:
        words = typed(value)
        if words is not None:
            return words
        return self.ways.show(value) if self.called is None else self.called


def typed(value: str) -> str | None:
    """The words that stand in place of a choice; None: it is one."""
    return value.removeprefix(_WORDS) if value.startswith(_WORDS) else None
