"""Saying how one sees a centre, without a name: by a link, a QR picture or a code, without coming in."""

from collections.abc import Collection
from typing import NoReturn

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.domain.codes import read_code
from bot.handlers.language_picker import pick
from bot.handlers.questionnaire.beginning import present_interview
from bot.handlers.questionnaire.checking import check
from bot.handlers.questionnaire.newer_version import NewerVersion
from bot.handlers.questionnaire.sitting import Sitting
from bot.handlers.questionnaire.speaking import spoken
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _p
from bot.questionnaires.submissions.submission import finished_values
from bot.usecases import codes, entering, voices
from bot.usecases.editions import Editions
from bot.usecases.voices import Opened, Said

LONGEST_CODE = 64
WHO_SEES_WHAT = Lines(
    (
        _(
            "The operators of the chat service that you are using can see that you write to me, and perhaps what, as with "
            "every message there. Messages on your device stay there until you delete them."
        ),
        _(
            "I remember that this account has answered, so that nobody answers twice, but not what it said. Once the "
            "questionnaire has closed, I forget that, too."
        ),
        _(
            "What you have not handed in yet is kept with this account. It is deleted when you hand it in, or when the "
            "questionnaire closes."
        ),
        _(
            "If you write a sentence of your own, people may know you by it. And where all say the same, everybody knows "
            "what each of them said."
        ),
    )
)


class GiveVoice:
    """How true is this for you?"""

    name = "voice"
    title = _("View of a centre")
    words = _p("word", "voice|my voice")
    brief = False

    def __init__(self, editions: Editions, languages: Collection[str]) -> None:
        """`languages`: tags of those that we speak."""
        self._editions = editions
        self._languages = languages

    def talk(self, chat: Conversation) -> None:
        code = self._code(chat)
        if not chat.once("knock", voices.knock, code):
            self._leave(chat, codes.TOO_MANY)
        opened = chat.look(voices.opened, code)
        if isinstance(opened, Refusal):
            self._leave(chat, opened.why)
        begun = chat.once("start", voices.begin, code)
        self._speak(chat, code)
        self._agree(chat, opened)
        newer = NewerVersion(chat, self._editions, begun)
        edition = chat.look(self._editions.edition, newer.present)
        language = spoken(edition.plan.form, chat.language, self._languages)
        if language.ours is not None:
            chat.speak(language.ours, only_here=True)
        interview = present_interview(chat, self._editions, begun["seed"], edition)
        sitting = Sitting(chat, interview, newer.meet, media=edition.media, is_foreign=language.ours is None)
        check(chat, sitting, sitting.go_on())
        interview.finish(chat.now)
        chat.do(voices.hand_in, code, Said(newer.present, finished_values(interview), begun["since"]))
        self._editions.let_go(begun["seed"])
        chat.forget()
        chat.say(
            _("Thank you! Your answers have arrived, without your name. I have deleted what we talked about here.")
        )

    def _code(self, chat: Conversation) -> str:
        """As it was meant; a talk belongs to one code."""
        typed = chat.argument or chat.ask(
            "code", _("Which code is on the link or the poster?"), Text(at_most=LONGEST_CODE)
        )
        if not typed == chat.argument == read_code(typed):
            chat.do(voices.leave, chat.argument)
            chat.forget()
            chat.hand_over(self.name, read_code(typed))
        return typed

    def _speak(self, chat: Conversation, code: str) -> None:
        first = chat.once("first", voices.first_language, chat.client_language, code)
        language = chat.look(entering.chosen_language) or first["language"] or pick(chat, first["order"])
        chat.speak(language)

    def _agree(self, chat: Conversation, opened: Opened) -> None:
        chat.say(_told(opened))
        yes, no = Option("yes", _p("button", "Begin"), SAID_YES), Option("no", _p("button", "No, thank you"), SAID_NO)
        question = _("Shall we begin?")
        answer = chat.ask("begin", question, OneOf((yes, Option("more", _("Who sees what?")), no)))
        if answer == "more":
            chat.say(WHO_SEES_WHAT)
            answer = chat.ask("begin, knowing more", question, OneOf((yes, no)))
        if answer == "no":
            self._leave(
                chat, _("That is all right: nothing is kept. The same link works until the questionnaire closes.")
            )

    def _leave(self, chat: Conversation, why: Words) -> NoReturn:
        chat.do(voices.leave, chat.argument)
        chat.forget()
        chat.say(why)
        chat.end()


def _told(opened: Opened) -> Words:
    words = _(
        "How do you see *{centre}*? This questionnaire is for: {group}. Nobody asks for your name, and your answers are kept "
        "without it. Results are shown only after it has closed, and only from five answers on.",
        centre=opened.centre,
        group=opened.group,
    )
    if opened.closes_at is None:
        return words
    return Lines((words, _("You can answer until {day}.", day=Moment(opened.closes_at, MomentStyle.DAY))))
