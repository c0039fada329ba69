"""To somebody who agreed to other words than those of today."""

from bot.core.conversation import Conversation
from bot.handlers.consent import agrees
from bot.i18n.phrase import _
from bot.usecases import entering


class AgreeAnew:
    """May I go on? It begins by itself, when they next write."""

    name = "agreeanew"
    title = _("What I keep")
    words = None
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(entering.is_to_agree_anew):
            chat.hand_over("menu")
        prompt = _(
            "The words that tell what I keep and who sees it have changed since you agreed. May I go on keeping your name, your "
            "centre and your answers, so that vocational centres learn from each other? You can have them erased at any time."
        )
        if agrees(chat, prompt):
            chat.do(entering.agree_anew)
            chat.say(_("Thank you. What you agreed to before stays noted: *my data* shows both."))
            return
        chat.say(_("Without that I may not keep anything about you."))
        chat.hand_over("forget")
