"""Keyed replay: a talk runs again from the top at every message, and ends at the first question without an answer."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Self, TypeVar, cast

from bot.core.advised import Advised
from bot.core.answers import AnswerKind, asked_after, on_offer
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Unclear, Understood
from bot.core.messages import Attachment
from bot.core.outcome import Opening, Outcome, Question, Saying, Waiting, on_a_page
from bot.core.places import as_seen
from bot.core.refusal import Refusal
from bot.core.talk import Answer, AnswerState, Pending, Progress, Talk
from bot.i18n.phrase import Words, _

T = TypeVar("T")
_RESTARTS = 8  # refusals and walls met in one step before we call it a loop


class SideEffectAboveQuestionError(RuntimeError):
    """A handler changed something and then asked: the change would be done again at every replay. Use `once`."""


class DuplicateKeyError(RuntimeError):
    """A handler used one key for two questions."""


class Suspended(Exception):  # noqa: N818 - not an error: the talk waits for an answer
    pass


class Restart(Exception):  # noqa: N818 - not an error: run again from the top
    pass


class Finished(Exception):  # noqa: N818 - not an error: the talk ends here
    pass


class Replay:
    """The machine behind a `Conversation`. One object lives for one step."""

    def __init__(
        self,
        talk: Talk,
        listener: Listener,
        *,
        given: Given | None,
        address_id: int,
        new_nonce: Callable[[], str],
        work: object = None,
        listen: Callable[[str, str], Listener],
        waiting: Sequence[Waiting] = (),
        opening: Opening | None = None,
        only_question: bool = False,
    ) -> None:
        self._talk = talk
        self._listener = listener
        self._listen = listen
        self.waiting = tuple(waiting)
        self._opening = opening or Opening()
        self._given = given
        self._given_for = talk.pending.key if talk.pending is not None and given is not None else None
        self._address_id = address_id
        self._new_nonce = new_nonce
        self._work = work
        self._only_question = only_question
        self._notices: list[Saying] = []
        self._refusals: dict[str, int] = {}  # question → how often its answer could not be used, one after the other
        self.outcome = Outcome()
        self._begin()

    def _begin(self) -> None:
        self._reached: dict[str, tuple[Words, AnswerKind[Any] | None]] = {}
        self._passed_by: set[str] = set()
        self._sayings: list[Saying] = []
        self._attachments: tuple[Attachment, ...] = ()
        self._changed_rows = False
        self._title = ""

    def run(self, talk: Callable[[Self], None]) -> Outcome:
        """Play the handler from the top until it asks or ends."""
        for _attempt in range(_RESTARTS):
            self._begin()
            try:
                talk(self)
            except Restart:
                continue
            except Suspended:
                quiet = self._only_question or self.outcome.paused
                self._tell([] if quiet else self._sayings)
                return self.outcome
            except Finished:
                pass
            self._tell(self._sayings)
            self.outcome.ended = True
            self._talk.pending = None
            return self.outcome
        raise RuntimeError(f"the talk {self._talk.handler} runs in circles")

    def _tell(self, sayings: Sequence[Saying]) -> None:
        self.outcome.sayings = [*self._notices, *sayings]
        for position, saying in enumerate(sayings):
            if saying.shown:
                note = Answer(
                    None, "shown", self._listener.now, position, AnswerState.ONCE, digest=self._digest(saying)
                )
                self._talk.keep(saying.shown, note)

    def _digest(self, saying: Saying) -> str:
        links = (f"{link.label} {link.url}" for link in saying.links)
        buttons = (self._listener.render(act.label) for act in saying.acts)
        seen = "\n".join((self._listener.render(saying.words), *links, *buttons))
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    def _reach(self, key: str, prompt: Words, kind: AnswerKind[Any] | None) -> int:
        if key in self._reached:
            raise DuplicateKeyError(key)
        self._reached[key] = (prompt, kind)
        return len(self._reached)

    def _moved(self, key: str, stored: Answer) -> None:
        """Positions follow the talk's present order; `back` goes by them."""
        position = len(self._reached)
        if stored.position != position:
            self._talk.keep(key, stored._replace(position=position))

    def _ask(
        self,
        key: str,
        prompt: Words,
        kind: AnswerKind[T],
        *,
        optional: bool,
        progress: Progress | None,
        digest: str = "",
    ) -> T | None:
        position = self._reach(key, prompt, kind)
        stored = self._talk.answers.get(key)
        if stored is not None and stored.state is AnswerState.GIVEN and stored.kind == kind.name:
            skipped = stored.value is None
            if (skipped and optional) or (not skipped and kind.admits(stored.value)):
                self._sayings.clear()
                self._moved(key, stored)
                return None if skipped else kind.load(stored.value)
        if self._changed_rows:
            raise SideEffectAboveQuestionError(
                f"{self._talk.handler}: something was changed above the question {key!r}"
            )
        fresh = Pending(
            key=key,
            kind=kind.name,
            nonce=self._new_nonce(),
            position=position,
            asked_at=self._listener.now,
            address_id=self._address_id,
            optional=optional,
            progress=progress,
            tries=self._refusals.get(key, 0),
        )
        if self._given is None or self._given_for != key:
            self._pend(fresh, self._asked_now(key, kind, prompt), kind, self._draft_of(key), again=False)
            raise Suspended
        given, self._given = self._accepted_offer(key, self._given), None
        before = self._talk.pending
        assert before is not None, "an answer is given to a pending question"
        seen = as_seen(given, before.offered, [option.value for option in on_offer(kind, self._draft_of(key))])
        if seen is None:
            self._notices.append(Saying(_("The list has changed meanwhile. Please choose again.")))
            self._pend(fresh, self._asked_now(key, kind, prompt), kind, self._draft_of(key), again=False)
            raise Suspended
        understood = self._understood(key, kind, seen, stored, optional=optional)
        if isinstance(understood, Accepted):
            return self._store(key, kind, understood.value, seen, digest)
        self._ask_on(fresh, before, prompt, kind, seen, understood)
        raise Suspended

    def _ask_on(
        self,
        fresh: Pending,
        before: Pending,
        prompt: Words,
        kind: AnswerKind[Any],
        given: Given,
        understood: Unclear | Halfway | None,
    ) -> None:
        """No answer yet: what was said is not clear, is half of an answer, or asks for the next page of choices."""
        self._sayings.clear()  # they were said when the question was asked first
        again = False
        if isinstance(understood, Unclear):
            fresh = replace(fresh, tries=before.tries + 1)
            self._not_understood(fresh.key, given, understood)
            prompt = self._asked_now(fresh.key, kind, prompt)
        elif isinstance(understood, Halfway):
            same_album = given.album is not None and (self._draft_of(fresh.key) or {}).get("album") == given.album
            self._talk.draft = {**understood.draft, "key": fresh.key, **({"album": given.album} if given.album else {})}
            again = understood.note is None or same_album  # what is said of an album is one message, drawn anew
            fresh = replace(fresh, page=before.page)
            if understood.note is not None:
                prompt = understood.note  # it asks whether this is meant: the question would only be in its way
        else:
            again = True
            fresh = replace(fresh, page=before.page + 1)
        self._pend(fresh, prompt, kind, self._draft_of(fresh.key), again=again)

    def _asked_now(self, key: str, kind: AnswerKind[Any], prompt: Words) -> Words:
        """What half an answer has made of the question."""
        on_its_way = asked_after(kind, self._draft_of(key))
        return prompt if on_its_way is None else on_its_way

    def _not_understood(self, key: str, given: Given, unclear: Unclear) -> None:
        if unclear.starts_over:
            self._forget_draft()
        if unclear.draft is not None:
            self._talk.draft = {**unclear.draft, "key": key}
        self._notices.append(Saying(given_instead(given, unclear.expected)))

    def _understood(
        self, key: str, kind: AnswerKind[T], given: Given, stored: Answer | None, *, optional: bool
    ) -> Understood[T | None] | None:
        """What was given, as a value, as half of one, or as not clear; None: the next page is wanted."""
        if given.control == "skip" and optional:
            return Accepted(None)
        if given.control == "skip" and not isinstance(cast("object", kind), Advised):
            return Unclear(_("This question needs an answer."))
        if given.control == "keep" and stored is not None and stored.kind == kind.name:
            return Accepted(None if stored.value is None else kind.load(stored.value))
        if given.control == "more":
            return None
        understood = cast("Understood[T | None]", kind.parse(given, self._listener, self._draft_of(key)))
        if given.is_last and isinstance(understood, Halfway) and understood.took_all:
            done = Given(control="done", message_id=given.message_id)
            return cast("Understood[T | None]", kind.parse(done, self._listener, understood.draft))
        return understood

    def _accepted_offer(self, key: str, given: Given) -> Given:
        """What was written before, when *use* makes an answer of it: a correction of that message changes the answer."""
        draft = self._draft_of(key)
        if given.control != "use" or draft is None:
            return given
        return Given(text=draft.get("offered", ""), message_id=draft.get("message_id"))

    def _pend(self, pending: Pending, prompt: Words, kind: AnswerKind[Any], draft: Json, *, again: bool) -> None:
        options = on_offer(kind, draft)
        pages = max(1, -(-len(options) // on_a_page(options)))
        page = pending.page % pages
        controls = (*self._controls(pending, kind, draft), *(("more",) if pages > 1 else ()))
        previous, walled = self._what_was_before(pending.key)
        nonce, message, also_at = pending.nonce, pending.message, pending.also_at
        before = self._talk.pending
        offered = tuple(option.value for option in options)
        # An earlier copy of the same question stays alive, if it shows the same.
        if before is not None and before.key == pending.key and before.offered == offered:
            nonce, message = before.nonce, before.message if again else None
            also_at = tuple(dict.fromkeys((*before.also_at, before.address_id)))
        self._talk.pending = replace(
            pending,
            nonce=nonce,
            message=message,
            also_at=also_at,
            title=self._title,
            offered=offered,
            page=page,
            controls=controls,
            previous=previous,
            walled=walled,
        )
        self.outcome.question = Question(
            prompt=prompt,
            options=options,
            ticked=frozenset((draft or {}).get("picked", ())),
            controls=controls,
            pending=self._talk.pending,
            more=pages > 1,
            again=again,
            listed=getattr(kind, "listed", False),
            attachments=self._attachments,
        )

    def _controls(self, pending: Pending, kind: AnswerKind[Any], draft: Json) -> Iterator[str]:
        """What can be done with the question beside answering it."""
        yield from kind.controls(draft)
        if draft is not None and "offered" in draft:
            yield "use"
        if draft is not None and "command" in draft:
            yield "command"
        if pending.optional:
            yield "skip"
        kept = self._talk.answers.get(pending.key)
        if kept is not None and kept.state is AnswerState.REOPENED and kept.kind == kind.name:
            yield "keep"

    def _what_was_before(self, asked: str) -> tuple[str | None, bool]:
        """The key where `back` leads; else whether something settled stands in its way.

        Only what this run reached counts: answers of another way through the talk sleep.
        """
        before = [key for key in self._reached if key != asked]
        if not before:
            return None, False
        _prompt, kind = self._reached[before[-1]]
        if kind is None:
            return None, any(self._reached[key][1] is not None for key in before)
        return before[-1], False

    def _store(self, key: str, kind: AnswerKind[T], value: T | None, given: Given, digest: str) -> T | None:
        pending = self._talk.pending
        assert pending is not None, "an answer is given to a pending question"
        self._talk.keep(
            key,
            Answer(
                value=None if value is None else kind.dump(value),
                kind=kind.name,
                at=self._listener.now,
                position=len(self._reached),
                raw=given.text,
                digest=digest,
                message_id=given.message_id,
                address_id=self._address_id,
            ),
        )
        self._forget_draft()
        self._talk.pending = None
        self._sayings.clear()
        self.outcome.answered = (pending, _("skipped") if value is None else kind.show(value))
        return value

    def _empty(self, key: str) -> None:
        """As if it had never been answered; the row stays."""
        stored = self._talk.answers.get(key)
        if stored is not None:
            self._talk.keep(key, stored._replace(value=None, kind="", raw="", state=AnswerState.REOPENED))

    def _draft_of(self, key: str) -> Json:
        draft = self._talk.draft
        return draft if isinstance(draft, dict) and draft.get("key") == key else None

    def _forget_draft(self) -> None:
        self._talk.draft = None

    def _refused(self, refusal: Refusal) -> None:
        self._notices.append(Saying(refusal.why))
        stored = self._talk.answers.get(refusal.key) if refusal.key is not None else None
        if stored is None or refusal.key is None or stored.state is AnswerState.ONCE:
            raise Finished
        self._talk.keep(refusal.key, stored._replace(state=AnswerState.REOPENED))
        raise Restart


def given_instead(given: Given, expected: Words) -> Words:
    """The expectation, after a word about a thing that cannot be read here."""
    if given.unreadable is None:
        return expected
    return _("I cannot use this kind of message here. {expected}", expected=expected)
