"""Change the language, now; pictures or text only, and one's clock, are settled here too."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.words import WORDS, Word
from bot.i18n.languages import own_name
from bot.i18n.phrase import LanguageName, _
from bot.usecases import languages_read, people

PICTURES = "pictures"  # the talk about them
CLOCK = "clock"  # likewise
MISSING, NONE = "missing", "none"


class ChooseLanguage:
    """Which language shall I speak?"""

    name = "language"
    title = _("Language")
    words = WORDS[Word.LANGUAGE]
    brief = True

    def __init__(self, languages: tuple[str, ...]) -> None:
        named = tuple(Option(tag, own_name(tag)) for tag in languages)
        missing = Option(MISSING, _("Another language"))
        self._choices = OneOf((*named, missing, Option(PICTURES, _("Pictures or text")), Option(CLOCK, _("My clock"))))

    def talk(self, chat: Conversation) -> None:
        language = chat.ask("language", _("Which language shall I speak?"), self._choices)
        if language in {PICTURES, CLOCK}:
            chat.hand_over(language)
        if language == MISSING:
            self._read(chat)
            return
        chat.do(people.choose_language, language)
        chat.speak(language)
        chat.say(_("From now on I speak English. You can change it at any time with *language*."))

    def _read(self, chat: Conversation) -> None:
        """What colleagues write is there in more languages than we speak."""
        known = chat.look(languages_read.others)
        options = (*(Option(tag, own_name(tag)) for tag in known), Option(NONE, _("None of these")))
        reads = chat.ask(
            "reads",
            _(
                "I do not speak more languages yet, but colleagues do. In which one would you rather read what they write?"
            ),
            OneOf(options),
        )
        chat.do(languages_read.choose, None if reads == NONE else reads)
        if reads == NONE:
            chat.say(_("Good. What colleagues write comes to you in the language that we speak with each other."))
        else:
            chat.say(
                _(
                    "Good. Announcements come to you in {language} where somebody has written or translated them; around them I go on as we speak now.",
                    language=LanguageName(reads),
                )
            )
