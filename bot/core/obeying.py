"""The words that always work: help, menu, back, skip, pause, undo, stop, language."""

from bot.core.actions import Actions
from bot.core.floor import Floor
from bot.core.given import Given
from bot.core.stage import Stage
from bot.core.talk import Talk
from bot.core.words import Word
from bot.i18n.phrase import _


class Obeying:
    """Does what a word asks for, whatever talk has the floor."""

    def __init__(self, floor: Floor, actions: Actions) -> None:
        self._floor = floor
        self._actions = actions

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
                self._undo(stage)
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
        word = stage.word(text, pending)
        if word is None:
            return False
        if pending is not None and talk is not None and pending.kind == "text" and word not in {Word.BACK, Word.SKIP}:
            if (talk.draft or {}).get("word") != word.value:
                self._ask_whether_it_is_the_answer(stage, talk, text, word)
                return True
            talk.draft = None
            stage.desk.save(talk, "open")  # else what is obeyed finds the offer still standing
        self.obey(stage, word, talk)
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

    def _undo(self, stage: Stage) -> None:
        data = stage.desk.take_undo(stage.sender)
        kind, _colon, rest = (data or "").partition(":")
        if kind == "a":
            self._actions.carried(stage, rest)
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
