"""A questionnaire that a coordinator has published: answered in a chat, checked, handed in."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers.questionnaire.beginning import present_interview
from bot.handlers.questionnaire.checking import check
from bot.handlers.questionnaire.newer_version import NewerVersion
from bot.handlers.questionnaire.rounds import FILES
from bot.handlers.questionnaire.sitting import Sitting
from bot.handlers.questionnaire.speaking import spoken
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _p
from bot.questionnaires.course import questions
from bot.questionnaires.form import tag_of
from bot.questionnaires.submissions.submission import finished_values
from bot.usecases import questionnaires
from bot.usecases.editions import Editions
from bot.usecases.questionnaires import SEND, Filled, Waiting


class FillIn:
    """What would you say?"""

    name = "questionnaire"
    title = _("Questionnaires")
    words = _p("word", "questionnaires|questionnaire|survey|form")
    brief = False

    def __init__(self, editions: Editions, languages: Collection[str]) -> None:
        """`languages`: tags of those that we speak."""
        self._editions = editions
        self._languages = languages

    def talk(self, chat: Conversation) -> None:
        if not chat.argument.isdecimal():
            self._choose(chat)
            return
        begun = self._begun(chat, int(chat.argument))
        newer = NewerVersion(chat, self._editions, begun)
        edition = chat.look(self._editions.edition, newer.present)
        language = spoken(edition.plan.form, chat.language, self._languages)
        if language.ours is not None:
            chat.speak(language.ours, only_here=True)
        interview = present_interview(chat, self._editions, begun["submission"], edition)

        def before_each() -> None:
            if not newer.is_open and chat.answering in {None, SEND}:  # any other answer is taken first
                chat.say(questionnaires.CLOSED)
                chat.end()
            newer.meet()

        chat.call(interview.form.title_in(interview.language))
        sitting = Sitting(chat, interview, before_each, media=edition.media, is_foreign=language.ours is None)
        check(chat, sitting, sitting.go_on())
        asked = any(questions(interview))
        interview.finish(chat.now)
        answers = finished_values(interview)
        files = {path: file for path, file in (chat.recall(FILES) or {}).items() if path in answers}
        filled = Filled(newer.present, begun, tag_of(interview.language), answers, files)
        chat.do(questionnaires.submit, filled)
        chat.let_go()
        self._editions.let_go(begun["submission"])
        chat.say(
            _("Thank you! Your answers to *{title}* have arrived.", title=sitting.title) if asked else _("Thank you!")
        )

    def _begun(self, chat: Conversation, number: int) -> Mapping[str, Any]:
        """What an earlier talk about it had to leave because it was closed is taken up again."""
        begun: Mapping[str, Any] = chat.once("start", _begin, number)
        for key, value in begun.get("left", {}).items():
            if key != "start" and chat.recall(key) is None:
                chat.remember(key, value)
        return begun

    def _choose(self, chat: Conversation) -> None:
        found = chat.look(questionnaires.waiting)
        if not found:
            chat.say(_("No questionnaire is waiting for you. I will tell you when there is one."))
            return
        if len(found) == 1 and not found[0].is_answered:
            chat.hand_over(self.name, str(found[0].number))
        options = tuple(Option(str(one.number), _line(one)) for one in found)
        chosen = chat.ask("which", _("Which questionnaire would you like to answer?"), OneOf(options))
        chat.hand_over(self.name, chosen)


def _begin(work: Any, number: int) -> dict[str, Any] | Refusal:
    begun = questionnaires.begin(work, number)
    left = {} if isinstance(begun, Refusal) else questionnaires.left_over(work, number)
    return {**left["start"], "left": left} if left else begun


def _line(one: Waiting) -> Words:
    if one.is_answered:
        return _("{title} (answered)", title=one.title)
    if one.closes_at is None:
        return one.title
    return _("{title} (until {day})", title=one.title, day=Moment(one.closes_at, MomentStyle.DAY))
