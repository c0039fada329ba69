"""The compendium of practices: as a PDF in one's own language, and a new edition by whoever coordinates the programme."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.handlers import asked_for
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import compendium, papers
from bot.usecases.compendium import Edition

WHOLE = 150  # practices at most in one paper that is written while somebody waits in a chat
ALL = "all"


class CompendiumTalk:
    """All practices in one paper, please."""

    name = "compendium"
    title = _("Compendium")
    words = _p("word", "compendium")
    brief = True

    def talk(self, chat: Conversation) -> None:
        edition, may_make = chat.look(compendium.latest), chat.look(compendium.may_make)
        if edition is None and not may_make:
            chat.say(compendium.NONE_YET)
            return
        options = []
        if edition is not None:
            options.append(Option("paper", _p("button", "Get it (PDF)")))
        if may_make:
            options.append(Option("make", _p("button", "New edition")))
        options.append(Option("nothing", _p("button", "That is all")))
        question: Words = _told(edition) if edition is not None else _("There is no compendium yet.")
        match chat.ask("what", question, OneOf(tuple(options))):
            case "paper" if edition is not None:
                self._paper(chat, edition)
            case "make":
                self._make(chat)
            case _:
                chat.say(_("Good, nothing has changed."))

    def _paper(self, chat: Conversation, edition: Edition) -> None:
        areas = chat.look(compendium.areas)
        options = [Option(area.value, AREA_NAMES[area]) for area in areas]
        if edition.practices <= WHOLE:
            options.append(Option(ALL, _("All areas")))
        wanted = chat.ask("area", _("About which area? One alone is quicker to fetch."), OneOf(tuple(options)))
        paper = chat.look(papers.of_compendium, None if wanted == ALL else PriorityArea(wanted))
        if isinstance(paper, Refusal):
            chat.say(paper.why)
        elif asked_for.file_wanted(chat):
            chat.say(
                _("Here is the compendium, in your language where practices are translated."), attachments=(paper,)
            )
        else:
            chat.say(asked_for.NOT_SENT)

    def _make(self, chat: Conversation) -> None:
        question = _(
            "A new edition takes in all practices that are published now, as they are today. Earlier editions stay. Make it?"
        )
        sure = OneOf((Option("yes", _p("button", "Make it"), SAID_YES), Option("no", _p("button", "Not yet"), SAID_NO)))
        if chat.ask("sure", question, sure) == "no":
            chat.say(_("Good, nothing has changed."))
            return
        number = chat.do(compendium.make)
        chat.say(
            _(
                "Edition {number} is there. Everybody gets it with *compendium*; your administrator can make a web site of it.",
                number=str(number),
            )
        )


def _told(edition: Edition) -> Words:
    return _n(
        "Edition {number} of {day}, with {count} practice.",
        "Edition {number} of {day}, with {count} practices.",
        edition.practices,
        number=str(edition.number),
        day=Moment(edition.at, MomentStyle.DAY),
    )
