"""Centres that could learn of one's own: one at a time, with a yes or a not now; and those that one is introduced to."""

from collections.abc import Callable
from typing import Any

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Words, _, _n, _p
from bot.usecases import partner_introductions, partner_rights, partner_search, partners
from bot.usecases.partners import NOT_YOURS

MOST_KNOWN = 5  # partners shown one after the other


class Partners:
    """Who could be our partner?"""

    name = "partners"
    title = _("Partners")
    words = _p("word", "partners")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(partner_rights.speaks_somewhere):
            chat.say(NOT_YOURS)
            return
        offered = chat.look(partners.offered)
        for position, one in enumerate(offered, 1):
            left = len(offered) - position
            match chat.ask(f"partner {one.number}", one.words, self._answers(chat, left)):
                case "yes":
                    self._answer(chat, partners.yes, one.number, left)
                case "no":
                    self._answer(chat, partners.no, one.number, left)
                case "known":
                    self._known(chat)
                    chat.end()
                case "later":
                    chat.say(_("Good. It stays on offer; *partners* brings it back."))
                    chat.end()
        if not offered:
            self._look_for_some(chat)

    def _answers(self, chat: Conversation, left: int) -> OneOf:
        options = [
            Option("yes", _p("button", "Yes, introduce us"), SAID_YES),
            Option("no", _p("button", "Not this one"), SAID_NO),
            Option("next", _p("button", "Show the next")) if left else Option("later", _p("button", "Decide later")),
        ]
        if chat.look(partners.introduced):
            options.append(Option("known", _p("button", "Partners so far")))
        return OneOf(tuple(options))

    def _answer(self, chat: Conversation, verb: Callable[[Any, str], Told | Refusal], number: int, left: int) -> None:
        told = chat.do(verb, str(number))
        chat.say(told.words, acts=told.acts)
        if left:
            chat.say(
                _n("*partners* shows {count} more.", "*partners* shows {count} more.", left),
            )
        chat.end()

    def _look_for_some(self, chat: Conversation) -> None:
        self._known(chat)
        question: Words = _("There is nobody new on offer. Shall I look for a partner for your centre?")
        options = OneOf(
            (Option("yes", _p("button", "Look for one"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))
        )
        if chat.ask("look", question, options) == "no":
            chat.say(_("Good. After the next signed self-assessment I look by myself."))
            return
        chat.do(partner_search.look_for_mine)
        chat.say(_("I am looking, and write to you in a moment."))

    def _known(self, chat: Conversation) -> None:
        for one in chat.look(partners.introduced)[:MOST_KNOWN]:
            chat.say(one.words, acts=(partner_introductions.propose(one.number),))
