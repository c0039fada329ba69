"""Plays transcripts, and lets every shadow try what a person in them does: in the same state, with the same words, undone at once."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import wraps
from typing import Any

from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.storage.after_commit import ALONG, KEY
from bot.storage.beside import ANSWERS
from bot.storage.database import Database
from bot.usecases.work import Actor, ActorKind, Work
from tests.security.doors import Door
from tests.security.made import Made, in_parts, person_called
from tests.security.matrix import SIGNS, Line
from tests.security.shadows import DOER, SHADOWS, bring
from tests.transcripts.play import Play

MOST = 2  # calls of one door that are tried by all
LOOKED_AT = 30  # calls of one that only whoever made them gets anything of, until one is found that shows it
NOTHING, TOLD, CHANGED = range(3)  # what came of an attempt: the most of any counts


@dataclass
class Attempts:
    """What came of them, by door and shadow."""

    doors: frozenset[Door]
    alone: frozenset[Door] = frozenset()  # of these it matters also what comes of it for whoever did it
    found: dict[Door, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tried: Counter[Door] = field(default_factory=Counter)
    looked_at: Counter[Door] = field(default_factory=Counter)
    failed: dict[tuple[Door, str], BaseException] = field(default_factory=dict)
    is_inside: bool = False

    def signs(self, door: Door) -> str:
        return "".join(SIGNS[self.found[door][one.name]] for one in SHADOWS)

    def is_only_theirs(self, door: Door) -> bool:
        """Whoever did it got something, and nobody else anything."""
        return bool(self.found[door][DOER]) and not any(self.found[door][one.name] for one in SHADOWS)

    def more_than(self, lines: Iterable[Line]) -> set[tuple[str, str]]:
        """(use case, shadow) of whatever more came of it than these lines say."""
        return {
            (str(line.door), one.name)
            for line in lines
            for one in SHADOWS
            if self.found[line.door][one.name] > line.of(one.name)
        }

    def around(self, door: Door, verb: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(verb)
        def tried_by_all(work: Any, *args: Any, **kwargs: Any) -> Any:
            if self.is_inside or not isinstance(work, Work) or work.actor.kind is not ActorKind.PERSON:
                return verb(work, *args, **kwargs)
            self.is_inside = True
            try:
                if self._shows_more(door, verb, work, args, kwargs) or self.tried[door] < MOST:
                    self.tried[door] += 1
                    self._try(door, verb, work, args, kwargs)
                return verb(work, *args, **kwargs)
            finally:
                self.is_inside = False

        return tried_by_all

    def with_made(self, work: Work, made: Made) -> None:
        """Nobody calls it there, so all may as well be tried; and whoever it is meant for, where it is one person."""
        self.is_inside = True
        try:
            with _undone(work.session):
                arguments = made.arguments(work.session)
                self.tried[made.door] += 1
                if made.by:
                    theirs = replace(
                        work, actor=Actor(ActorKind.PERSON, person_called(work.session, made.by)), roles={}
                    )
                    self._attempt(made.door, DOER, made.door.function, theirs, (), arguments)
                self._try(made.door, made.door.function, work, (), arguments)
        finally:
            self.is_inside = False

    def _try(self, door: Door, verb: Callable[..., Any], work: Work, args: Any, kwargs: Any) -> None:
        with _undone(work.session), _asking_at_once(work.session):
            numbers = bring(work.session)
            for shadow in SHADOWS:
                acting = replace(work, actor=Actor(ActorKind.PERSON, numbers[shadow.name]), roles={})
                self._attempt(door, shadow.name, verb, acting, args, kwargs)

    def _shows_more(self, door: Door, verb: Callable[..., Any], work: Work, args: Any, kwargs: Any) -> bool:
        """What nobody gets anything of proves little: a call is looked for of which whoever makes it does."""
        known = self.found[door][DOER]
        if door not in self.alone or known == CHANGED or self.looked_at[door] == LOOKED_AT:
            return False
        self.looked_at[door] += 1
        with _undone(work.session), _asking_at_once(work.session):
            self._attempt(door, DOER, verb, replace(work, roles={}), args, kwargs)
        return self.found[door][DOER] > known

    def _attempt(self, door: Door, name: str, verb: Callable[..., Any], acting: Work, args: Any, kwargs: Any) -> None:
        with _undone(acting.session):
            before = _changes(acting.session)
            try:
                answer = verb(acting, *args, **kwargs)
                acting.session.flush()
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is told at the end
                self.failed[door, name] = problem
                return
            came = TOLD if _told(door, answer) else NOTHING
            came = CHANGED if _changes(acting.session) > before else came
        self.found[door][name] = max(self.found[door][name], came)


@contextmanager
def _asking_at_once(session: Session) -> Iterator[None]:
    """Also what a step asks beside the writer: nobody waits for an attempt."""
    answers = session.info.pop(ANSWERS, None)
    try:
        yield
    finally:
        if answers is not None:
            session.info[ANSWERS] = answers


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    session.flush()
    kept = {key: session.info[key].copy() for key in (KEY, ALONG) if key in session.info}
    nested = session.begin_nested()
    try:
        yield
    finally:
        if nested.is_active:
            nested.rollback()
        for key in (KEY, ALONG):
            session.info.pop(key, None)
        session.info.update(kept)


def _changes(session: Session) -> int:
    """Rows written on this connection so far, by whatever way."""
    return session.connection().connection.dbapi_connection.total_changes


def _told(door: Door, answer: Any) -> bool:
    if isinstance(answer, Refusal):
        return False
    if answer is None:
        return door.none_is_a_yes
    return not _is_empty(answer)


def _is_empty(answer: Any) -> bool:
    """Also an answer of which every part is: it tells nothing."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return all(_is_empty(getattr(answer, one.name)) for one in fields(answer))
    return not answer


@contextmanager
def all_try(doors: frozenset[Door], alone: frozenset[Door]) -> Iterator[Attempts]:
    """While it lasts, every call of these doors for a person is tried by every shadow first."""
    attempts = Attempts(doors, alone)
    wrapped: Mapping[int, Callable[..., Any]] = {id(d.function): attempts.around(d, d.function) for d in doors}
    names = [
        (module, name, value)
        for key, module in list(sys.modules.items())
        if key.startswith("bot.")
        for name, value in list(vars(module).items())
        if id(value) in wrapped
    ]
    for module, name, value in names:
        setattr(module, name, wrapped[id(value)])
    try:
        yield attempts
    finally:
        for module, name, value in names:
            setattr(module, name, value)


def played_by_all(
    database: Database, chat: str, written: str, doors: frozenset[Door], alone: frozenset[Door] = frozenset()
) -> tuple[str, Attempts]:
    """How the transcript went, as if nobody else had tried anything, and what came of what they tried."""
    with all_try(doors, alone) as attempts:
        play = Play(database)
        went = ""
        for part, made in in_parts(chat, written):
            went = play.play(part)
            for one in made:
                if one.door in doors:
                    database.write_now(lambda session, one=one: attempts.with_made(play.work(session), one))
    return went, attempts
