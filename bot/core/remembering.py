"""Talks that keep their answers themselves instead of replaying each of them."""

from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from bot.core.answers import AnswerKind
from bot.core.given import Json
from bot.core.messages import Attachment
from bot.core.outcome import Saying
from bot.core.replay import Replay, Restart
from bot.core.talk import Answer, AnswerState, Progress
from bot.i18n.phrase import Words

T = TypeVar("T")
_TAKEN_KEPT = 30  # answers


class Remembering(Replay):
    """What a `Conversation` offers to a talk of hundreds of questions."""

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
        choices that are ticked already. The latest few stay known, so that they can be undone and corrected.
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
        self._talk.keep(key, self._talk.answers[key]._replace(state=AnswerState.TAKEN))
        taken = [name for name, answer in self._talk.answers.items() if answer.state is AnswerState.TAKEN]
        for name in sorted(taken, key=lambda name: self._talk.answers[name].at)[:-_TAKEN_KEPT]:
            self._talk.drop(name)
        return value

    def _begin_half(self, key: str, half: Json) -> None:
        before = self._talk.answers.get(key)
        if before is not None and before.state is AnswerState.REOPENED:
            self._talk.answers[key] = before._replace(kind="")  # *done* keeps it: no need of *keep*
        if self._draft_of(key) is None:
            self._talk.draft = {**half, "key": key}

    def is_answered(self, key: str) -> bool:
        """Whether an `ask` of an earlier message has its answer, which is not to be asked again."""
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
                self._talk.keep(key, answer._replace(value=None, raw=""))

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
