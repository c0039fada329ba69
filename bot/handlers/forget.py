"""Erase my data: asked twice, undone within seven days."""

from bot.core.answers import SAID_NO, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Lines, Words, _
from bot.usecases import claiming, entering, forgetting, mydata

_SESSIONS = _(
    "You lead sessions in these days. Whoever else looks after them is told that you no longer can, and not why: then they "
    "can go on without you."
)


class Forget:
    """/forget"""

    name = "forget"
    title = _("Erase my data")
    words = None
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(claiming.is_member):
            if chat.look(entering.forget_at):
                chat.hand_over("welcome")
            chat.say(mydata.NOTHING)
            return
        question: Words = _(
            "I will not write to you any more, and in 7 days I erase your name, your addresses, your talks with me and your place "
            "in your centre. What your centre has already finished stays, without your name. Until then you can undo it: "
            "just write to me."
        )
        if chat.look(forgetting.leads_meanwhile):
            question = Lines((question, _SESSIONS))
        answer = chat.ask(
            "sure",
            question,
            OneOf((Option("yes", _("Erase my data")), Option("no", _("No, keep them"), SAID_NO))),
        )
        if answer == "no":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(forgetting.ask)
        chat.say(_("Done: your data will be erased in 7 days. Thank you for having been with us."))
