"""A conversation as a plain function: keyed replay of the handler's `talk` at every message."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar, cast

from bot.core.answers import SAID_YES, AnswerKind, OneOf
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.messages import Attachment, FileReference, Link
from bot.core.outcome import Act, Opening, Outcome, Question, Saying, Waiting, on_a_page
from bot.core.places import as_seen
from bot.core.refusal import Refusal
from bot.core.talk import About, Answer, AnswerState, Pending, Progress, Talk
from bot.i18n.phrase import Marked, Words, _
from bot.i18n.translator import is_right_to_left, isolated
from bot.i18n.zones import zone_of

T = TypeVar("T")
P = ParamSpec("P")
_TAKEN_KEPT = 30  # answers
_RESTARTS = 8  # refusals and walls met in one step before we call it a loop


class SideEffectAboveQuestionError(RuntimeError):
    """A handler changed something and then asked: the change would be done again at every replay. Use `once`."""


class DuplicateKeyError(RuntimeError):
    """A handler used one key for two questions."""


class _Suspended(Exception):  # noqa: N818 - not an error: the talk waits for an answer
    pass


class _Restart(Exception):  # noqa: N818 - not an error: run again from the top
    pass


class _Finished(Exception):  # noqa: N818 - not an error: the talk ends here
    pass


class Conversation:
    """What a handler may do. One object lives for one step."""

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
        waiting: Sequence["Waiting"] = (),
        opening: "Opening | None" = None,
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

    # -- what a handler may look at ------------------------------------------------------------------------------------
    @property
    def about(self) -> About | None:
        return self._talk.about

    @property
    def argument(self) -> str:
        """What stood behind the command that began this talk ("/claim 4711" → "4711")."""
        return self._talk.argument

    @property
    def language(self) -> str:
        return self._listener.language

    @property
    def zone(self) -> str:
        return self._listener.zone

    @property
    def now(self) -> datetime:
        """Aware, on the person's clock. Only for talks that `take` their answers: a replay would see another moment."""
        return self._listener.now.astimezone(zone_of(self.zone))

    @property
    def opening(self) -> str:
        """The words of the present message; what depends on them belongs into `once`."""
        return self._opening.text

    @property
    def opening_files(self) -> tuple[FileReference, ...]:
        """Those of the present message, likewise."""
        return self._opening.files

    @property
    def client_language(self) -> str | None:
        return self._opening.language

    @property
    def sender_name(self) -> str:
        """As the platform shows it."""
        return self._opening.name

    @property
    def address_id(self) -> int:
        """Where the present message came from: for a file in it."""
        return self._address_id

    def render(self, words: Words) -> str:
        return self._listener.render(words)

    def render_in(self, language: str, words: Words) -> str:
        """In another language; in its own direction where that is not the one of the text around it."""
        text = self._listen(language, self._listener.zone).render(words)
        return text if is_right_to_left(language) == is_right_to_left(self.language) else isolated(text, language)

    def call(self, title: Words) -> None:
        """What this talk is called where it waits, if that is not its handler's title."""
        self._title = self._listener.render(title)

    def speak(self, language: str, zone: str | None = None, *, only_here: bool = False) -> None:
        """From here on in this language, and on the clock of this zone (both must follow from answers).

        `only_here`: in this talk, whatever language the person has chosen; other talks stay in that one.
        """
        own = self._listener.language
        self._listener = self._listen(language, zone or self._listener.zone)
        if only_here:
            self._listener = replace(self._listener, own=own)
        else:
            self.outcome.language = language

    # -- what a handler may do -----------------------------------------------------------------------------------------
    def say(
        self,
        words: Words,
        *,
        acts: Sequence[Act] = (),
        links: Sequence[Link] = (),
        attachments: Sequence[Attachment] = (),
    ) -> None:
        """Tell something. Only what is said after the last stored answer is sent."""
        self._sayings.append(Saying(words, tuple(acts), tuple(links), tuple(attachments)))

    def show(self, key: str, words: Words, *, links: Sequence[Link] = ()) -> None:
        """As `say`, but what was shown under this key before comes again only if it has changed."""
        seen = self._talk.answers.get(key)
        saying = Saying(words, links=tuple(links), shown=key)
        if seen is None or seen.digest != self._digest(saying):
            self._sayings.append(saying)

    def ask(
        self,
        key: str,
        prompt: Words,
        kind: AnswerKind[T],
        *,
        optional: bool = False,
        progress: Progress | None = None,
    ) -> T:
        """The answer to a question; where there is none yet, the step ends here and the next one begins at the top.

        For an optional question that was skipped use `ask_or_skip`.
        """
        value = self._ask(key, prompt, kind, optional=optional, progress=progress)
        assert value is not None, "only an optional question can be skipped"
        return value

    def ask_or_skip(
        self, key: str, prompt: Words, kind: AnswerKind[T], *, progress: Progress | None = None
    ) -> T | None:
        """As `ask`, for a question that may be skipped: then None."""
        return self._ask(key, prompt, kind, optional=True, progress=progress)

    def look(self, query: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask a use case that changes nothing."""
        return query(self._work, *args, **kwargs)

    def do(self, verb: Callable[Concatenate[Any, P], T | Refusal], *args: P.args, **kwargs: P.kwargs) -> T:
        """Let a use case change something, as the last thing before the end. A refusal reopens the answer it names."""
        result = verb(self._work, *args, **kwargs)
        if isinstance(result, Refusal):
            self._refused(result)
        self._changed_rows = True
        return result  # type: ignore[return-value] # a Refusal has left by an exception

    def once(self, key: str, verb: Callable[Concatenate[Any, P], T | Refusal], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `do`, but the result (plain JSON) is stored under `key`, and questions may follow. Nobody goes back past it."""
        stored = self._talk.answers.get(key)
        self._reach(key, "", None)
        if stored is not None and stored.state is AnswerState.ONCE:
            self._moved(key, stored)
            return stored.value  # type: ignore[no-any-return] # what the verb returned, through JSON
        result = verb(self._work, *args, **kwargs)
        if isinstance(result, Refusal):
            self._refused(result)
        value = json.loads(json.dumps(result))
        self._talk.keep(key, Answer(value, "once", self._listener.now, len(self._reached), AnswerState.ONCE))
        return value  # type: ignore[no-any-return] # see above

    def review(
        self,
        key: str,
        prompt: Words,
        keys: Sequence[str],
        *,
        send: Words,
        drop: Words | None = None,
        called: Mapping[str, Words] | None = None,
    ) -> bool:
        """Show the answers under `keys` once more: send (True), change one, or drop it all (False).

        It is asked again if what it showed has changed since. `called` names those whose question is too long for the card.
        """
        names = called or {}
        lines: list[Words] = [prompt]
        shown: list[str] = []
        for wanted in keys:
            answer = self._talk.answers.get(wanted)
            if wanted not in self._reached or answer is None:
                continue
            question, kind = self._reached[wanted]
            assert kind is not None, "`once` results are not reviewed"
            value = _("(skipped)") if answer.value is None else kind.show(kind.load(answer.value))
            if wanted in names:
                self._reached[wanted] = (names[wanted], kind)  # what is to change is chosen by the same name
                lines.append(_("*{name}*: {answer}", name=names[wanted], answer=value))
            else:
                lines.append(_("*{question}* {answer}", question=question, answer=value))
            shown.append(wanted)
        card = "\n".join(self._listener.render(line) for line in lines)
        if (self._talk.draft or {}).get("changing") == key:
            self._choose_change(key, shown)
        options = [Option("send", send, SAID_YES), Option("change", _("Change an answer"))]
        options.append(Option("drop", drop or _("Don't send")))
        stored = self._talk.answers.get(key)
        digest = hashlib.sha256(card.encode()).hexdigest()[:16]
        if stored is not None and stored.state is AnswerState.GIVEN and stored.digest != digest:
            self._empty(key)  # what was shown has changed: nothing of it is to be kept
        choice = self._ask(key, Marked(card), OneOf(tuple(options)), optional=False, progress=None, digest=digest)
        if choice == "change":
            self._empty(key)
            self._talk.draft = {"changing": key}
            raise _Restart
        return choice == "send"

    # -- talks that keep their answers themselves ----------------------------------------------------------------------
    def recall(self, key: str) -> Json:
        """What `remember` kept under this key; None if nothing."""
        kept = self._talk.answers.get(key)
        return kept.value if kept is not None and kept.state is AnswerState.MEMORY else None

    def remember(self, key: str, value: Json) -> None:
        """Plain JSON, of any talk's length; it stands beside the answers and outside of their order."""
        self._talk.keep(key, Answer(value, "memory", self._listener.now, 0, AnswerState.MEMORY))

    def take(
        self,
        key: str,
        prompt: Words,
        kind: AnswerKind[T],
        *,
        optional: bool = False,
        progress: Progress | None = None,
        present: T | None = None,
        half: Json = None,
        attachments: Sequence[Attachment] = (),
    ) -> T | None:
        """As `ask`, for a talk that remembers: the answer is given once, and asked anew at the next run.

        `present` is what stands there already, and may be kept; `half`, a draft of the answer to begin with, such as the
        choices that are ticked already. The latest few stay known, so that they can be undone
        and corrected.
        """
        if key in self._passed_by:  # for another that was reopened, too
            self._passed_by.remove(key)
            del self._reached[key]
        if present is not None:
            before, position = self._talk.answers.get(key), len(self._reached)
            is_reopened = before is not None and before.state is AnswerState.REOPENED
            at = before.at if before is not None and is_reopened else self._listener.now  # its turn stays
            self._talk.answers[key] = Answer(kind.dump(present), kind.name, at, position, AnswerState.REOPENED)
        if half is not None:
            self._begin_half(key, half)
        self._attachments = tuple(attachments)
        value = self._ask(key, prompt, kind, optional=optional, progress=progress)
        self._talk.keep(key, replace(self._talk.answers[key], state=AnswerState.TAKEN))
        taken = [name for name, answer in self._talk.answers.items() if answer.state is AnswerState.TAKEN]
        for name in sorted(taken, key=lambda name: self._talk.answers[name].at)[:-_TAKEN_KEPT]:
            self._talk.drop(name)
        return value

    def _begin_half(self, key: str, half: Json) -> None:
        before = self._talk.answers.get(key)
        if before is not None and before.state is AnswerState.REOPENED:
            self._talk.answers[key] = replace(before, kind="")  # *done* keeps it: no need of *keep*
        if self._draft_of(key) is None:
            self._talk.draft = {**half, "key": key}

    @property
    def answering(self) -> str | None:
        """The question that the present message answers, as long as nobody has taken the answer."""
        return self._given_for if self._given is not None else None

    def again(self) -> NoReturn:
        """Run from the top once more, with what is remembered by now."""
        raise _Restart

    def pass_by(self, key: str, prompt: Words, kind: AnswerKind[Any]) -> None:
        """A question that was taken before the one that comes now: `back` leads there."""
        self._reached.pop(key, None)
        self._reach(key, prompt, kind)
        self._passed_by.add(key)

    @property
    def reopened(self) -> tuple[str, ...]:
        """Questions to ask again, because of `back`, `undo`, a correction or `reopen`; the latest last."""
        wanted = [name for name, answer in self._talk.answers.items() if answer.state is AnswerState.REOPENED]
        return tuple(sorted(wanted, key=lambda name: self._talk.answers[name].at))

    def reopen(self, key: str) -> None:
        self._talk.drop(key)
        self._talk.reopen(key, self._listener.now)

    def close(self, key: str) -> None:
        """It is not asked again after all."""
        self._talk.drop(key)

    def let_go(self) -> None:
        """What was said here is kept elsewhere by now: only which messages said it stays, for corrections that come late."""
        for key, answer in list(self._talk.answers.items()):
            if answer.message_id is None:
                self._talk.drop(key)
            else:
                self._talk.keep(key, replace(answer, value=None, raw=""))

    def note(self, words: Words) -> None:
        """Told before whatever comes next, also when the talk begins again from the top in this step."""
        self._notices.append(Saying(words))

    def refuse(self, key: str, why: Words) -> NoReturn:
        """The answer just taken cannot be used: the question comes again, with the reason."""
        self._notices.append(Saying(why))
        if self.outcome.answered is not None and self.outcome.answered[0].key == key:
            self._talk.pending = self.outcome.answered[0]  # as shown: its buttons stay alive
            self._refusals[key] = self._talk.pending.tries + 1
            self.outcome.answered = None
        self.reopen(key)
        raise _Restart

    # -- on with it ----------------------------------------------------------------------------------------------------
    def change(self, key: str, *, asked: Sequence[str]) -> NoReturn:
        """Ask `key` again, its present answer on offer; the questions `asked` on the way here are forgotten."""
        for each in asked:
            self._empty(each)
        self._talk.keep(key, replace(self._talk.answers[key], state=AnswerState.REOPENED))
        raise _Restart

    def pause(self, key: str) -> NoReturn:
        """Set the talk aside, as the word *pause* does; it goes on by asking `key` anew."""
        self._empty(key)
        self.outcome.paused = True
        raise _Restart

    def end(self) -> None:
        """Finish here."""
        raise _Finished

    def hand_over(self, handler: str, argument: str = "") -> None:
        """Finish here and go on with another talk."""
        self.outcome.next_handler = (handler, argument)
        raise _Finished

    # -- how it works --------------------------------------------------------------------------------------------------
    def run(self, talk: Callable[["Conversation"], None]) -> Outcome:
        """Play the handler from the top until it asks or ends."""
        for _attempt in range(_RESTARTS):
            self._begin()
            try:
                talk(self)
            except _Restart:
                continue
            except _Suspended:
                quiet = self._only_question or self.outcome.paused
                self._tell([] if quiet else self._sayings)
                return self.outcome
            except _Finished:
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
        seen = "\n".join((self._listener.render(saying.words), *(f"{link.label} {link.url}" for link in saying.links)))
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
            self._talk.keep(key, replace(stored, position=position))

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
            self._pend(fresh, prompt, kind, self._draft_of(key), again=False)
            raise _Suspended
        given, self._given = self._accepted_offer(key, self._given), None
        before = self._talk.pending
        assert before is not None, "an answer is given to a pending question"
        seen = as_seen(given, before.offered, [option.value for option in kind.options()])
        if seen is None:
            self._notices.append(Saying(_("The list has changed meanwhile. Please choose again.")))
            self._pend(fresh, prompt, kind, self._draft_of(key), again=False)
            raise _Suspended
        given = seen
        understood = self._understood(key, kind, given, stored, optional=optional)
        if isinstance(understood, Accepted):
            return self._store(key, kind, understood.value, given, digest)
        self._sayings.clear()  # they were said when the question was asked first
        again = False
        if isinstance(understood, Unclear):
            fresh = replace(fresh, tries=before.tries + 1)
            self._not_understood(given, understood)
        elif isinstance(understood, Halfway):
            self._talk.draft = {**understood.draft, "key": key}
            again = understood.note is None
            fresh = replace(fresh, page=before.page)
            if (
                understood.note is not None
            ):  # it asks whether this is meant: the question itself would only be in its way
                prompt = understood.note
        else:
            again = True
            fresh = replace(fresh, page=before.page + 1)
        self._pend(fresh, prompt, kind, self._draft_of(key), again=again)
        raise _Suspended

    def _not_understood(self, given: Given, unclear: Unclear) -> None:
        if unclear.starts_over:
            self._forget_draft()
        self._notices.append(Saying(_given_instead(given, unclear.expected)))

    def _understood(
        self, key: str, kind: AnswerKind[T], given: Given, stored: Answer | None, *, optional: bool
    ) -> Understood[T | None] | None:
        """What was given, as a value, as half of one, or as not clear; None: the next page is wanted."""
        if given.control == "skip" and optional:
            return Accepted(None)
        if given.control == "keep" and stored is not None and stored.kind == kind.name:
            return Accepted(None if stored.value is None else kind.load(stored.value))
        if given.control == "more":
            return None
        return cast("Understood[T | None]", kind.parse(given, self._listener, self._draft_of(key)))

    def _accepted_offer(self, key: str, given: Given) -> Given:
        """What was written before, when *use* makes an answer of it: a correction of that message changes the answer."""
        draft = self._draft_of(key)
        if given.control != "use" or draft is None:
            return given
        return Given(text=draft.get("offered", ""), message_id=draft.get("message_id"))

    def _pend(self, pending: Pending, prompt: Words, kind: AnswerKind[Any], draft: Json, *, again: bool) -> None:
        options = tuple(kind.options())
        pages = max(1, -(-len(options) // on_a_page(options)))
        page = pending.page % pages
        controls = list(kind.controls(draft))
        if draft is not None and "offered" in draft:
            controls.append("use")
        if draft is not None and "word" in draft:
            controls.append("command")
        if pending.optional:
            controls.append("skip")
        kept = self._talk.answers.get(pending.key)
        if kept is not None and kept.state is AnswerState.REOPENED and kept.kind == kind.name:
            controls.append("keep")
        if pages > 1:
            controls.append("more")
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
            controls=tuple(controls),
            previous=previous,
            walled=walled,
        )
        self.outcome.question = Question(
            prompt=prompt,
            options=options,
            ticked=frozenset((draft or {}).get("picked", ())),
            controls=tuple(controls),
            pending=self._talk.pending,
            more=pages > 1,
            again=again,
            listed=isinstance(kind, OneOf) and kind.listed,
            attachments=self._attachments,
        )

    def _what_was_before(self, asked: str) -> tuple[str | None, bool]:
        """
        The key where `back` leads; else whether something settled stands in its way. Only what this run reached counts:
        answers of another way through the talk sleep.
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
            self._talk.keep(key, replace(stored, value=None, kind="", raw="", state=AnswerState.REOPENED))

    def _draft_of(self, key: str) -> Json:
        draft = self._talk.draft
        return draft if isinstance(draft, dict) and draft.get("key") == key else None

    def _forget_draft(self) -> None:
        self._talk.draft = None

    def _refused(self, refusal: Refusal) -> None:
        self._notices.append(Saying(refusal.why))
        stored = self._talk.answers.get(refusal.key) if refusal.key is not None else None
        if stored is None or refusal.key is None or stored.state is AnswerState.ONCE:
            raise _Finished
        self._talk.keep(refusal.key, replace(stored, state=AnswerState.REOPENED))
        raise _Restart

    def _choose_change(self, key: str, shown: Sequence[str]) -> None:
        """The second half of "change": which answer?"""
        options = tuple(Option(name, self._reached[name][0]) for name in shown)
        kind = OneOf((*options, Option("", _("Nothing, go back"))))
        pending = self._talk.pending
        if self._given is not None and pending is not None and pending.key == f"{key}/change":
            given, self._given = self._given, None
            understood = kind.parse(given, self._listener, None)
            if isinstance(understood, Accepted):
                self._talk.draft = None
                self._talk.pending = None
                wanted = understood.value
                if wanted:
                    self._talk.keep(wanted, replace(self._talk.answers[wanted], state=AnswerState.REOPENED))
                raise _Restart
            if isinstance(understood, Unclear):
                self._notices.append(Saying(_given_instead(given, understood.expected)))
        self._sayings.clear()  # they were said with the card
        self._pend(
            Pending(
                key=f"{key}/change",
                kind=kind.name,
                nonce=self._new_nonce(),
                position=len(self._reached) + 1,
                asked_at=self._listener.now,
                address_id=self._address_id,
            ),
            _("Which answer would you like to change?"),
            kind,
            None,
            again=False,
        )
        raise _Suspended


def _given_instead(given: Given, expected: Words) -> Words:
    """The expectation, after a word about a thing that cannot be read here."""
    if given.unreadable is None:
        return expected
    return _("I cannot use this kind of message here. {expected}", expected=expected)
