"""The words that always work: help, menu, back, skip, pause, undo, stop, language; and those that begin another talk amid a text."""

from bot.core.actions import Actions
from bot.core.beginnings import Beginnings
from bot.core.floor import Floor
from bot.core.given import Given
from bot.core.outcome import Act
from bot.core.stage import STALE_AFTER, Stage
from bot.core.talk import Pending, Talk
from bot.core.words import CONTROLS, WORDS, Word
from bot.i18n.phrase import _, _p

_BEGIN = "begin"
# In some languages the word for undoing is also the one by which people want to leave.
_LEAVE = Act(_BEGIN, f"{Word.STOP.value}:", _p("button", "Leave this"), WORDS[Word.STOP])


class Obeying:
    """Does what a word asks for, whatever talk has the floor."""

    def __init__(self, floor: Floor, actions: Actions, beginnings: Beginnings) -> None:
        self._floor = floor
        self._actions = actions
        self._beginnings = beginnings

    def obey(self, stage: Stage, word: Word, talk: Talk | None) -> None:
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
                self._undo(stage, talk)
            case Word.STOP | Word.LANGUAGE:
                self._floor.begin(stage, word.value, "")

    def said(self, stage: Stage, text: str, talk: Talk | None) -> bool:
        """Whether it was one of these words, or one of those under the question; then it has been done."""
        pending = talk.pending if talk is not None else None
        if talk is not None and pending is not None:
            control = stage.control(text, pending)
            if control is not None:
                self._floor.play_on(stage, talk, Given(control=control, message_id=stage.incoming.message_id))
                return True
        if stage.is_on_offer(text, pending):
            return False  # what stands under the question is an answer to it, whatever else the word means
        word = stage.word(text, pending)
        if talk is not None and pending is not None and pending.kind == "text" and word not in {Word.BACK, Word.SKIP}:
            return self._said_amid_a_text(stage, talk, pending, text, word)
        if word is not None:
            self.obey(stage, word, talk)
        return word is not None

    def _said_amid_a_text(self, stage: Stage, talk: Talk, pending: Pending, text: str, word: Word | None) -> bool:
        """Where any words may be the answer, those that are a command are asked about; said twice, the command is meant."""
        command = word.value if word is not None else self._beginning(stage, pending, text)
        if command is None:
            return self._finished_what_is_over(stage, talk, text)
        if (talk.draft or {}).get("command") != command:
            self._ask_whether_it_is_the_answer(stage, talk, text, command)
            return True
        self.meant(stage, talk)
        return True

    def meant(self, stage: Stage, talk: Talk) -> None:
        """Not an answer: what was written before, and asked about, is the command."""
        command = (talk.draft or {}).get("command")
        if command is None:
            return
        talk.draft = None
        stage.desk.save(talk, "open")  # else the offer still stands when the command is done
        begins, _colon, rest = command.partition(":")
        if begins == _BEGIN:
            name, _colon, argument = rest.partition(":")
            self._floor.begin(stage, name, argument)
        else:
            self.obey(stage, Word(command), talk)

    def _beginning(self, stage: Stage, pending: Pending, text: str) -> str | None:
        """The talk that these words name; amid a brief one, which is no loss, it begins without being asked about."""
        named = None if pending.brief else self._beginnings.named(stage, text)
        return None if named is None else ":".join((_BEGIN, *named))

    def _finished_what_is_over(self, stage: Stage, talk: Talk, text: str) -> bool:
        """ "done", typed after a list that is answered already: not the answer to the next question by itself. Said twice, it is."""
        assert talk.pending is not None, "asked about a pending question"
        known = (talk.draft or {}).get("offered")
        if not stage.vocabulary.matches(text, CONTROLS["done"]) or known == text:
            return False
        stage.tell(_('There is nothing to finish here. Is "{text}" your answer?', text=text))
        self._offer(stage, talk, text)
        return True

    def _ask_whether_it_is_the_answer(self, stage: Stage, talk: Talk, text: str, command: str) -> None:
        assert talk.pending is not None, "asked about a pending question"
        if stage.desk.now - talk.pending.asked_at > STALE_AFTER:
            stage.tell(stage.where_we_were(self._floor.title(talk.handler, talk.pending.title), talk.pending.progress))
        stage.tell(_('Is "{text}" your answer, or did you mean the command?', text=text))
        self._offer(stage, talk, text, command=command)

    def _offer(self, stage: Stage, talk: Talk, text: str, **meant: str) -> None:
        """The question again, and to make an answer of these words by a button."""
        assert talk.pending is not None, "asked about a pending question"
        talk.draft = {
            "key": talk.pending.key,
            "offered": text,
            "message_id": stage.incoming.message_id,
            **meant,
        }
        self._floor.show_again(stage, talk)

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
        else:
            self._floor.play_on(stage, talk, Given(control="skip"))

    def _undo(self, stage: Stage, present: Talk | None) -> None:
        data = stage.desk.take_undo(stage.sender)
        kind, _colon, rest = (data or "").partition(":")
        if kind == "a":
            self._actions.carried(stage, rest)
        elif kind == "q":
            number, _colon, key = rest.partition(":")
            talk = stage.desk.load(int(number))
            if talk is not None and self._floor.handler_of(talk) is not None:
                self._floor.reopen(talk, key, stage.desk.now)
                stage.tell(_("Here is your last answer again. To leave what we are at, write *stop*."), acts=(_LEAVE,))
                self._floor.show_again(stage, talk)
                return
            stage.tell(_("That is finished and cannot be undone any more."))
        elif present is not None and present.pending is not None and not present.pending.brief:
            words = _("There is nothing to undo: that works for one minute. To leave what we are at, write *stop*.")
            stage.tell(words, acts=(_LEAVE,))
            self._floor.show_again(stage, present)
        else:
            stage.tell(_("There is nothing to undo: that works for one minute."))
