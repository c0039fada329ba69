"""A questionnaire that a coordinator has published: answered in a chat, checked, handed in."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.handlers.questionnaire.checking import check
from bot.handlers.questionnaire.newer_version import NewerVersion
from bot.handlers.questionnaire.sitting import FILES, STATE, Sitting
from bot.i18n.languages import primary
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _n, _p
from bot.questionnaires.course import questions
from bot.questionnaires.form import tag_of
from bot.questionnaires.interview import Interview
from bot.questionnaires.submissions.submission import finished_values
from bot.usecases import questionnaires
from bot.usecases.editions import Edition, Editions
from bot.usecases.questionnaires import Filled, Waiting


class FillIn:
    """What would you say?"""

    name = "questionnaire"
    title = _("Questionnaires")
    words = _p("word", "questionnaires|questionnaire|survey|form")
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        if not chat.argument.isdecimal():
            self._choose(chat)
            return
        begun = chat.once("start", questionnaires.begin, int(chat.argument))
        newer = NewerVersion(chat, self._editions, begun)
        edition = chat.look(self._editions.edition, newer.present)
        interview = self._interview(chat, begun["submission"], edition)
        sitting = Sitting(chat, interview, before_each=newer.meet)
        check(chat, sitting, sitting.go_on())
        interview.finish(chat.now)
        answers = finished_values(interview)
        files = {path: file for path, file in (chat.recall(FILES) or {}).items() if path in answers}
        filled = Filled(newer.present, begun, tag_of(interview.language), answers, files)
        chat.do(questionnaires.submit, filled)
        self._editions.let_go(begun["submission"])
        chat.say(_("Thank you! Your answers to *{title}* have arrived.", title=interview.form.title))

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

    def _interview(self, chat: Conversation, submission: str, edition: Edition) -> Interview:
        kept = chat.recall(STATE)
        if kept is None:
            interview = Interview.begin(
                edition.plan, edition.lists, moment=chat.now, language=chat.language, seed=submission
            )
            self._speak(chat, interview)
            chat.remember(STATE, interview.kept())
            chat.say(_welcome(interview))
            return interview
        interview = self._editions.interview(
            submission, edition, kept, lambda: Interview.restore(edition.plan, edition.lists, kept)
        )
        self._speak(chat, interview)
        return interview

    def _speak(self, chat: Conversation, interview: Interview) -> None:
        """In the person's language if the form knows it; else all is said in the form's own, as far as we speak it."""
        interview.speak(chat.language)
        own = tag_of(interview.form.languages[0])
        if interview.form.language(chat.language) is None and primary(own) is not None:
            chat.speak(own)


def _welcome(interview: Interview) -> Words:
    count = sum(1 for _node in questions(interview))
    title = interview.form.title
    if interview.varies:
        return _n(
            "*{title}*: about {count} question. You can stop whenever you like, everything is kept; *back* goes to the question before.",
            "*{title}*: about {count} questions. You can stop whenever you like, everything is kept; *back* goes to the question before.",
            count,
            title=title,
        )
    return _n(
        "*{title}*: {count} question. You can stop whenever you like, everything is kept; *back* goes to the question before.",
        "*{title}*: {count} questions. You can stop whenever you like, everything is kept; *back* goes to the question before.",
        count,
        title=title,
    )


def _line(one: Waiting) -> Words:
    if one.is_answered:
        return _("{title} (answered)", title=one.title)
    if one.closes_at is None:
        return one.title
    return _("{title} (until {day})", title=one.title, day=Moment(one.closes_at, MomentStyle.DAY))
