"""A coordinator tries a questionnaire as its respondents will see it; nothing is handed in."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.handlers.questionnaire.sitting import STATE, Sitting
from bot.i18n.languages import primary
from bot.i18n.phrase import LanguageName, Lines, Marked, _, _n
from bot.questionnaires.course import questions
from bot.questionnaires.form import MAIN, tag_of
from bot.questionnaires.interview import Interview
from bot.usecases import publication_lists, publishing
from bot.usecases.editions import Editions


class Rehearse:
    """The argument is the number of a version."""

    name = "rehearse"
    title = _("Rehearsal of a questionnaire")
    words = None
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        version = chat.look(publication_lists.version, chat.argument)
        if version is None or not chat.look(publishing.may_publish):
            chat.say(_("Write *publish* to see the questionnaires that can be tried out."))
            chat.end()
        edition = chat.look(self._editions.edition, version.id)
        language = self._language(chat, edition.plan.form.languages)
        kept = chat.recall(STATE)
        if kept is None:
            interview = Interview.begin(
                edition.plan, edition.lists, moment=chat.now, language=language, seed="rehearsal"
            )
        else:
            interview = Interview.restore(edition.plan, edition.lists, kept)
        if primary(tag_of(language)) is not None:
            chat.speak(tag_of(language), only_here=True)
        interview.speak(language)
        if kept is None:
            chat.remember(STATE, interview.kept())
            chat.say(
                _(
                    "*Rehearsal*: this is how it will look. Nothing is handed in, and you can leave with *stop* at any time."
                )
            )
        notes = Sitting(chat, interview, before_each=lambda: None, media=edition.media).go_on()
        told = [Marked(interview.label(note)) for note in notes]
        answered = sum(bool(node.text) for node in questions(interview))
        end = _n(
            "*End of the rehearsal*: {count} answer. Nothing was handed in.",
            "*End of the rehearsal*: {count} answers. Nothing was handed in.",
            answered,
        )
        chat.let_go()
        chat.say(Lines((*told, end)))
        chat.hand_over("publish", str(version.id))

    def _language(self, chat: Conversation, languages: tuple[str, ...]) -> str:
        languages = tuple(language for language in languages if language != MAIN) or languages
        if len(languages) == 1:
            return languages[0]
        options = tuple(
            Option(language, LanguageName(tag_of(language), capital=True) if primary(tag_of(language)) else language)
            for language in languages
        )
        return chat.ask("language", _("In which language would you like to try it?"), OneOf(options))
