"""What a centre's self-assessments said: the last one whole, the earlier ones as a line each."""

from bot.core.conversation import Conversation
from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.handlers import asked_for, choosing
from bot.handlers.assessment import telling
from bot.i18n.phrase import Lines, Moment, MomentStyle, Rounded, Words, _, _p
from bot.usecases import action_plan_offers, results, session_needs
from bot.usecases.editions import Editions


class Results:
    """Where did we stand? With the number of an assessment: that one, as a picture too."""

    name = "results"
    title = _("Results")
    words = _p("word", "results|my results|result")
    brief = True

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        about, drawn = asked_for.split(chat.argument)
        number = row_number(about)
        if drawn and number is not None:
            telling.tell(chat, chat.look(results.result, self._editions, number), drawn=True)
            return
        centre = choosing.centre(
            chat,
            chat.look(results.centres_of),
            _("Of which centre would you like to see them?"),
            others=chat.look(results.sees_others),
        )
        found = () if centre is None else chat.look(results.finished, centre)
        if isinstance(found, Refusal):
            chat.say(found.why)
        elif not found:
            chat.say(self._nothing(chat, centre))
        else:
            acts = () if centre is None else _next_steps(chat, centre)
            telling.tell(chat, chat.look(results.result, self._editions, found[0].id), acts=acts)
            if len(found) > 1:
                chat.say(Lines((_("Earlier:"), *(_at_a_glance(line) for line in found[1:]))))

    def _nothing(self, chat: Conversation, centre: int | None) -> Words:
        if centre in dict(chat.look(results.centres_of)):
            return _("There are no results yet. They come at the end of a self-assessment: write *assessment*.")
        return _("This centre has not sent a self-assessment yet.")


def _next_steps(chat: Conversation, centre: int) -> tuple[Act, ...]:
    return (*chat.look(action_plan_offers.for_centre, centre), *chat.look(session_needs.offered, centre))


def _at_a_glance(line: results.Line) -> Words:
    day = Moment(line.finished_at, MomentStyle.DAY)
    overall: Words = _("not rated") if line.overall is None else Rounded(line.overall)
    if line.by is None:
        return _("{day}: {overall}", day=day, overall=overall)
    return _("{day}: {overall} ({name})", day=day, overall=overall, name=line.by)
