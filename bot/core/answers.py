"""Kinds of answers: what is on offer, how to read it, how to keep it, how to show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.reading import accepted, cleaned, folded, number_meant, place_of, places_of, whole_number
from bot.i18n.markup import plain
from bot.i18n.phrase import Listed, Words, _, _n, _p

T = TypeVar("T")


class AnswerKind(Protocol[T]):
    """Everything a question must know of its answer. `name` guards stored answers: another kind does not fit."""

    @property
    def name(self) -> str: ...
    def options(self) -> Sequence[Option]: ...
    def controls(self, draft: Json) -> Sequence[str]: ...
    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[T]: ...
    def dump(self, value: T) -> Json: ...
    def load(self, data: Json) -> T: ...
    def admits(self, data: Json) -> bool: ...
    def show(self, value: T) -> Words: ...


@runtime_checkable
class Unfolding(Protocol):
    """Where half an answer changes what is on offer, and what is asked (None: the question itself)."""

    def options_after(self, draft: Json) -> Sequence[Option]: ...
    def asked_after(self, draft: Json) -> Words | None: ...


def on_offer(kind: AnswerKind[Any], draft: Json) -> tuple[Option, ...]:
    """After half an answer."""
    return tuple(cast("Unfolding", kind).options_after(draft) if _unfolds(type(kind)) else kind.options())


def asked_after(kind: AnswerKind[Any], draft: Json) -> Words | None:
    """What half an answer has made of the question; None: nothing."""
    return cast("Unfolding", kind).asked_after(draft) if _unfolds(type(kind)) else None


@cache
def _unfolds(kind: type) -> bool:
    """To ask an object looks through all attributes of the protocol each time, which is a part of every message's time."""
    return issubclass(kind, Unfolding)


class _Plain:
    """What most kinds share: no options, no controls, anything stored still counts."""

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def admits(self, data: Json) -> bool:
        return True


def too_long(text: str, room: int) -> Words:
    return _(
        "That is {length} characters; there is room for {at_most}. Please shorten it.", length=len(text), at_most=room
    )


@dataclass(frozen=True)
class Text(_Plain):
    """Words as typed, up to `at_most` signs."""

    at_most: int = 2000
    at_least: int = 1
    name = "text"

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        text = cleaned(given.text)
        if given.unreadable or given.files or not text:
            return Unclear(_("Please write your answer in words."))
        if len(text) > self.at_most:
            return Unclear(too_long(text, self.at_most))
        if len(text) < self.at_least:
            return Unclear(_("Please write a little more."))
        return Accepted(text)

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def show(self, value: str) -> Words:
        return value


LONGEST_EXAMPLE = 40  # characters
SAID_YES = _p("word", "yes|y|yeah|yep|ok|okay|sure|of course|yes please|👍|👌|✅")
SAID_NO = _p("word", "no|n|nope|no thanks|no thank you|👎|❌")
SAID_NONE = _p("word", "none|none of them|none of these|nothing|nothing else|0")


@dataclass(frozen=True)
class OneOf:
    """One of several options; typed as its number, its label or the label's beginning."""

    choices: tuple[Option, ...]
    listed: bool = False  # the question's own words list them, numbered from 1
    name = "one of"

    def options(self) -> Sequence[Option]:
        return self.choices

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        index = chosen(given, self.choices, listener)
        if index is None:
            return Unclear(_please_choose(self.choices, listener))
        return Accepted(self.choices[index].value)

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def admits(self, data: Json) -> bool:
        return any(option.value == data for option in self.choices)

    def show(self, value: str) -> Words:
        return next(option.label for option in self.choices if option.value == value)


