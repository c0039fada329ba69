"""Rounds of learning tandems, for those who coordinate: begin one, look at what came out, ask the centres, see how far it is."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.handlers.session_audience import ask_centres
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _p
from bot.usecases import tandems
from bot.usecases.rights import NO_RIGHT
from bot.usecases.tandems import Seen

STATES: dict[str, Words] = {
    "matching": _p("tandems", "being matched"),
    "ready": _p("tandems", "to be looked at"),
    "sending": _p("tandems", "being sent"),
    "sent": _p("tandems", "sent"),
    "done": _p("tandems", "finished"),
    "dropped": _p("tandems", "dropped"),
    "failed": _p("tandems", "failed"),
}
NEW = "new"


class Tandems:
    """Partners for all centres at once."""

    name = "tandems"
    title = _("Tandems")
    words = _p("word", "tandems")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if not chat.look(tandems.may_match):
            chat.say(NO_RIGHT)
            return
        rounds = chat.look(tandems.rounds)
        options = (Option(NEW, _p("button", "Begin a round")), *(Option(str(one.number), _line(one)) for one in rounds))
        question = _("Tandems give partners to many centres at once. Begin a round, or look at one?")
        chosen = chat.ask("which", question, OneOf(options)) if rounds else NEW
        if chosen == NEW:
            self._begin(chat)
            return
        seen = chat.look(tandems.seen, chosen)
        if seen is None:
            chat.say(tandems.UNKNOWN)
            return
        chat.say(seen.words, acts=seen.acts)

    def _begin(self, chat: Conversation) -> None:
        audience = ask_centres(chat, "audience", _("Which centres shall get partners?"))
        sure = chat.ask(
            "sure",
            _(
                "I look for the partners who fit best, two by two, so that nobody is left over who can be helped. "
                "You see what comes out before any centre is asked. Shall I begin?"
            ),
            OneOf((Option("yes", _p("button", "Begin"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))),
        )
        if sure == "no":
            chat.say(_("Good, nothing was begun."))
            return
        number = chat.do(tandems.begin, audience)
        chat.say(chat.look(tandems.words_of, number))


def _line(one: Seen) -> Words:
    return _(
        "Round {number} of {day}: {state}",
        number=str(one.number),
        day=Moment(one.begun_at, MomentStyle.DAY),
        state=STATES[one.state],
    )
