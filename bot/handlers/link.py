"""Join a second chat account: a code made here is confirmed there."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.phrase import Listed, Marked, _
from bot.usecases import linking


class Link:
    """/link shows a code; /link CODE on the other account uses it."""

    name = "link"
    title = _("Link an account")
    words = None
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.argument:
            code = chat.once("code", linking.new_code)
            chat.say(
                _(
                    "On your other account, on Telegram or Matrix, write to me: {command}\n"
                    "The code works once, for 15 minutes. Give it to nobody else.",
                    command=Marked(f"*!link {code}*"),
                )
            )
            return
        offer = chat.look(linking.offer, chat.argument)
        if isinstance(offer, Refusal):
            chat.say(offer.why)
            return
        centres = Listed(offer.centres) if offer.centres else _("no centre yet")
        answer = chat.ask(
            "join",
            _(
                "This account would be joined to *{name}* ({centres}), known from {channels}. What you have answered on both "
                "comes together. You can undo it for 7 days.",
                name=offer.name,
                centres=centres,
                channels=Listed(tuple(channel.capitalize() for channel in offer.channels)),
            ),
            OneOf((Option("yes", _("Join them"), SAID_YES), Option("no", _("No"), SAID_NO))),
        )
        if answer == "no":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(linking.join, chat.argument)
        chat.say(_("Your two accounts are one now. Write *menu* to go on, here or there."))
