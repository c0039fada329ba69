"""May I keep what you tell me? Asked at the door, and again of everybody when the words of it have changed."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Words, _


def agrees(chat: Conversation, prompt: Words) -> bool:
    """Whoever changes these words makes a new wording of them: `WORDING` in `storage/consents.py`."""
    yes, no = Option("yes", _("I agree"), SAID_YES), Option("no", _("No"), SAID_NO)
    answer = chat.ask("consent", prompt, OneOf((yes, Option("more", _("Tell me more")), no)))
    if answer == "more":
        chat.say(
            _(
                "What you answer is seen by your centre's team; others see only averages of at least five centres and, "
                "without its name, in which areas it is strong, to find partners. Your name is seen by the coordinators of your centre and programme. The operators of the chat service "
                "you are using can see that you write to me. Nothing is sold or used for advertising. *my data* shows "
                "what I keep; *stop* ends everything at any time."
            )
        )
        answer = chat.ask(
            "consent, knowing more", _("May I keep your name, your centre and your answers?"), OneOf((yes, no))
        )
    return answer == "yes"
