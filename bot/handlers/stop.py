"""Stop: only this talk, or all messages. Asked, because one mis-tap must not cost anything."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.outcome import Waiting
from bot.core.words import WORDS, Word
from bot.i18n.phrase import _, _p
from bot.usecases import claiming, people

STOPPED = _("It is stopped. Write *menu* whenever you want to do something else.")


class Stop:
    """What shall stop?"""

    name = "stop"
    title = _("Stop")
    words = WORDS[Word.STOP]
    brief = True

    def talk(self, chat: Conversation) -> None:
        present = next((talk for talk in chat.waiting if not talk.is_parked), None)
        if not chat.look(claiming.is_member):
            self._turn_back(chat, present)
        options = [] if present is None else [Option("talk", _p("button", "Only this talk"))]
        options.append(Option("messages", _p("button", "All messages")))
        options.append(Option("nothing", _p("button", "Nothing, go on")))
        options.append(Option("forget", _("Erase my data")))
        match chat.ask("what", _("What would you like to stop?"), OneOf(tuple(options))):
            case "talk" if present is not None:
                chat.do(people.stop_talk, present.id)
                chat.say(STOPPED)
            case "messages":
                chat.do(people.stop_messages)
                chat.say(
                    _(
                        "I will not write to you by myself any more. You can write to me at any time; the *menu* changes this back."
                    )
                )
            case "forget":
                chat.hand_over("forget")
            case _:
                chat.say(_("Good, nothing has changed."))

    def _turn_back(self, chat: Conversation, present: Waiting | None) -> None:
        """At the door there are no messages to stop and no data to erase yet."""
        if present is None:
            chat.hand_over("welcome")
        else:
            chat.do(people.stop_talk, present.id)
            chat.say(STOPPED)
            chat.end()
