"""Plays one talk for one step and queues what it has to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.acts import choice_of
from bot.core.answers import SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Given, Json, Listener, Option
from bot.core.messages import Choice, Incoming, Outgoing, Priority
from bot.core.outcome import Act, Opening, Outcome, Question, Saying, on_a_page
from bot.core.ports import Desk, Handler, OpenTalk, Sender
from bot.core.reading import folded, parts_of
from bot.core.talk import Pending, Progress, Talk
from bot.core.words import CONTROLS, WORDS, Vocabulary, Word, vocabulary
from bot.i18n.markup import escaped, plain
from bot.i18n.phrase import Marked, Words, _
from bot.i18n.translator import Reader, Translator

TRIES_BEFORE_HELP = 3
STALE_AFTER = timedelta(hours=12)


@dataclass
class Stage:
    """One step of one person: who speaks, in which language, and where replies go."""

    desk: Desk
    incoming: Incoming
    sender: Sender
    translator: Translator
    language: str

    @property
    def zone(self) -> str:
        return self.sender.zone

    @property
    def vocabulary(self) -> Vocabulary:
        return vocabulary(self.translator, self.language)

    def control(self, text: str, pending: Pending) -> str | None:
        """Which of the words under the question was said."""
        offered = tuple(name for name in pending.controls if name in CONTROLS)
        return next(filter(None, (known.control(text, offered) for known in self._vocabularies(pending))), None)

    def is_done(self, text: str, pending: Pending) -> bool:
        return any(known.matches(text, CONTROLS["done"]) for known in self._vocabularies(pending))

    def word(self, text: str, pending: Pending | None) -> Word | None:
        return next(filter(None, (known.word(text) for known in self._vocabularies(pending))), None)

    def is_on_offer(self, text: str, pending: Pending | None) -> bool:
        """Whether these words stand on a button under the question; where several may be chosen, on several of them."""
        if pending is None or not text:
            return False
        labels = set(map(folded, pending.labels))
        parts = parts_of(text) if pending.kind == SeveralOf.name else []
        return folded(text) in labels or (bool(parts) and all(folded(part) in labels for part in parts))

    def _vocabularies(self, pending: Pending | None) -> tuple[Vocabulary, ...]:
        """The person's own; a question in another language shows the words of that one."""
        if pending is None or pending.language is None:
            return (self.vocabulary,)
        return (self.vocabulary, vocabulary(self.translator, pending.language))

    def render(self, words: Words) -> str:
        return self.translator.render(words, Reader(self.language, self.zone))

    def listen(self, language: str, zone: str) -> Listener:
        return Listener(language, zone, self.desk.now, self.translator.bound(Reader(language, zone)))

    # -- telling -------------------------------------------------------------------------------------------------------
    def tell(self, words: Words, *, acts: tuple[Act, ...] = (), edits: str | None = None) -> str:
        return self.send(Saying(words, acts), edits=edits)

    def send(self, saying: Saying, *, edits: str | None = None) -> str:
        return self.desk.reply(replace(self._outgoing(saying), edits=edits), self.incoming)

    def whisper(self, saying: Saying) -> bool:
        """In private, to whoever spoke in a group; False where that cannot be."""
        return self.desk.whisper(self._outgoing(saying), self.incoming)

    def _outgoing(self, saying: Saying) -> Outgoing:
        return Outgoing(
            text=self.render(saying.words),
            language=self.translator.spoken(self.language),
            choices=tuple(choice_of(act, self.render) for act in saying.acts),
            links=saying.links,
            attachments=saying.attachments,
        )

    def acknowledge(self, words: Words = "", *, if_it_passes_by: bool = False) -> None:
        """Answer a tap, with a short word or with nothing. `if_it_passes_by`: only where no message comes of it."""
        if self.incoming.tap_id is not None:
            acknowledgement = Outgoing(
                text=self.render(words),
                language=self.language,
                acknowledges=self.incoming.tap_id,
                silent=if_it_passes_by,
            )
            self.desk.reply(acknowledgement, self.incoming)

    # -- playing -------------------------------------------------------------------------------------------------------
    def play(
        self,
        handler: Handler,
        talk: Talk,
        given: Given | None,
        *,
        waiting: tuple[OpenTalk, ...] = (),
        only_question: bool = False,
    ) -> Outcome:
        """Run the handler, queue its words, and leave `talk` ready to be saved."""
        chat = Conversation(
            talk,
            self.listen(self.language, self.zone),
            given=given,
            address_id=self.sender.address_id,
            new_nonce=self.desk.new_nonce,
            work=self.desk.work,
            listen=self.listen,
            waiting=waiting,
            opening=Opening(
                self.incoming.text, self.incoming.language_hint, self.incoming.name or "", self.incoming.files
            ),
            only_question=only_question,
        )
        outcome = chat.run(handler.talk)
        before = self.language
        if outcome.language not in {None, self.sender.language} and not outcome.ended:
            self.desk.remember_language(chat.language)
        self.language = chat.language
        if outcome.answered is not None:
            self._tick(outcome)
        for saying in outcome.sayings:
            self.send(saying)
        if outcome.question is not None and not outcome.paused:
            self._show(talk, outcome.question, brief=handler.brief)
        if outcome.language is None:
            self.language = before
        return outcome

    def _tick(self, outcome: Outcome) -> None:
        """The answered question loses its buttons and shows its answer."""
        assert outcome.answered is not None, "called with an answer only"
        pending, answer = outcome.answered
        if pending.message is not None and (pending.offered or pending.controls):
            text = f"{pending.text}\n{self.render(_('✓ {answer}', answer=answer))}"
            ticked = Outgoing(text=text, language=self.language, edits=pending.message)
            self.desk.reply(ticked, self.incoming, Priority.COSMETIC)

    def _show(self, talk: Talk, question: Question, *, brief: bool) -> None:
        pending = question.pending
        prefix = f"q:{talk.id}:{pending.nonce}:"
        text = self.render(question.prompt)
        if pending.tries >= TRIES_BEFORE_HELP:
            self.tell(self.help_words(pending.optional))
        size = on_a_page(question.options)
        first = pending.page * size
        page = question.options[first : first + size]
        outgoing = Outgoing(
            text=text,
            language=self.translator.spoken(self.language),
            choices=tuple(
                Choice(self.render(option.label), f"{prefix}{index}", chosen=option.value in question.ticked)
                for index, option in enumerate(page, first)
            ),
            first_number=first + 1,
            listed=question.listed,
            controls=tuple(self._control(prefix, name, talk.draft) for name in question.controls),
            attachments=() if question.again else question.attachments,
            edits=pending.message if question.again else None,
        )
        key = self.desk.reply(outgoing, self.incoming)
        message = pending.message if question.again and pending.message else key
        language = None if self.language == self.sender.language else self.language
        labels = tuple(plain(choice.label) for choice in outgoing.choices)
        also = tuple(self._said_also(page))
        talk.pending = replace(
            pending, message=message, text=text, brief=brief, language=language, labels=labels, also=also
        )

    def _said_also(self, page: Sequence[Option]) -> Iterator[str]:
        """Other words for what is on offer, in the person's language and in English."""
        for option in page:
            if option.also is not None:
                yield from dict.fromkeys((*self.render(option.also).split("|"), *option.also.msgid.split("|")))

    def _control(self, prefix: str, name: str, draft: Json) -> Choice:
        show = self.vocabulary.shown
        if name == "command":
            known = next((one for one in Word if one.value == draft["command"]), None)
            word = self.render(_shortened(draft["offered"])) if known is None else show(WORDS[known])
            return Choice(word, f"{prefix}{name}", word=word)
        word = show(CONTROLS[name])
        label = word
        if name == "use":
            label = self.render(_('use "{text}"', text=_shortened(draft["offered"])))
        return Choice(label, f"{prefix}{name}", word=word)

    # -- words of our own ----------------------------------------------------------------------------------------------
    def help_words(self, optional: bool = False) -> Words:
        show = self.vocabulary.shown
        names = [Word.BACK, *([Word.SKIP] if optional else []), Word.PAUSE, Word.STOP, Word.LANGUAGE, Word.MENU]
        listed = " · ".join(f"*{show(WORDS[name])}*" for name in names)
        return _(
            "You can tap an answer or write it. These words always work: {words}. Nothing you have answered gets lost.",
            words=Marked(listed),
        )

    def where_we_were(self, title: Words, progress: Progress | None) -> Words:
        if progress is None:
            return _("We were at: {title}.", title=title)
        return _("You were at question {number} of {total}.", number=progress.number, total=progress.total)


def _shortened(text: str, at_most: int = 30) -> Words:
    return Marked(escaped(text if len(text) <= at_most else text[: at_most - 1] + "…"))
