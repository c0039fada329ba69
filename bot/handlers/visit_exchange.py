"""Whoever coordinates a call moves a centre to another group, before the centres are asked."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.phrase import _, _p
from bot.usecases import visit_call_words, visit_exchange

NOTHING = "nothing"


class ExchangeVisits:
    """Which centre, and where to; only what is possible is on offer."""

    name = "exchangevisits"
    title = _("Change groups")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        centres = chat.look(visit_exchange.centres, chat.argument)
        if isinstance(centres, Refusal):
            chat.say(centres.why)
            return
        options = OneOf(tuple(Option(one.value, one.label) for one in centres))
        centre = int(
            chat.ask(
                "centre", _("Which centre shall be somewhere else? Choose one, or write how its name begins."), options
            )
        )
        choices = chat.look(visit_exchange.choices, chat.argument, centre)
        if not choices:
            chat.say(
                _("There is no other place for this centre: nobody else fits, or its own group would fall apart."),
                acts=(visit_call_words.exchange(int(chat.argument)),),
            )
            return
        nothing = Option(NOTHING, _p("button", "Leave it there"))
        kind = OneOf((*(Option(one.value, one.label) for one in choices), nothing))
        what = chat.ask("what", _("What shall I do? In all of these, everybody fits everybody."), kind)
        if what == NOTHING:
            chat.say(_("Good, nothing has changed."))
            return
        told = chat.do(visit_exchange.move, chat.argument, centre, what)
        chat.say(told.words, acts=told.acts)
