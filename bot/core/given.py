"""What a person gave to a pending question, and how it was understood."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot.core.messages import FileReference
from bot.i18n.phrase import Phrase, Words

T = TypeVar("T")
Json = Any  # plain JSON: None, bool, int, float, str, lists and dicts of them


@dataclass(frozen=True)
class Given:
    """An answer as it arrived: words, the tapped option's place (from 0), files or a place on the map."""

    text: str = ""
    option: int | None = None
    control: str | None = None  # "skip", "leave", "done", "more", "keep", "use", "change"
    files: tuple[FileReference, ...] = ()
    place: tuple[float, float] | None = None
    unreadable: str | None = None  # a sticker, a voice note: what came instead
    message_id: str | None = None
    album: str | None = None  # files that were sent together arrive one by one, and share this
    is_last: bool = False  # of a file: the words sent with it were "done"


@dataclass(frozen=True)
class Listener:
    """How to read this person: their language, zone and clock; `render` puts words into their language (marked)."""

    language: str
    zone: str
    now: datetime
    render: Callable[[Words], str]
    own: str | None = None  # what they chose, where they are spoken to in another language

    @property
    def languages(self) -> tuple[str, ...]:
        """In which they may write."""
        return (self.language,) if self.own in {None, self.language} else (self.language, str(self.own))


@dataclass(frozen=True)
class Accepted(Generic[T]):
    value: T


@dataclass(frozen=True)
class Unclear:
    """What was expected, with an example where one helps."""

    expected: Words
    starts_over: bool = False  # what was half given before is not meant any more
    draft: Json = None  # what to remember of it beside the question; None: what is there stays


@dataclass(frozen=True)
class Halfway:
    """A half-made answer (toggles, photos that arrive one by one): kept as the draft until it is done."""

    draft: Json
    note: Words | None = None
    took_all: bool = True  # of what came with this message; else people have to read the note before they go on


Understood = Accepted[T] | Unclear | Halfway


@dataclass(frozen=True)
class Option:
    """One answer on offer: `value` is stored, `label` is shown; `also`, words that mean it too, with | between them."""

    value: str
    label: Words
    also: Phrase | None = None
