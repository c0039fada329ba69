"""Pictures and files, or text only: for weak and costly connections."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import _, _p
from bot.usecases import people


class Pictures:
    """/pictures, and an entry beside the languages."""

    name = "pictures"
    title = _("Pictures or text")
    words = _p("word", "text only|pictures|no pictures")
    brief = True

    def talk(self, chat: Conversation) -> None:
        answer = chat.ask(
            "how",
            _(
                "Shall I send pictures and files too, or text only? Text only suits a weak or costly connection: what "
                "they show, I say in words, and one comes when you ask for it."
            ),
            OneOf((Option("text", _("Text only")), Option("all", _("With pictures")))),
        )
        chat.do(people.choose_text_only, answer == "text")
        if answer == "text":
            chat.say(
                _(
                    "From now on I send text only, and a picture or a file when you ask for it. You can change it with *text only*."
                )
            )
        else:
            chat.say(_("From now on I send pictures and files too. You can change it at any time with *text only*."))
