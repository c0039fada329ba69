"""What a handler may do in a talk; how it survives everything stands in `replay`, its last card in `review`."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

from bot.core.answers import AnswerKind
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.core.messages import Attachment, FileReference, Link
from bot.core.outcome import Act, Saying
from bot.core.reading import folded
from bot.core.refusal import Refusal
from bot.core.remembering import Remembering
from bot.core.replay import Finished, Restart
from bot.core.review import Review
from bot.core.talk import About, Answer, AnswerState, Progress
from bot.i18n.markup import plain
from bot.i18n.phrase import Words
from bot.i18n.translator import is_right_to_left, isolated
from bot.i18n.zones import zone_of

T = TypeVar("T")
P = ParamSpec("P")
_TAKEN_KEPT = 30  # answers


class Conversation(Review, Remembering):
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

    def by_label(self, options: Iterable[Option]) -> tuple[Option, ...]:
        """In the order in which the reader looks for them, whatever their accents."""
        return tuple(sorted(options, key=lambda one: folded(plain(self.render(one.label)))))

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

    def show(self, key: str, words: Words, *, links: Sequence[Link] = (), acts: Sequence[Act] = ()) -> None:
        """As `say`, but what was shown under this key before comes again only if it has changed."""
        seen = self._talk.answers.get(key)
        saying = Saying(words, tuple(acts), tuple(links), shown=key)
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

    def see(self, query: Callable[Concatenate[Any, P], T | Refusal], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `look`; a refusal is said, and ends the talk."""
        found = query(self._work, *args, **kwargs)
        if isinstance(found, Refusal):
            self.say(found.why)
            self.end()
        return found

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

    # -- on with it ----------------------------------------------------------------------------------------------------
    def change(self, key: str, *, asked: Sequence[str]) -> NoReturn:
        """Ask `key` again, its present answer on offer; the questions `asked` on the way here are forgotten."""
        for each in asked:
            self._empty(each)
        self._talk.keep(key, self._talk.answers[key]._replace(state=AnswerState.REOPENED))
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
