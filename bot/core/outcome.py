"""What goes into one run of a talk beside its answers, and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.given import Option
from bot.core.messages import Attachment, FileReference, Link
from bot.core.talk import Pending, Progress
from bot.i18n.phrase import Words

PAGE = 8  # options shown at once
_PAGE_OF_NUMBERS = 12  # such as a scale from 0 to 10
_SHORTEST = 3  # signs


def on_a_page(options: Sequence[Option]) -> int:
    are_tiny = all(isinstance(option.label, str) and len(option.label) <= _SHORTEST for option in options)
    return _PAGE_OF_NUMBERS if are_tiny else PAGE


@dataclass(frozen=True)
class Opening:
    """What the present message tells beside its answer."""

    text: str = ""
    language: str | None = None
    name: str = ""
    files: tuple[FileReference, ...] = ()


class Waiting(Protocol):
    """Another talk of this person that can be gone on with."""

    @property
    def id(self) -> int: ...
    @property
    def handler(self) -> str: ...
    @property
    def progress(self) -> Progress | None: ...
    @property
    def is_parked(self) -> bool: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Act:
    """An action on offer: the name of an action and its argument, a label, and the word that one may type instead.

    `told`: the message says itself what to type, as where it has such an action for each of several things.
    """

    name: str
    argument: str
    label: Words
    word: Words | None = None
    chosen: bool = False
    told: bool = False


@dataclass(frozen=True)
class Saying:
    words: Words
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    shown: str = ""  # the key under which it is noted that this has been seen


@dataclass(frozen=True)
class Question:
    """The pending question as it has to be shown."""

    prompt: Words
    options: tuple[Option, ...]
    ticked: frozenset[str]
    controls: tuple[str, ...]
    pending: Pending
    more: bool = False
    again: bool = False  # only re-drawn in place (a toggle, another page)
    listed: bool = False  # the prompt lists the options already
    attachments: tuple[Attachment, ...] = ()  # what is to be seen or heard with it


@dataclass
class Outcome:
    """What a run led to."""

    sayings: list[Saying] = field(default_factory=list)
    question: Question | None = None
    answered: tuple[Pending, Words] | None = None  # the question that now has its answer
    language: str | None = None  # that the talk has settled on
    undo: str | None = None  # the action data that takes back what was done
    ended: bool = False
    paused: bool = False
    next_handler: tuple[str, str] | None = None  # (handler, argument) to go on with
