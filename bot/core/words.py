"""The words that work everywhere, as whole messages, in the person's language or in English."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from bot.core.reading import accepted, folded
from bot.i18n.phrase import Phrase, Words, _p
from bot.i18n.translator import Reader, Translator

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
    Word.HELP: _p("word", "help|?|help me"),
    Word.MENU: _p("word", "menu|start|home|main menu"),
    Word.BACK: _p("word", "back|go back|previous"),
    Word.SKIP: _p("word", "skip|pass"),
    Word.PAUSE: _p("word", "pause|later|not now"),
    Word.STOP: _p("word", "stop|cancel|quit|exit|unsubscribe"),
    Word.UNDO: _p("word", "undo"),
    Word.LANGUAGE: _p("word", "language|languages|change language"),
}
GREETINGS = _p(
    "word",
    "hello|hi|hey|hello there|hi there|hello everyone|good morning|good afternoon|good evening|good day|greetings|salaam|salam"
    "|bonjour|bonsoir|salut|مرحبا|السلام عليكم|صباح الخير|مساء الخير|hola|olá|ciao|merhaba|привет|здравствуйте|გამარჯობა|שלום"
    "|jambo|habari",
)
CONTROLS: dict[str, Phrase] = {
    "skip": WORDS[Word.SKIP],
    "back": WORDS[Word.BACK],
    "done": _p("word", "done|finished"),
    "more": _p("word", "more|next"),
    "keep": _p("word", "keep"),
    "explain": _p("word", "explain|what is this|what does this mean"),
    "use": _p("word", "use it"),
    "leave": _p("word", "leave for later|leave it for later|leave it|come back later|i will come back to it"),
    "yes": _p("word", "yes|y|yeah|ok|okay|👍|👌|✅"),
}


class Vocabulary:
    """Recognises the words above; `render` puts a phrase into one language. Made once for each of them (`vocabulary`)."""

    def __init__(self, render: Callable[[Words], str]) -> None:
        self._render = render
        self._spellings: dict[tuple[str | None, str], frozenset[str]] = {}
        self._words = {said: word for word, phrase in reversed(WORDS.items()) for said in self._spelt(phrase)}

    def matches(self, text: str, phrase: Phrase) -> bool:
        return _said(text) in self._spelt(phrase)

    def word(self, text: str) -> Word | None:
        return self._words.get(_said(text))

    def control(self, text: str, offered: tuple[str, ...]) -> str | None:
        said = _said(text)
        return next((name for name in offered if said in self._spelt(CONTROLS[name])), None)

    def is_greeting(self, text: str) -> bool:
        return self.matches(text, GREETINGS)

    def shown(self, phrase: Phrase) -> str:
        """The spelling that we show of a word with several."""
        return self._render(phrase).split("|")[0]

    def _spelt(self, phrase: Phrase) -> frozenset[str]:
        """In this language and in English; each message is held against dozens of these."""
        key = (phrase.context, phrase.msgid)
        found = self._spellings.get(key)
        if found is None:
            sign = {"?"} & set(phrase.msgid.split("|"))
            found = accepted(phrase.msgid) | accepted(self._render(phrase)) | sign
            self._spellings[key] = found
        return found


@lru_cache(maxsize=64)  # languages; tests have several translators
def vocabulary(translator: Translator, language: str) -> Vocabulary:
    return Vocabulary(translator.bound(Reader(language)))


def _said(text: str) -> str:
    """As it can be held against our words; what is longer than all of them is none."""
    if len(text) > _LONGEST:
        return ""
    return "?" if text.strip() in {"?", "؟"} else folded(text)
