"""Decides what a message means: an answer, a word, an action, or the beginning of a talk."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.acts import GO_ON, go_on
from bot.core.conversation import Saying
from bot.core.given import Given
from bot.core.messages import FileKind, Incoming, IncomingKind, Link
from bot.core.ports import Action, Desk, Handler, OpenTalk, Told
from bot.core.reading import folded, numbers
from bot.core.refusal import Refusal
from bot.core.stage import STALE_AFTER, Stage
from bot.core.talk import About, AnswerState, Pending, Talk
from bot.core.words import CONTROLS, Word
from bot.i18n.phrase import _
from bot.i18n.translator import Translator

LONGEST_TEXT = 20_000  # signs; what is longer is cut before anything looks at it


class Router:
    """One per process; holds no state of any talk.

    `entrance` welcomes people who have not come in yet; only `doors` are open to them beside it.
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
    ) -> None:
        self._handlers = {handler.name: handler for handler in handlers}
        self._actions = {action.name: action for action in actions}
        self._translator = translator
        self._entrance = entrance
        self._menu = menu
        self._doors = doors | {entrance}

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
                self._greet(stage)
        elif not incoming.private:
            self._in_a_group(stage)
        elif incoming.kind is IncomingKind.TAP:
            self._tapped(stage)
        elif incoming.kind is IncomingKind.EDIT:
            self._corrected(stage)
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
        if talk is None or talk.pending is None or talk.pending.nonce != nonce or self._handler_of(talk) is None:
            stage.acknowledge(_("That question is already answered."))
            return
        stage.acknowledge()
        if not self._may_begin(stage, talk.handler):
            self._greet(stage)
            return
        if choice == "command":
            word = (talk.draft or {}).get("word")
            if word is not None:
                self._obey(stage, Word(word), talk)
            return
        given = Given(option=int(choice)) if choice.isdecimal() else Given(control=choice)
        self._continue(stage, talk, given)

    def _act(self, stage: Stage, name: str, argument: str) -> None:
        """An action on a thing. Its result is shown by editing the message that offered it."""
        if name == "resume" and argument.isdecimal():
            stage.acknowledge()
            self._resume(stage, int(argument))
            return
        if name == "begin":
            stage.acknowledge()
            handler, _colon, rest = argument.partition(":")
            self._begin(stage, handler, rest)
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
        stage.acknowledge()
        shown = None if told.stays or not stage.incoming.private else stage.desk.shown_as(stage.incoming)
        stage.send(Saying(told.words, told.acts), edits=shown)
        for saying in told.after:
            stage.send(saying)
        if told.undo is not None:
            stage.desk.remember_undo(stage.sender, told.undo)

    # -- what was said -------------------------------------------------------------------------------------------------
    def _said(self, stage: Stage) -> None:
        incoming = stage.incoming
        talk = self._floor(stage)
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
        elif name in self._handlers and self._may_begin(stage, name):
            self._begin(stage, name, argument.strip())
        elif name in self._handlers:
            self._greet(stage)
        else:
            stage.tell(_("I do not know the command *{name}*. Write *menu* to see what I can do.", name=name[:40]))

    def _start(self, stage: Stage, payload: str) -> None:
        """Telegram's first message, and every deep link: `name-argument` begins a talk, anything else is an invitation."""
        name, _dash, argument = payload.partition("-")
        if name in self._handlers and self._may_begin(stage, name):
            self._begin(stage, name, argument)
        elif payload:
            self._begin(stage, self._entrance, payload)
        else:
            self._greet(stage)

    def _said_a_word(self, stage: Stage, text: str, talk: Talk | None) -> bool:
        vocabulary = stage.vocabulary
        pending = talk.pending if talk is not None else None
        if talk is not None and pending is not None:
            offered = tuple(name for name in pending.controls if name in CONTROLS)
            control = vocabulary.control(text, offered)
            if control is not None:
                self._continue(stage, talk, Given(control=control, message_id=stage.incoming.message_id))
                return True
        word = vocabulary.word(text)
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
        self._show_again(stage, talk)

    def _said_an_action(self, stage: Stage, text: str) -> bool:
        """ "yes 31": the word of an action and the number of its thing."""
        found = numbers(text)
        if len(found) != 1:
            return False
        said = folded("".join(sign for sign in text if not sign.isdecimal() and sign not in "#№"))
        if not said:
            return False
        if stage.vocabulary.matches(said, GO_ON):
            self._act(stage, "resume", str(found[0]))
            return True
        for action in self._actions.values():
            if action.word is not None and stage.vocabulary.matches(said, action.word):
                self._act(stage, action.name, str(found[0]))
                return True
        return False

    def _answered(self, stage: Stage, talk: Talk, text: str) -> None:
        """Words, files or a place for the pending question: if it was shown here and not too long ago."""
        assert talk.pending is not None, "called for a pending question"
        pending = talk.pending
        stale = stage.desk.now - pending.asked_at > STALE_AFTER
        elsewhere = pending.address_id != stage.sender.address_id
        given = self._given(stage.incoming, text)
        if stale or elsewhere:
            handler = self._handlers[talk.handler]
            stage.tell(stage.where_we_were(handler.title, pending.progress))
            if text and pending.kind == "text" and not stage.vocabulary.is_greeting(text):
                talk.draft = {"key": pending.key, "offered": text, "message_id": stage.incoming.message_id}
            self._show_again(stage, talk)
            return
        if stage.vocabulary.is_greeting(text) and pending.kind != "text":
            self._show_again(stage, talk)
            return
        self._continue(stage, talk, given)

    def _given(self, incoming: Incoming, text: str) -> Given:
        unreadable = None
        if incoming.kind is IncomingKind.OTHER:
            unreadable = incoming.data or "other"
        elif incoming.files and all(file.kind is FileKind.VOICE for file in incoming.files):
            unreadable = "voice"
        return Given(
            text=text, files=incoming.files, place=incoming.place, unreadable=unreadable, message_id=incoming.message_id
        )

    def _unasked(self, stage: Stage, text: str) -> None:
        if not stage.sender.is_member:
            self._begin(stage, self._entrance, "")
            return
        if self._begins_another(stage, text):
            return
        if not stage.vocabulary.is_greeting(text):
            stage.tell(_("I did not understand that. Here is what I can do."))
        self._begin(stage, self._menu, "")

    def _begins_another(self, stage: Stage, text: str) -> bool:
        """Whether the words name a talk, or ask to go on with the latest; then it has begun."""
        if stage.vocabulary.matches(text, GO_ON):
            parked = next((talk for talk in stage.desk.open_talks(stage.sender) if talk.is_parked), None)
            if parked is not None:
                self._resume(stage, parked.id)
                return True
        return self._begins_by_name(stage, text)

    def _begins_by_name(self, stage: Stage, text: str) -> bool:
        for handler in self._handlers.values():
            if handler.words is not None and stage.vocabulary.matches(text, handler.words):
                if self._may_begin(stage, handler.name):
                    self._begin(stage, handler.name, "")
                    return True
                return False
        return False

    def _corrected(self, stage: Stage) -> None:
        """The person edited an earlier message: a change of the answer that it gave."""
        found = stage.desk.answer_to(stage.sender, stage.incoming.message_id or "")
        if found is None:
            return
        conversation_id, key = found
        talk = stage.desk.load(conversation_id)
        if talk is None or self._handler_of(talk) is None:
            stage.tell(_("That answer belongs to something that is finished; it stays as it was."))
            return
        answer = talk.answers[key]
        self._reopen(talk, key)
        talk.pending = Pending(  # as if it had just been asked: to show it once more would be one message too many
            key=key,
            kind=answer.kind,
            nonce=stage.desk.new_nonce(),
            position=answer.position,
            asked_at=stage.desk.now,
            address_id=stage.sender.address_id,
        )
        stage.tell(_("You have corrected an earlier answer."))
        self._continue(stage, talk, self._given(stage.incoming, stage.incoming.text.strip()))

    # -- words ---------------------------------------------------------------------------------------------------------
    def _obey(self, stage: Stage, word: Word, talk: Talk | None) -> None:
        match word:
            case Word.HELP:
                stage.tell(stage.help_words(bool(talk and talk.pending and talk.pending.optional)))
            case Word.MENU:
                self._greet(stage)
            case Word.BACK:
                self._back(stage, talk)
            case Word.SKIP:
                self._skip(stage, talk)
            case Word.PAUSE:
                self._pause(stage, talk)
            case Word.UNDO:
                self._undo(stage)
            case Word.STOP | Word.LANGUAGE:
                self._begin(stage, word.value, "")

    def _greet(self, stage: Stage) -> None:
        self._begin(stage, self._menu if stage.sender.is_member else self._entrance, "")

    def _back(self, stage: Stage, talk: Talk | None) -> None:
        if talk is None or talk.pending is None:
            stage.tell(_("There is nothing to go back to. Write *menu* to see what I can do."))
            return
        if talk.pending.previous is not None:
            self._reopen(talk, talk.pending.previous)
        elif talk.pending.walled:
            stage.tell(_("What came before is settled; we cannot go back further."))
        else:
            stage.tell(_("This is the first question."))
        self._show_again(stage, talk)

    def _skip(self, stage: Stage, talk: Talk | None) -> None:
        if talk is None or talk.pending is None:
            stage.tell(_("There is nothing to skip. Write *menu* to see what I can do."))
        elif talk.pending.optional:
            self._continue(stage, talk, Given(control="skip"))
        else:
            stage.tell(_("This question needs an answer."))
            self._show_again(stage, talk)

    def _pause(self, stage: Stage, talk: Talk | None) -> None:
        if talk is None or self._handlers[talk.handler].brief:
            stage.tell(_("There is nothing to pause."))
            return
        stage.desk.save(talk, "parked")
        stage.desk.give_floor(stage.sender, None)
        title = self._handlers[talk.handler].title
        act = go_on(talk.id, talk.pending.progress if talk.pending else None)
        stage.tell(
            _("I have set *{title}* aside and keep it for 12 months. Come back whenever you like.", title=title),
            acts=(act,),
        )

    def _undo(self, stage: Stage) -> None:
        data = stage.desk.take_undo(stage.sender)
        kind, _colon, rest = (data or "").partition(":")
        if kind == "a":
            name, _colon, argument = rest.partition(":")
            self._act(stage, name, argument)
        elif kind == "q":
            number, _colon, key = rest.partition(":")
            talk = stage.desk.load(int(number))
            if talk is not None and self._handler_of(talk) is not None:
                self._reopen(talk, key)
                self._show_again(stage, talk)
                return
            stage.tell(_("That is finished and cannot be undone any more."))
        else:
            stage.tell(_("There is nothing to undo: that works for one minute."))

    # -- groups --------------------------------------------------------------------------------------------------------
    def _in_a_group(self, stage: Stage) -> None:
        incoming = stage.incoming
        if incoming.kind is IncomingKind.TAP:
            self._tapped(stage)
        elif incoming.kind is IncomingKind.TEXT and incoming.text[:1] in {"/", "!"}:
            name = incoming.text[1:].partition(" ")[0].partition("@")[0].lower()
            payload = name if name in self._handlers else self._menu
            stage.send(
                Saying(
                    _("Let us talk in private: there I can show you everything."),
                    links=(Link(stage.render(_("Open a private chat")), f"private:{payload}"),),
                )
            )

    # -- the floor -----------------------------------------------------------------------------------------------------
    def _floor(self, stage: Stage) -> Talk | None:
        """The talk that has the floor; one whose handler is gone ends here, in plain words."""
        if stage.sender.floor_id is None:
            return None
        talk = stage.desk.load(stage.sender.floor_id)
        if talk is None:
            return None
        if self._handler_of(talk) is None:
            stage.desk.save(talk, "ended")
            stage.desk.give_floor(stage.sender, None)
            stage.sender = replace(stage.sender, floor_id=None)
            stage.tell(_("What we were talking about is no longer offered. Your answers are kept."))
            return None
        return talk

    def _handler_of(self, talk: Talk) -> Handler | None:
        return self._handlers.get(talk.handler)

    def _may_begin(self, stage: Stage, name: str) -> bool:
        return stage.sender.is_member or name in self._doors

    def _reopen(self, talk: Talk, key: str) -> None:
        answer = talk.answers[key]
        if answer.state is AnswerState.GIVEN:
            talk.keep(key, replace(answer, state=AnswerState.REOPENED))
        talk.draft = None

    def _begin(self, stage: Stage, name: str, argument: str, about: About | None = None) -> None:
        """Begin a talk, or go on with the same one; what had the floor is set aside and told so."""
        handler = self._handlers.get(name)
        if handler is None or not self._may_begin(stage, name):
            self._begin(stage, self._menu if stage.sender.is_member else self._entrance, "")
            return
        present = self._floor(stage)
        waiting = tuple(stage.desk.open_talks(stage.sender))
        same = next((talk for talk in waiting if talk.handler == name), None)
        if same is not None and not handler.brief:
            if not argument:
                self._resume(stage, same.id)
                return
            # The same talk about something else, such as a second invitation: the first is no longer wanted.
            earlier = stage.desk.load(same.id)
            assert earlier is not None, "open talks can be loaded"
            stage.desk.save(earlier, "ended")
            present = None if present is not None and present.id == same.id else present
            waiting = tuple(talk for talk in waiting if talk.id != same.id)
        if present is not None:
            self._set_aside(stage, present, quietly=handler.brief)
        if not handler.brief:
            self._set_interrupted_aside(stage, waiting, present)
        talk = stage.desk.begin(stage.sender, name, about, argument)
        self._continue(stage, talk, None)

    def _set_aside(self, stage: Stage, talk: Talk, *, quietly: bool) -> None:
        handler = self._handlers[talk.handler]
        if handler.brief:
            stage.desk.save(talk, "ended")
        elif quietly:
            stage.desk.save(talk, "open")
        else:
            stage.desk.save(talk, "parked")
            stage.tell(_("I have set *{title}* aside; you can go on with it at any time.", title=handler.title))

    def _set_interrupted_aside(self, stage: Stage, waiting: tuple[OpenTalk, ...], present: Talk | None) -> None:
        """A talk that something brief had interrupted is parked when the brief one leads to another."""
        for other in waiting:
            if not other.is_parked and other.handler in self._handlers and (present is None or other.id != present.id):
                talk = stage.desk.load(other.id)
                assert talk is not None, "open talks can be loaded"
                self._set_aside(stage, talk, quietly=False)

    def _resume(self, stage: Stage, conversation_id: int) -> None:
        talk = stage.desk.load(conversation_id)
        handler = self._handler_of(talk) if talk is not None else None
        if talk is not None and not self._may_begin(stage, talk.handler):
            self._greet(stage)
            return
        if talk is None or handler is None:
            stage.tell(_("That is finished. Write *menu* to see what I can do."))
            return
        present = self._floor(stage)
        if present is not None and present.id != talk.id:
            self._set_aside(stage, present, quietly=False)
        if talk.pending is not None:
            stage.tell(stage.where_we_were(handler.title, talk.pending.progress))
        self._show_again(stage, talk)

    def _show_again(self, stage: Stage, talk: Talk) -> None:
        self._continue(stage, talk, None, only_question=True)

    def _continue(self, stage: Stage, talk: Talk, given: Given | None, *, only_question: bool = False) -> None:
        """Play the talk with what was given, save it, and see to the floor."""
        handler = self._handlers[talk.handler]
        waiting = tuple(other for other in stage.desk.open_talks(stage.sender) if other.id != talk.id)
        outcome = stage.play(handler, talk, given, waiting=waiting, only_question=only_question)
        if outcome.paused:
            self._pause(stage, talk)
            return
        stage.desk.save(talk, "ended" if outcome.ended else "open")
        if outcome.answered is not None and not handler.brief:
            stage.desk.remember_undo(stage.sender, f"q:{talk.id}:{outcome.answered[0].key}")
        if not outcome.ended:
            stage.desk.give_floor(stage.sender, talk.id)
            if stage.sender.floor_id != talk.id:
                stage.sender = replace(stage.sender, floor_id=talk.id)
            return
        stage.desk.give_floor(stage.sender, None)
        stage.sender = replace(stage.sender, floor_id=None)
        if outcome.next_handler is not None:
            stage.sender = stage.desk.sender(stage.incoming)
            stage.sender = replace(stage.sender, floor_id=None)
            self._hand_over(stage, *outcome.next_handler)
        else:
            self._after(stage, handler)

    def _hand_over(self, stage: Stage, name: str, argument: str) -> None:
        if name == "resume":
            self._resume(stage, int(argument))
        else:
            self._begin(stage, name, argument)

    def _after(self, stage: Stage, handler: Handler) -> None:
        """What comes after the end: a brief talk gives the floor back, another offers what waits by now."""
        known = [one for one in stage.desk.open_talks(stage.sender) if self._comes_back(one.handler)]
        if not known or not stage.sender.is_member:
            return
        if handler.brief:
            interrupted = next((talk for talk in known if not talk.is_parked), None)
            if interrupted is not None:
                talk = stage.desk.load(interrupted.id)
                assert talk is not None, "open talks can be loaded"
                self._show_again(stage, talk)
            return
        first = known[0]
        title = self._handlers[first.handler].title
        act = go_on(first.id, first.progress)
        stage.tell(_("You can go on with *{title}*.", title=title), acts=(act,))

    def _comes_back(self, name: str) -> bool:
        """Nobody wants to go on with an old menu."""
        return name in self._handlers and not self._handlers[name].brief

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


def _storable(text: str) -> str:
    """Without what no database takes: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
