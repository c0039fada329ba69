"""Change the language, now; pictures or text only, and one's clock, are settled here too."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.words import WORDS, Word
from bot.i18n.languages import own_name
from bot.i18n.phrase import _
from bot.usecases import people

PICTURES = "pictures"  # the talk about them
CLOCK = "clock"  # likewise


class ChooseLanguage:
    """Which language shall I speak?"""

    name = "language"
    title = _("Language")
    words = WORDS[Word.LANGUAGE]
    brief = True

    def __init__(self, languages: tuple[str, ...]) -> None:
        named = tuple(Option(tag, own_name(tag)) for tag in languages)
        self._choices = OneOf((*named, Option(PICTURES, _("Pictures or text")), Option(CLOCK, _("My clock"))))

    def talk(self, chat: Conversation) -> None:
        language = chat.ask("language", _("Which language shall I speak?"), self._choices)
        if language in {PICTURES, CLOCK}:
            chat.hand_over(language)
        chat.do(people.choose_language, language)
        chat.speak(language)
        chat.say(_("From now on I speak English. You can change it at any time with *language*."))
