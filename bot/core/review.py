"""The card at the end of a talk: everything answered once more, to send, to change or to drop."""

import hashlib
from collections.abc import Mapping, Sequence

from bot.core.answers import SAID_YES, OneOf
from bot.core.given import Accepted, Option, Unclear
from bot.core.outcome import Saying
from bot.core.replay import Replay, Restart, Suspended, given_instead
from bot.core.talk import AnswerState, Pending
from bot.i18n.phrase import Marked, Words, _


class Review(Replay):
    """What a `Conversation` can do about the answers of its talk as a whole."""

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
        shown = [wanted for wanted in keys if wanted in self._reached and wanted in self._talk.answers]
        lines = (prompt, *(self._line(wanted, (called or {}).get(wanted)) for wanted in shown))
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

    def _line(self, key: str, called: Words | None) -> Words:
        question, kind = self._reached[key]
        assert kind is not None, "`once` results are not reviewed"
        stored = self._talk.answers[key].value
        value = _("(skipped)") if stored is None else kind.show(kind.load(stored))
        if called is None:
            return _("*{question}* {answer}", question=question, answer=value)
        self._reached[key] = (called, kind)  # what is to change is chosen by the same name
        return _("*{name}*: {answer}", name=called, answer=value)

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
                    self._talk.keep(wanted, self._talk.answers[wanted]._replace(state=AnswerState.REOPENED))
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
