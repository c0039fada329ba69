"""Which of one's visits is meant."""

from collections.abc import Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Lines, Words, _
from bot.usecases import visit_places
from bot.usecases.visit_places import Mine

NO_LONGER = _(
    "A visit that your centre was in does not take place any more, or your centre has left it. What was handed in is kept."
)


def chosen(chat: Conversation, visits: Sequence[Mine], number: str, question: Words, nothing: Words) -> Mine:
    """By the number behind the word, else by asking; ends the talk where there is none."""
    if number:
        found = next((one for one in visits if str(one.number) == number), None)
    else:
        found = _asked(chat, visits, question) if visits else None
    if found is None:
        chat.say(Lines((nothing, NO_LONGER)) if chat.look(visit_places.had_one) else nothing)
        chat.end()
    return found


def _asked(chat: Conversation, visits: Sequence[Mine], question: Words) -> Mine:
    if len(visits) == 1:
        return visits[0]
    options = tuple(Option(str(one.number), one.words) for one in visits)
    wanted = chat.ask("visit", question, OneOf(options))
    return next(one for one in visits if str(one.number) == wanted)
