"""The interview of a talk: begun with a word on how long it is, or as it was left."""

from collections.abc import Callable, Mapping

from bot.core.conversation import Conversation
from bot.handlers.questionnaire.sitting import STATE
from bot.handlers.questionnaire.wording import is_short
from bot.i18n.phrase import Words, _n
from bot.questionnaires.course import questions
from bot.questionnaires.interview import Interview
from bot.usecases.editions import Edition, Editions


def present_interview(
    chat: Conversation,
    editions: Editions,
    seed: str,
    edition: Edition,
    welcome: Callable[[Interview], Words] | None = None,
    earlier: Callable[[], Mapping[str, str]] | None = None,
) -> Interview:
    """What the talk remembers, in the language that is spoken now. `seed` is its own, and mixes what the form mixes.

    `earlier` gives what was answered before, by path: it is asked again, and may be kept.
    """
    kept = chat.recall(STATE)
    if kept is None:
        interview = Interview.begin(edition.plan, edition.lists, moment=chat.now, language=chat.language, seed=seed)
        if earlier is not None:
            interview.suggest(earlier(), chat.now)
        chat.remember(STATE, interview.kept())
        chat.say((welcome or welcomed)(interview))
        return interview
    interview = editions.interview(seed, edition, kept, lambda: Interview.restore(edition.plan, edition.lists, kept))
    if interview.language != (interview.form.language(chat.language) or interview.form.languages[0]):
        interview.speak(chat.language)
    return interview


def welcomed(interview: Interview) -> Words:
    count = sum(1 for _node in questions(interview))
    title = interview.form.title_in(interview.language)
    if is_short(interview.form):
        return (
            _n("*{title}*: {count} question.", "*{title}*: {count} questions.", count, title=title) if count else title
        )
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
