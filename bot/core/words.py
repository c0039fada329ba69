"""The words that work everywhere, as whole messages, in the person's language or in English."""

from collections.abc import Callable
from enum import StrEnum

from bot.core.reading import accepted, folded
from bot.i18n.phrase import Phrase, Words, _p

_LONGEST = 200  # signs, spaces and punctuation around a word included


class Word(StrEnum):
    HELP = "help"
    MENU = "menu"
    BACK = "back"
    SKIP = "skip"
    PAUSE = "pause"
    STOP = "stop"
    UNDO = "undo"
    LANGUAGE = "language"


# Several spellings may stand in a translation, with | between them; the first is the one we show.
WORDS: dict[Word, Phrase] = {
    Word.HELP: _p("word", "help|?"),
    Word.MENU: _p("word", "menu|start|home"),
    Word.BACK: _p("word", "back"),
    Word.SKIP: _p("word", "skip"),
    Word.PAUSE: _p("word", "pause|later"),
    Word.STOP: _p("word", "stop|cancel|quit"),
    Word.UNDO: _p("word", "undo"),
    Word.LANGUAGE: _p("word", "language|languages"),
}
GREETINGS = _p("word", "hello|hi|hey|good morning|good evening|salaam|bonjour|salut|salam|مرحبا|السلام عليكم")
CONTROLS: dict[str, Phrase] = {
    "skip": WORDS[Word.SKIP],
    "back": WORDS[Word.BACK],
    "done": _p("word", "done|finished"),
    "more": _p("word", "more|next"),
    "keep": _p("word", "keep"),
    "use": _p("word", "use it"),
    "yes": _p("word", "yes|y|ok"),
}


class Vocabulary:
    """Recognises the words above; `render` puts a phrase into the person's language."""

    def __init__(self, render: Callable[[Words], str]) -> None:
        self._render = render

    def matches(self, text: str, phrase: Phrase) -> bool:
        return self._is(_said(text), phrase)

    def _is(self, said: str, phrase: Phrase) -> bool:
        return bool(said) and (
            said in accepted(phrase.msgid)
            or said in accepted(self._render(phrase))
            or (said == "?" and "?" in phrase.msgid.split("|"))
        )

    def word(self, text: str) -> Word | None:
        said = _said(text)
        return next((word for word, phrase in WORDS.items() if self._is(said, phrase)), None)

    def control(self, text: str, offered: tuple[str, ...]) -> str | None:
        said = _said(text)
        return next((name for name in offered if self._is(said, CONTROLS[name])), None)

    def is_greeting(self, text: str) -> bool:
        return self.matches(text, GREETINGS)

    def shown(self, phrase: Phrase) -> str:
        """The spelling that we show of a word with several."""
        return self._render(phrase).split("|")[0]


def _said(text: str) -> str:
    """As it can be held against our words; what is longer than all of them is none."""
    if len(text) > _LONGEST:
        return ""
    return "?" if text.strip() in {"?", "؟"} else folded(text)
