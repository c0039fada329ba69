"""One of the choices on offer, or other words by which to look for more."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answers import chosen
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.reading import cleaned
from bot.i18n.phrase import Words, _

_LONGEST = 200  # signs


@dataclass(frozen=True)
class Found:
    """The `value` of a choice, or the `words` to look for; the other is empty."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class Sought:
    """What is typed and is none of the choices is looked for; there may be no choices at all yet."""

    choices: tuple[Option, ...] = ()
    name = "sought"

    def options(self) -> Sequence[Option]:
        return self.choices

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[Found]:
        place = chosen(given, self.choices, listener)
        if place is not None:
            return Accepted(Found(value=self.choices[place].value))
        words = cleaned(given.text)
        if not words or len(words) > _LONGEST or given.unreadable or given.files:
            return Unclear(_("Please write some letters of it."))
        return Accepted(Found(words=words))

    def dump(self, value: Found) -> Json:
        return {"value": value.value, "words": value.words}

    def load(self, data: Json) -> Found:
        return Found(**data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, dict)

    def show(self, value: Found) -> Words:
        label = next((option.label for option in self.choices if option.value == value.value), value.words)
        return label or value.value
