"""Decides what a message means: an answer, a word, an action, or the beginning of a talk."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import company
from bot.core.acts import GO_ON
from bot.core.floor import Floor
from bot.core.given import Given
from bot.core.messages import FileKind, Incoming, IncomingKind
from bot.core.outcome import Saying
from bot.core.ports import Action, Company, Desk, Handler, Told
from bot.core.reading import numbers, plain_digits, word_beside_numbers
from bot.core.refusal import Refusal
from bot.core.stage import STALE_AFTER, Stage
from bot.core.talk import AnswerState, Pending, Talk
from bot.core.words import Word
from bot.i18n.phrase import Marked, _
from bot.i18n.translator import Translator

LONGEST_TEXT = 20_000  # signs; what is longer is cut before anything looks at it


class Router:
    """One per process; holds no state of any talk. `entrance`, `menu`, `doors`, `several` and `while_open` are the floor's.

    `for_files` is the talk that files begin which nobody has asked for. Those `with_argument` begin also with their word
    and what it is about: "check ABCD2345". `company` hears what is said to us in groups.
    """

    def __init__(
        self,
        handlers: Sequence[Handler],
        actions: Sequence[Action],
        translator: Translator,
        *,
        entrance: str,
        menu: str,
        doors: frozenset[str] = frozenset(),
        several: frozenset[str] = frozenset(),
        while_open: frozenset[str] = frozenset(),
        for_files: str | None = None,
        with_argument: frozenset[str] = frozenset(),
        company: Company | None = None,
    ) -> None:
        self._company = company
        self._handlers = {handler.name: handler for handler in handlers}
        self._actions = {action.name: action for action in actions}
        self._translator = translator
        self._entrance = entrance
        self._menu = menu
        self._for_files = for_files
        self._floor = Floor(handlers, entrance=entrance, menu=menu, doors=doors, several=several, while_open=while_open)
        self._with_argument = with_argument

    def step(self, incoming: Incoming, desk: Desk) -> None:
        """Work one incoming message: all changes and replies go to the desk."""
        text, name = _storable(incoming.text[:LONGEST_TEXT]), _storable(incoming.name or "")
        if (text, name) != (incoming.text, incoming.name):
            incoming = replace(incoming, text=text, name=name)
        match incoming.kind:
            case IncomingKind.BLOCKED:
                desk.lost(incoming)
                return
            case IncomingKind.MOVED:
                desk.moved(incoming)
                return
            case IncomingKind.JOINED if not incoming.private:
                return
            case _:
                pass
        sender = desk.sender(incoming)
        language = self._translator.spoken(sender.language or incoming.language_hint)
        stage = Stage(desk, incoming, sender, self._translator, language)
        if incoming.kind is IncomingKind.JOINED:
            desk.regained(incoming)
            if incoming.data == "greet":
                self._floor.greet(stage)
        elif not incoming.private:
            self._in_a_group(stage)
        else:
            self._in_private(stage)

    def sorry(self, incoming: Incoming, desk: Desk) -> None:
        """Tell that a message could not be worked: what happened, what to do, that nothing is lost."""
        sender = desk.sender(incoming)
        language = self._translator.spoken(sender.language or incoming.language_hint)
        Stage(desk, incoming, sender, self._translator, language).tell(
            _(
                "Something went wrong on our side with your last message. It is kept and somebody will look at it. "
                "Everything you answered before is safe. Write *menu* to go on."
            )
        )

    def _in_private(self, stage: Stage) -> None:
        incoming = stage.incoming
        if incoming.kind is IncomingKind.TAP:
            self._tapped(stage)
        elif incoming.kind is IncomingKind.EDIT:
            self._corrected(stage)
        elif incoming.continues is not None:
            self._went_on(stage, incoming.continues)
        else:
            self._said(stage)

    # -- what was tapped -----------------------------------------------------------------------------------------------
    def _tapped(self, stage: Stage) -> None:
        kind, _colon, rest = stage.incoming.data.partition(":")
        if kind == "a":
            name, _colon, argument = rest.partition(":")
            self._act(stage, name, argument)
        elif kind == "q":
            self._tapped_an_answer(stage, rest)
        else:
            stage.acknowledge(_("This button is from an older version. Please write *menu*."))

    def _tapped_an_answer(self, stage: Stage, rest: str) -> None:
        number, nonce, choice = ([*rest.split(":"), "", "", ""])[:3]
        talk = stage.desk.load(int(number)) if number.isdecimal() else None
        if talk is None or talk.pending is None or talk.pending.nonce != nonce or self._floor.handler_of(talk) is None:
            stage.acknowledge(_("That question is already answered."))
            self._show_what_comes_next(stage, talk)
            return
        stage.acknowledge()
        if not self._floor.may_begin(stage, talk.handler):
            self._floor.greet(stage)
            return
        if choice == "command":
            word = (talk.draft or {}).get("word")
            if word is not None:
                talk.draft = None
                stage.desk.save(talk, "open")  # else the offer still stands when the command is done
                self._obey(stage, Word(word), talk)
            return
        given = Given(option=int(choice)) if choice.isdecimal() else Given(control=choice)
        self._floor.play_on(stage, talk, given)

    def _show_what_comes_next(self, stage: Stage, talk: Talk | None) -> None:
        """To somebody who answered on two devices: where the next question was not shown yet, it comes."""
        present = self._floor.present(stage)
        if talk is None or present is None or present.id != talk.id or present.pending is None:
            return
        if not present.pending.is_shown_at(stage.sender.address_id):
            self._floor.show_again(stage, present)

    def _act(self, stage: Stage, name: str, argument: str) -> None:
        """An action on a thing. Its result is shown by editing the message that offered it."""
        if name == "resume" and argument.isdecimal():
            stage.acknowledge()
            self._floor.resume(stage, int(argument))
            return
        if name == "begin":
            stage.acknowledge()
            handler, _colon, rest = argument.partition(":")
            self._floor.begin(stage, handler, rest)
            return
        action = self._actions.get(name)
        if action is None:
            stage.acknowledge(_("This button is from an older version. Please write *menu*."))
            return
        result = action.verb(stage.desk.work, argument)
        if isinstance(result, Refusal):
            stage.acknowledge(result.why)
            if stage.incoming.tap_id is None:
                stage.tell(result.why)
            return
        self._acted(stage, result)

    def _acted(self, stage: Stage, told: Told) -> None:
        if stage.incoming.private:
            stage.acknowledge()
            shown = None if told.stays else stage.desk.shown_as(stage.incoming)
            stage.send(Saying(told.words, told.acts), edits=shown)
            for saying in told.after:
                stage.send(saying)
        else:
            company.tell_in_private(stage, told, self._menu)
        if told.undo is not None:
            stage.desk.remember_undo(stage.sender, told.undo)

    # -- what was said -------------------------------------------------------------------------------------------------
    def _said(self, stage: Stage) -> None:
        incoming = stage.incoming
        talk = self._floor.present(stage)
        text = incoming.text.strip()
        if incoming.kind is IncomingKind.TEXT:
            if text[:1] in {"/", "!"} and len(text) > 1 and text[1].isalpha():
                self._command(stage, text[1:], talk)
                return
            if self._said_a_word(stage, text, talk) or self._said_an_action(stage, text):
                return
        if talk is not None and talk.pending is not None:
            if self._handlers[talk.handler].brief and self._begins_another(stage, text):
                return
            if self._handlers[talk.handler].brief and talk.pending.kind != "files" and self._begins_by_file(stage):
                return
            if talk.pending.kind != "text" and self._begins_by_name(stage, text):
                return
            self._answered(stage, talk, text)
            return
        self._unasked(stage, text)

    def _command(self, stage: Stage, text: str, talk: Talk | None) -> None:
        name, _space, argument = text.partition(" ")
        name = name.partition("@")[0].lower()
        if name == "start":
            self._start(stage, argument.strip())
            return
        word = next((word for word in Word if word.value == name), None)
        if word is not None:
            self._obey(stage, word, talk)
        elif name in self._handlers and self._floor.may_begin(stage, name):
            self._floor.begin(stage, name, plain_digits(argument.strip()))
        elif name in self._handlers:
            self._floor.greet(stage)
        else:
            stage.tell(_("I do not know the command *{name}*. Write *menu* to see what I can do.", name=name[:40]))

    def _start(self, stage: Stage, payload: str) -> None:
        """Telegram's first message, and every deep link: `name-argument` begins a talk, anything else is an invitation."""
        name, _dash, argument = payload.partition("-")
        if name in self._handlers and self._floor.may_begin(stage, name):
            self._floor.begin(stage, name, argument)
        elif payload:
            self._floor.begin(stage, self._entrance, payload)
        else:
            self._floor.greet(stage)

    def _said_a_word(self, stage: Stage, text: str, talk: Talk | None) -> bool:
        pending = talk.pending if talk is not None else None
        if talk is not None and pending is not None:
            control = stage.control(text, pending)
            if control is not None:
                self._floor.play_on(stage, talk, Given(control=control, message_id=stage.incoming.message_id))
                return True
        word = stage.word(text, pending)
        if word is None:
            return False
        if pending is not None and talk is not None and pending.kind == "text" and word not in {Word.BACK, Word.SKIP}:
            if (talk.draft or {}).get("word") != word.value:
                self._ask_whether_it_is_the_answer(stage, talk, text, word)
                return True
            talk.draft = None
            stage.desk.save(talk, "open")  # else what is obeyed finds the offer still standing
        self._obey(stage, word, talk)
        return True

    def _ask_whether_it_is_the_answer(self, stage: Stage, talk: Talk, text: str, word: Word) -> None:
        assert talk.pending is not None, "asked about a pending question"
        stage.tell(_('Is "{text}" your answer, or did you mean the command?', text=text))
        talk.draft = {
            "key": talk.pending.key,
            "offered": text,
            "message_id": stage.incoming.message_id,
            "word": word.value,
        }
        self._floor.show_again(stage, talk)

    def _said_an_action(self, stage: Stage, text: str) -> bool:
        """ "yes 31": the word of an action and the number of its thing. "yes 31 1 3": those of its parts, too."""
        found = numbers(text)
        said = word_beside_numbers(text) if found else ""
        if not said:
            return False
        if len(found) == 1 and stage.incoming.private and stage.vocabulary.matches(said, GO_ON):
            self._act(stage, "resume", str(found[0]))
            return True
        for action in self._actions.values():
            if action.word is None or action.of_parts is not (len(found) > 1):
                continue
            if stage.vocabulary.matches(said, action.word):
                self._act(stage, action.name, " ".join(map(str, found)))
                return True
        return False

    def _answered(self, stage: Stage, talk: Talk, text: str) -> None:
        """Words, files or a place for the pending question: if it was shown here and not too long ago."""
        assert talk.pending is not None, "called for a pending question"
        pending = talk.pending
        stale = stage.desk.now - pending.asked_at > STALE_AFTER
        elsewhere = not pending.is_shown_at(stage.sender.address_id)
        given = self._given(stage.incoming, text)
        if stale or elsewhere:
            title = Marked(pending.title) if pending.title else self._handlers[talk.handler].title
            stage.tell(stage.where_we_were(title, pending.progress))
            if text and pending.kind == "text" and not stage.vocabulary.is_greeting(text):
                talk.draft = {"key": pending.key, "offered": text, "message_id": stage.incoming.message_id}
            self._floor.show_again(stage, talk)
            return
        if stage.vocabulary.is_greeting(text) and pending.kind != "text":
            self._floor.show_again(stage, talk)
            return
        self._floor.play_on(stage, talk, given)

    def _given(self, incoming: Incoming, text: str) -> Given:
        unreadable = None
        if incoming.kind is IncomingKind.OTHER:
            unreadable = incoming.data or "other"
        elif incoming.files and all(file.kind is FileKind.VOICE for file in incoming.files):
            unreadable = "voice"
        return Given(
            text=text,
            files=incoming.files,
            place=incoming.place,
            unreadable=unreadable,
            message_id=incoming.message_id,
            album=incoming.album,
        )

    def _unasked(self, stage: Stage, text: str) -> None:
        if not stage.sender.is_member:
            if not self._begins_by_name(stage, text):
                self._floor.greet(stage)
            return
        if self._begins_another(stage, text):
            return
        if self._begins_by_file(stage):
            return
        if not stage.vocabulary.is_greeting(text):
            stage.tell(_("I did not understand that. Here is what I can do."))
        self._floor.greet(stage)

    def _begins_another(self, stage: Stage, text: str) -> bool:
        """Whether the words name a talk, or ask to go on with the latest; then it has begun."""
        if stage.vocabulary.matches(text, GO_ON):
            parked = next((talk for talk in stage.desk.open_talks(stage.sender) if talk.is_parked), None)
            if parked is not None:
                self._floor.resume(stage, parked.id)
                return True
        return self._begins_by_name(stage, text)

    def _begins_by_file(self, stage: Stage) -> bool:
        """A file that nothing has asked for."""
        wanted = self._for_files
        if wanted is None or not stage.incoming.files or not self._floor.may_begin(stage, wanted):
            return False
        self._floor.begin(stage, wanted, "file")
        return True

    def _begins_by_name(self, stage: Stage, text: str) -> bool:
        for handler in self._handlers.values():
            argument = self._argument_for(stage, handler, text)
            if argument is not None:
                if self._floor.may_begin(stage, handler.name):
                    self._floor.begin(stage, handler.name, argument)
                    return True
                return False
        return False

    def _argument_for(self, stage: Stage, handler: Handler, text: str) -> str | None:
        """What stands behind the word of a talk, mostly nothing; None where the text does not begin it."""
        if handler.words is None:
            return None
        if stage.vocabulary.matches(text, handler.words):
            return ""
        word, _space, rest = text.partition(" ")
        begins = handler.name in self._with_argument and bool(rest) and stage.vocabulary.matches(word, handler.words)
        return rest.strip() if begins else None

    def _corrected(self, stage: Stage) -> None:
        """The person edited an earlier message: a change of the answer that it gave, or what was not understood, mended."""
        incoming = stage.incoming
        if stage.desk.answer_to(stage.sender, incoming.message_id or "") is None:
            talk = self._floor.present(stage)
            if talk is not None and talk.pending is not None and talk.pending.tries:
                self._answered(stage, talk, incoming.text.strip())
            return
        found = self._answer_to(stage, incoming.message_id or "")
        if found is not None:
            stage.tell(_("You have corrected an earlier answer."))
            self._answered_anew(stage, *found, self._given(incoming, incoming.text.strip()))

    def _went_on(self, stage: Stage, first: str) -> None:
        """The rest of a text that the person's client has cut: one answer together with its beginning, never another.

        Where the beginning was refused, that has been said, and holds for the rest."""
        found = self._answer_to(stage, first)
        if found is None:
            return
        talk, key = found
        answer = talk.answers[key]
        if answer.state is AnswerState.GIVEN:
            text = f"{answer.raw} {stage.incoming.text.strip()}"
            self._answered_anew(stage, talk, key, Given(text=text, message_id=first))

    def _answer_to(self, stage: Stage, message_id: str) -> tuple[Talk, str] | None:
        """The talk and the key of the answer that this message gave."""
        found = stage.desk.answer_to(stage.sender, message_id)
        if found is None:
            return None
        conversation_id, key = found
        talk = stage.desk.load(conversation_id)
        if talk is None or self._floor.handler_of(talk) is None:
            stage.tell(_("That answer belongs to something that is finished; it stays as it was."))
            return None
        return talk, key

    def _answered_anew(self, stage: Stage, talk: Talk, key: str, given: Given) -> None:
        answer = talk.answers[key]
        self._floor.reopen(talk, key, stage.desk.now)
        talk.pending = Pending(  # as if it had just been asked: to show it once more would be one message too many
            key=key,
            kind=answer.kind,
            nonce=stage.desk.new_nonce(),
            position=answer.position,
            asked_at=stage.desk.now,
            address_id=stage.sender.address_id,
        )
        self._floor.play_on(stage, talk, given)

    # -- words ---------------------------------------------------------------------------------------------------------
    def _obey(self, stage: Stage, word: Word, talk: Talk | None) -> None:
        match word:
            case Word.HELP:
                stage.tell(stage.help_words(bool(talk and talk.pending and talk.pending.optional)))
            case Word.MENU:
                self._floor.greet(stage)
            case Word.BACK:
                self._back(stage, talk)
            case Word.SKIP:
                self._skip(stage, talk)
            case Word.PAUSE:
                self._floor.pause(stage, talk)
            case Word.UNDO:
                self._undo(stage)
            case Word.STOP | Word.LANGUAGE:
                self._floor.begin(stage, word.value, "")

    def _back(self, stage: Stage, talk: Talk | None) -> None:
        if talk is None or talk.pending is None:
            stage.tell(_("There is nothing to go back to. Write *menu* to see what I can do."))
            return
        if talk.pending.previous is not None:
            self._floor.reopen(talk, talk.pending.previous, stage.desk.now)
        elif talk.pending.walled:
            stage.tell(_("What came before is settled; we cannot go back further."))
        else:
            stage.tell(_("This is the first question."))
        self._floor.show_again(stage, talk)

    def _skip(self, stage: Stage, talk: Talk | None) -> None:
        if talk is None or talk.pending is None:
            stage.tell(_("There is nothing to skip. Write *menu* to see what I can do."))
        elif talk.pending.optional:
            self._floor.play_on(stage, talk, Given(control="skip"))
        else:
            stage.tell(_("This question needs an answer."))
            self._floor.show_again(stage, talk)

    def _undo(self, stage: Stage) -> None:
        data = stage.desk.take_undo(stage.sender)
        kind, _colon, rest = (data or "").partition(":")
        if kind == "a":
            name, _colon, argument = rest.partition(":")
            self._act(stage, name, argument)
        elif kind == "q":
            number, _colon, key = rest.partition(":")
            talk = stage.desk.load(int(number))
            if talk is not None and self._floor.handler_of(talk) is not None:
                self._floor.reopen(talk, key, stage.desk.now)
                self._floor.show_again(stage, talk)
                return
            stage.tell(_("That is finished and cannot be undone any more."))
        else:
            stage.tell(_("There is nothing to undo: that works for one minute."))

    # -- groups --------------------------------------------------------------------------------------------------------
    def _in_a_group(self, stage: Stage) -> None:
        incoming = stage.incoming
        if incoming.kind is IncomingKind.TAP:
            self._tapped(stage)
            return
        if incoming.kind is not IncomingKind.TEXT:
            return
        heard = company.heard(stage)
        if heard is None or (heard.replied_to is not None and self._said_an_action(stage, incoming.text.strip())):
            return
        answer = None if self._company is None else self._company(stage.desk.work, heard)
        for saying in answer or ():
            stage.send(saying)
        if answer is None and (heard.command in self._handlers or heard.command in {"start", *Word}):
            company.lead_to_private(stage, heard.command if heard.command in self._handlers else self._menu)


def _storable(text: str) -> str:
    """Without what no database takes: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
