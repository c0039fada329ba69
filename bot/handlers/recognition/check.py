"""Does this badge or certificate hold? Anybody may ask, with its code or with the badge's own file."""

from dataclasses import dataclass

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.core.given import Accepted, Given, Json, Listener, Option, Understood
from bot.core.messages import FileKind, FileReference
from bot.core.sent_files import Files
from bot.i18n.phrase import Words, _, _p
from bot.usecases import recognition_checks

_TEXT = Text(at_most=20_000)  # a badge that somebody pastes has some three thousand signs
_FILE = Files(at_most=1, kinds=(FileKind.DOCUMENT,))


@dataclass(frozen=True)
class CodeOrFile:
    """A text, or one document."""

    name = "text"  # so that a word such as *stop* is asked about

    def options(self) -> tuple[Option, ...]:
        return ()

    def controls(self, draft: Json) -> tuple[str, ...]:  # noqa: ARG002 - nothing is half given
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str | FileReference]:
        if not given.files:
            words = _TEXT.parse(given, listener, draft)
            return Accepted(words.value) if isinstance(words, Accepted) else words
        files = _FILE.parse(given, listener, draft)
        return Accepted(files.value[0]) if isinstance(files, Accepted) else files

    def dump(self, value: str | FileReference) -> Json:
        return value if isinstance(value, str) else _FILE.dump((value,))

    def load(self, data: Json) -> str | FileReference:
        return data if isinstance(data, str) else _FILE.load(data)[0]

    def admits(self, data: Json) -> bool:
        return isinstance(data, str | list)

    def show(self, value: str | FileReference) -> Words:
        return value if isinstance(value, str) else value.name or ""


class Check:
    """/check CODE"""

    name = "check"
    title = _("Check a code")
    words = _p("word", "check|verify|check a code")
    brief = True

    def talk(self, chat: Conversation) -> None:
        shown = chat.argument or chat.ask(
            recognition_checks.KEY,
            _("Please write the code that stands on the certificate, or send me the file of the badge."),
            CodeOrFile(),
        )
        if isinstance(shown, str):
            chat.say(recognition_checks.told(chat.do(recognition_checks.by_words, shown)))
        else:
            chat.do(recognition_checks.bring, shown, chat.address_id)
            chat.say(_("Thank you. I am looking at it and will tell you in a moment."))
