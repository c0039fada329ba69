"""Become the administrator, with the code that the server printed."""

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.i18n.phrase import _
from bot.usecases import claiming


class Claim:
    """/claim CODE"""

    name = "claim"
    title = _("Administrator's code")
    words = None
    brief = True

    def talk(self, chat: Conversation) -> None:
        code = chat.argument or chat.ask(
            "code", _("Please write the code that the server has shown."), Text(at_most=60)
        )
        chat.do(claiming.claim, code)
        chat.say(_("You are now an administrator and a coordinator of the programme."))
        chat.hand_over("menu" if chat.look(claiming.is_member) else "welcome")
