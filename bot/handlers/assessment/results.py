"""What a centre's self-assessments said: the last one whole, the earlier ones as a line each."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers.assessment import telling
from bot.i18n.phrase import Country, Lines, Moment, MomentStyle, Rounded, Words, _, _p
from bot.usecases import entering, results
from bot.usecases.forms import Forms

ANOTHER, AGAIN = ".another", ".again"
ATTEMPTS = 100


class Results:
    """Where did we stand?"""

    name = "results"
    title = _("Results")
    words = _p("word", "results|my results|result")
    brief = True

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    def talk(self, chat: Conversation) -> None:
        centre = self._centre(chat)
        found = () if centre is None else chat.look(results.finished, centre)
        if isinstance(found, Refusal):
            chat.say(found.why)
        elif not found:
            chat.say(self._nothing(chat, centre))
        else:
            telling.tell(chat, chat.look(results.result, self._forms, found[0].id))
            if len(found) > 1:
                chat.say(Lines((_("Earlier:"), *(_at_a_glance(line) for line in found[1:]))))

    def _nothing(self, chat: Conversation, centre: int | None) -> Words:
        if centre in dict(chat.look(results.centres_of)):
            return _("There are no results yet. They come at the end of a self-assessment: write *assessment*.")
        return _("This centre has not sent a self-assessment yet.")

    def _centre(self, chat: Conversation) -> int | None:
        """One's own; asked where there are several, or where a role lets one see others."""
        own = chat.look(results.centres_of)
        others = chat.look(results.sees_others)
        if not others and len(own) <= 1:
            return own[0][0] if own else None
        options = [Option(str(number), name) for number, name in own]
        if others:
            options.append(Option(ANOTHER, _("Another centre")))
        if own:
            chosen = chat.ask("centre", _("Of which centre would you like to see them?"), OneOf(tuple(options)))
            if chosen != ANOTHER:
                return int(chosen)
        return self._search(chat)

    def _search(self, chat: Conversation) -> int | None:
        for attempt in range(1, ATTEMPTS):
            query = chat.ask(
                f"search {attempt}", _("What is the centre called, or which town is it in?"), Text(at_most=100)
            )
            found = chat.look(entering.find_centres, query)
            options = [Option(str(one.id), _label(one)) for one in found]
            options.append(Option(AGAIN, _("Search again")))
            prompt = _("Is it one of these?") if found else _("I found no centre of that name.")
            choice = chat.ask(f"centre {attempt}", prompt, OneOf(tuple(options)))
            if choice != AGAIN:
                return int(choice)
        return None


def _label(one: entering.Found) -> Words:
    return _("{centre} ({country})", centre=one.name, country=Country(one.country))


def _at_a_glance(line: results.Line) -> Words:
    day = Moment(line.finished_at, MomentStyle.DAY)
    overall: Words = _("not rated") if line.overall is None else Rounded(line.overall)
    if line.by is None:
        return _("{day}: {overall}", day=day, overall=overall)
    return _("{day}: {overall} ({name})", day=day, overall=overall, name=line.by)
