"""What a handler may do in a talk; how it survives everything stands in `replay`."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

from bot.core.answers import SAID_YES, AnswerKind, OneOf
from bot.core.given import Accepted, Json, Option, Unclear
from bot.core.identifiers import row_number
from bot.core.messages import Attachment, FileReference, Link
from bot.core.outcome import Act, Saying
from bot.core.refusal import Refusal
from bot.core.replay import Finished, Replay, Restart, Suspended, given_instead
from bot.core.talk import About, Answer, AnswerState, Pending, Progress
from bot.i18n.phrase import Marked, Words, _
from bot.i18n.translator import is_right_to_left, isolated
from bot.i18n.zones import zone_of

T = TypeVar("T")
P = ParamSpec("P")
_TAKEN_KEPT = 30  # answers


class Conversation(Replay):
    """One object lives for one step."""

    # -- what a handler may look at ------------------------------------------------------------------------------------
    @property
    def about(self) -> About | None:
        return self._talk.about

    @property
    def argument(self) -> str:
        """What stood behind the command that began this talk ("/claim 4711" → "4711")."""
        return self._talk.argument

    @property
    def number(self) -> int | None:
        """The argument as the human number of something; None: it is none."""
        return row_number(self._talk.argument)

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

    def came_from(self, key: str) -> int:
        """The address at which a question was answered: for the files in that answer."""
        return self._talk.answers[key].address_id or self._address_id

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

    def undone_by(self, action: str, argument: str) -> None:
        """Within a minute, *undo* takes back what was just done, by this action."""
        self.outcome.undo = f"a:{action}:{argument}"

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
        return self.decide(key, prompt, keys, send=send, drop=drop, called=called) == "send"

    def decide(
        self,
        key: str,
        prompt: Words,
        keys: Sequence[str],
        *,
        send: Words,
        also: Sequence[Option] = (),
        drop: Words | None = None,
        called: Mapping[str, Words] | None = None,
    ) -> str:
        """As `review`, with other ways on beside sending: "send", "drop", or the value of one of `also`."""
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
        change = (Option("change", _("Change an answer")),) if shown else ()
        options = [Option("send", send, SAID_YES), *also, *change, Option("drop", drop or _("Don't send"))]
        stored = self._talk.answers.get(key)
        digest = hashlib.sha256(card.encode()).hexdigest()[:16]
        if stored is not None and stored.state is AnswerState.GIVEN and stored.digest != digest:
            self._empty(key)  # what was shown has changed: nothing of it is to be kept
        choice = self._ask(key, Marked(card), OneOf(tuple(options)), optional=False, progress=None, digest=digest)
        if choice == "change":
            self._empty(key)
            self._talk.draft = {"changing": key}
            raise Restart
        assert choice is not None, "only an optional question can be skipped"
        return choice

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
                raise Restart
            if isinstance(understood, Unclear):
                self._notices.append(Saying(given_instead(given, understood.expected)))
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
        raise Suspended

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

    def is_answered(self, key: str) -> bool:
        """By an `ask` of an earlier message, and not to be asked again."""
        stored = self._talk.answers.get(key)
        return stored is not None and stored.state is AnswerState.GIVEN

    @property
    def answering(self) -> str | None:
        """The question that the present message answers, as long as nobody has taken the answer."""
        return self._given_for if self._given is not None else None

    def again(self) -> NoReturn:
        """Run from the top once more, with what is remembered by now."""
        raise Restart

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

    def forget(self) -> None:
        """As if nothing had been said here: whoever calls it deletes the talk itself, too."""
        for key in list(self._talk.answers):
            self._talk.drop(key)

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
        raise Restart

    # -- on with it ----------------------------------------------------------------------------------------------------
    def change(self, key: str, *, asked: Sequence[str]) -> NoReturn:
        """Ask `key` again, its present answer on offer; the questions `asked` on the way here are forgotten."""
        for each in asked:
            self._empty(each)
        self._talk.keep(key, replace(self._talk.answers[key], state=AnswerState.REOPENED))
        raise Restart

    def pause(self, key: str) -> NoReturn:
        """Set the talk aside, as the word *pause* does; it goes on by asking `key` anew."""
        self._empty(key)
        self.outcome.paused = True
        raise Restart

    def end(self) -> NoReturn:
        """Finish here."""
        raise Finished

    def hand_over(self, handler: str, argument: str = "") -> NoReturn:
        """Finish here and go on with another talk."""
        self.outcome.next_handler = (handler, argument)
        raise Finished
