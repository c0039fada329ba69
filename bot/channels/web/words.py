"""The page's own few words, in the language of whoever looks at it."""

from collections.abc import Mapping

from bot.channels.web.demo import DemoAccess, Persona
from bot.i18n.languages import is_rtl, own_name
from bot.i18n.markup import plain
from bot.i18n.phrase import Phrase, Words, _, _p
from bot.i18n.translator import Reader, Translator

# `{size}` and the like are filled in by the page, which knows them.
WORDS: Mapping[str, Phrase] = {
    "conversation": _("Conversation with {name}"),
    "bot": _("Passerelle"),
    "you": _p("who wrote a message", "You"),
    "write": _("Write a message"),
    "send": _p("button", "Send"),
    "correct": _("Correct: {text}"),
    "correcting": _("Correct your message"),
    "corrected": _p("state of a message", "corrected"),
    "leave_correcting": _("Leave it as it was"),
    "attach": _("Add a file"),
    "without_file": _("Remove {name}"),
    "connecting": _("Connecting…"),
    "connected": _("Connected"),
    "disconnected": _("No connection"),
    "kept": _("No connection. What you write is kept here and goes out when the connection is back."),
    "not_now": _("Messages cannot be taken right now. Yours is kept here and goes out by itself."),
    "waiting": _p("state of a message", "waiting to be sent"),
    "earlier": _("Earlier messages"),
    "newer": _("New messages"),
    "show_picture": _("Show the picture ({size})"),
    "picture": _("Picture"),
    "picture_failed": _("The picture did not arrive. Please try again."),
    "too_large": _("{name} is larger than 20 MB. Please choose a smaller file."),
    "too_many": _(
        "10 files at most go in one message. The first 10 are here; the others are not, and can follow in the next one."
    ),
    "not_uploaded": _("{name} did not go through. Please send it again; what you wrote is still here."),
    "refused": _("This message could not be taken. Please write it again, a little shorter."),
    "reload": _("This page is out of date. Please load it again."),
    "answers": _("Possible answers"),
    "change_person": _("Change who holds this phone"),
    "who": _("Who holds this phone?"),
    "new_person": _("Somebody new"),
    "new_person_why": _("Walk through the welcome as a new person does."),
    "new_person_language": _("Language of somebody new"),
    "change_language": _("Change the language"),
    "close": _p("button", "Close"),
    "phones": _("Phones"),
    "left": _("Participant’s phone"),
    "right": _("Coordinator’s phone"),
    "demo": _("A demonstration on this computer: the people and most of the centres are invented."),
    "without_scripts": _("This chat needs JavaScript. Please allow it for this page and load it again."),
}


class PageWords:
    """Words for the page by language, as JSON."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._words = {
            language: {name: self.text(words, language) for name, words in WORDS.items()}
            for language in translator.languages
        }

    def spoken(self, language: str | None) -> str:
        return self._translator.spoken(language)

    def text(self, words: Words, language: str) -> str:
        return plain(self._translator.render(words, Reader(language)))

    def of(self, language: str) -> dict[str, object]:
        """Everything that depends on the language of a phone; `language` is one that we speak."""
        return {
            "language": language,
            "direction": direction(language),
            "language_name": own_name(language),
            "words": self._words[language],
        }

    def persona(self, persona: Persona, language: str) -> dict[str, str]:
        return {
            "id": persona.id,
            "name": persona.name,
            "role": self.text(persona.role, language),
            "centre": self.text(persona.centre, language),
            "language": persona.language,
            "language_name": own_name(persona.language),
        }

    def demo(self, demo: DemoAccess, language: str) -> dict[str, object]:
        spoken = self._translator.languages
        left, right = demo.pair(language)
        return {
            "personas": [self.persona(persona, language) for persona in demo.personas],
            "left": left,
            "right": right,
            "languages": [{"tag": tag, "name": own_name(tag), "direction": direction(tag)} for tag in spoken],
        }


def direction(language: str) -> str:
    return "rtl" if is_rtl(language) else "ltr"
