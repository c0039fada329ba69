"""A question that somebody may not be able to answer: advice for those who say so, and a way to leave it for later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from bot.core.around import Around
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Unclear, Understood
from bot.core.reading import accepted, folded
from bot.i18n.phrase import Words, _, _p

T = TypeVar("T")
DO_NOT_KNOW = _p(
    "word",
    "i do not know|i don't know|i dont know|don't know|dont know|do not know|idk|dunno|no idea|i have no idea|not sure"
    "|i am not sure|i'm not sure|im not sure|unsure|i do not know yet|i don't know yet|i can't say|i cannot say|can't say"
    "|i do not understand|i don't understand|i dont understand|hard to say|who knows",
)
_ADVISED = "advised"  # in the draft: the advice was given, and *leave* is on offer


@dataclass(frozen=True)
class Left:
    """Instead of an answer: it is left for later."""


LEFT: Final = Left()


@dataclass(frozen=True)
class Advised(Around[T]):
    """Any kind of answer. `may_leave`: whoever leads the talk goes on without, and comes back to it as it sees fit."""

    advice: Words
    may_leave: bool = True

    def controls(self, draft: Json) -> Sequence[str]:
        leave = ("leave",) if self.may_leave and _ADVISED in (draft or {}) else ()
        return (*self.kind.controls(_without(draft)), *leave)

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[T | Left]:
        if given.control in {"leave", "skip"} and self.may_leave:
            return Accepted(LEFT)
        understood = self.kind.parse(given, listener, _without(draft))
        if isinstance(understood, Unclear) and (given.control == "skip" or _does_not_know(given, listener)):
            return Unclear(self.advice, draft={**(draft or {}), _ADVISED: True})
        if isinstance(understood, Halfway) and _ADVISED in (draft or {}):
            return replace(understood, draft={**understood.draft, _ADVISED: True})
        return Accepted(understood.value) if isinstance(understood, Accepted) else understood

    def dump(self, value: T | Left) -> Json:
        return {"left": True} if isinstance(value, Left) else self.kind.dump(value)

    def load(self, data: Json) -> T | Left:
        return LEFT if _is_left(data) else self.kind.load(data)

    def admits(self, data: Json) -> bool:
        return self.may_leave if _is_left(data) else self.kind.admits(data)

    def show(self, value: T | Left) -> Words:
        return _("left for later") if isinstance(value, Left) else self.kind.show(value)


def _does_not_know(given: Given, listener: Listener) -> bool:
    return folded(given.text) in accepted(DO_NOT_KNOW.msgid) | accepted(listener.render(DO_NOT_KNOW))


def _is_left(data: Json) -> bool:
    return bool(data == {"left": True})


def _without(draft: Json) -> Json:
    """What the kind itself has put there."""
    if draft is None or _ADVISED not in draft:
        return draft
    own = {name: value for name, value in draft.items() if name != _ADVISED}
    return own if own.keys() - {"key"} else None
