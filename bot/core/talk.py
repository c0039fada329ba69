"""The state of one talk: what is stored between two messages, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.core.given import Json


class AnswerState(StrEnum):
    GIVEN = "given"
    REOPENED = "reopened"  # asked again; the old value is kept until a new one comes
    ONCE = "once"  # the result of `once`: a wall for back and change
    TAKEN = "taken"  # handed on to the talk's memory, which decides whether to ask again
    MEMORY = "memory"  # what the talk remembers by itself


class Answer(NamedTuple):
    """One stored answer, under the key of its question. A tuple: all those of a talk are made at each message."""

    value: Json
    kind: str  # name of the answer kind it was given for
    at: datetime
    position: int  # place in the talk's order when last reached
    state: AnswerState = AnswerState.GIVEN
    raw: str = ""
    digest: str = ""  # of the question as it was shown
    message_id: str | None = None  # the person's message, so that its correction changes this answer
    address_id: int | None = None


@dataclass(frozen=True)
class Progress:
    """Question `number` of `total`."""

    number: int
    total: int


@dataclass(frozen=True)
class Pending:
    """The question that waits: enough to recognise its answer without running the handler."""

    key: str
    kind: str
    nonce: str  # a tap carries it; an older one is late
    position: int
    asked_at: datetime
    address_id: int
    offered: tuple[str, ...] = ()  # values of the options, as they were shown
    labels: tuple[str, ...] = ()  # of the options on the page shown, as one may type them
    also: tuple[str, ...] = ()  # other words for these
    controls: tuple[str, ...] = ()  # what can be written beside an answer
    optional: bool = False
    tries: int = 0
    page: int = 0
    message: str | None = None  # dedupe key of the message that shows it
    text: str = ""  # as shown (marked), so that it can be edited to "✓ answer"
    progress: Progress | None = None
    brief: bool = False  # of a talk that nobody needs to be reminded of
    previous: str | None = None  # key of the question before this one: where `back` leads
    walled: bool = False  # there is one, but what came between is settled
    also_at: tuple[int, ...] = ()  # further addresses of the person where it is shown
    title: str = ""  # of the talk (marked), where it has another than its handler
    language: str | None = None  # in which it is shown, where that is not the person's own

    def is_shown_at(self, address_id: int) -> bool:
        return address_id == self.address_id or address_id in self.also_at


@dataclass(frozen=True)
class About:
    """What a talk is about: a kind of thing and its id."""

    kind: str
    id: int


@dataclass
class Talk:
    """A working copy inside one step; saved as a whole or not at all."""

    id: int
    handler: str
    answers: dict[str, Answer] = field(default_factory=dict)
    pending: Pending | None = None
    draft: Json = None
    about: About | None = None
    acting_id: int | None = None
    form_version: str | None = None
    argument: str = ""  # what stood behind the command that began it
    revision: int = 0
    changed: set[str] = field(default_factory=set)  # keys of answers to save

    dropped: set[str] = field(default_factory=set)  # keys of answers to delete

    def keep(self, key: str, answer: Answer) -> None:
        self.answers[key] = answer
        self.changed.add(key)
        self.dropped.discard(key)

    def reopen(self, key: str, now: datetime) -> None:
        """Asked again before all that was reopened before it. What happened once stays."""
        answer = self.answers.get(key) or Answer(None, "", now, 0)  # a talk that remembers lets go of old answers
        if answer.state is not AnswerState.ONCE:
            waiting = (each.at for each in self.answers.values() if each.state is AnswerState.REOPENED)
            at = max((now, *(moment + timedelta(microseconds=1) for moment in waiting)))
            self.keep(key, answer._replace(at=at, state=AnswerState.REOPENED))

    def drop(self, key: str) -> None:
        if self.answers.pop(key, None) is not None:
            self.changed.discard(key)
            self.dropped.add(key)