@dataclass(frozen=True)
class SeveralOf:
    """Some of the options: toggled by taps and finished by "done", or typed at once as "1 3 5"."""

    choices: tuple[Option, ...]
    at_least: int = 1
    name = "several of"

    def options(self) -> Sequence[Option]:
        return self.choices

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",)

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[str, ...]]:
        picked = tuple((draft or {}).get("picked", ()))
        if given.control == "done":
            return self._finished(picked)
        if given.option is not None and 0 <= given.option < len(self.choices):
            value = self.choices[given.option].value
            toggled = tuple(v for v in picked if v != value) if value in picked else (*picked, value)
            return Halfway({"picked": [o.value for o in self.choices if o.value in toggled]})
        places = places_of(given.text, [plain(listener.render(option.label)) for option in self.choices])
        if places:
            return self._finished(tuple(o.value for place, o in enumerate(self.choices) if place in places))
        if not self.at_least and folded(given.text) in accepted(SAID_NONE.msgid) | accepted(listener.render(SAID_NONE)):
            return Accepted(())
        example = {1: "1", 2: "1 2"}.get(len(self.choices), "1 3")
        return Unclear(_('Please choose one or more, for example "{example}".', example=example))

    def _finished(self, picked: tuple[str, ...]) -> Understood[tuple[str, ...]]:
        if len(picked) < self.at_least:
            return Unclear(_n("Please choose at least one.", "Please choose at least {count}.", self.at_least))
        return Accepted(picked)

    def dump(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def load(self, data: Json) -> tuple[str, ...]:
        return tuple(data)

    def admits(self, data: Json) -> bool:
        known = {option.value for option in self.choices}
        return isinstance(data, list) and all(value in known for value in data)

    def show(self, value: tuple[str, ...]) -> Words:
        if not value:
            return _p("answer", "nothing")
        return Listed(tuple(option.label for option in self.choices if option.value in value))


_YES, _NO = _p("answer", "Yes"), _p("answer", "No")


@dataclass(frozen=True)
class YesNo:
    yes: Words = _YES
    no: Words = _NO
    name = "yes or no"

    def options(self) -> Sequence[Option]:
        return (Option("yes", self.yes, SAID_YES), Option("no", self.no, SAID_NO))

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[bool]:
        index = chosen(given, self.options(), listener)
        if index is None:
            return Unclear(_please_choose(self.options(), listener))
        return Accepted(index == 0)

    def dump(self, value: bool) -> Json:
        return value

    def load(self, data: Json) -> bool:
        return bool(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, bool)

    def show(self, value: bool) -> Words:
        return self.yes if value else self.no


@dataclass(frozen=True)
class Contact(_Plain):
    """How to reach somebody: an e-mail address or a telephone number."""

    name = "contact"

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        text = cleaned(given.text)
        local, at, host = text.partition("@")
        is_mail = bool(at and local and "." in host.strip(".") and " " not in text)
        digits = sum(sign.isdecimal() for sign in text)
        is_phone = 6 <= digits <= 15 and all(sign.isdecimal() or sign in "+-() ./" for sign in text)  # noqa: PLR2004 - E.164
        if not (is_mail or is_phone) or len(text) > 254:  # noqa: PLR2004 - the longest e-mail address (RFC 5321)
            return Unclear(
                _(
                    'Please give an e-mail address or a telephone number, for example "{example}".',
                    example="+216 20 123 456",
                )
            )
        return Accepted(text)

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def show(self, value: str) -> Words:
        return value


@dataclass(frozen=True)
class Place(_Plain):
    """A point on the map, sent as a location or typed as "36.8 10.2"."""

    name = "place"

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[float, float]]:
        point = given.place or _coordinates(given.text)
        if point is None or not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):  # noqa: PLR2004 - degrees
            return Unclear(
                _(
                    'Please send a location, or its latitude and longitude, for example "{example}".',
                    example="36.8 10.2",
                )
            )
        return Accepted(point)

    def dump(self, value: tuple[float, float]) -> Json:
        return list(value)

    def load(self, data: Json) -> tuple[float, float]:
        return (float(data[0]), float(data[1]))

    def show(self, value: tuple[float, float]) -> Words:
        return f"{value[0]:.4f} {value[1]:.4f}"


def chosen(given: Given, options: Sequence[Option], listener: Listener) -> int | None:
    """The place of the option that is meant; None: none of them."""
    if given.option is not None:
        return given.option if 0 <= given.option < len(options) else None
    number = whole_number(given.text)
    labels = [plain(listener.render(option.label)) for option in options]
    if number is not None:
        numbered = number_meant(number, labels)
        if numbered is not None:
            return numbered
    said = folded(given.text)
    for place, option in enumerate(options):
        if option.also is not None and said in accepted(option.also.msgid) | accepted(listener.render(option.also)):
            return place
    return place_of(given.text, labels)


def _please_choose(options: Sequence[Option], listener: Listener) -> Words:
    """With the middle one as an example: its label, or its number where nobody would type the label."""
    middle = len(options) // 2
    example: Words = options[middle].label if options else ""
    if len(plain(listener.render(example))) > LONGEST_EXAMPLE:
        example = str(middle + 1)
    return _('Please choose one of these, for example "{example}".', example=example)


def _coordinates(text: str) -> tuple[float, float] | None:
    parts = cleaned(text).replace(",", " ").split()
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None
    return latitude, longitude
