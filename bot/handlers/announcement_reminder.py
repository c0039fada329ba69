"""On which day shall an announcement come once more?"""

from bot.core.conversation import Conversation
from bot.core.moments import Date
from bot.i18n.phrase import _, _p
from bot.usecases import announcement_reminders


class RemindMe:
    """An argument is the number of the announcement."""

    name = announcement_reminders.TALK
    title = _("Remind me")
    words = _p("word", "remind me of news")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.argument
        if chat.number is None:
            chat.say(_("To be reminded of an announcement, write *remind* and its number, for example *remind 12*."))
            chat.end()
        day = chat.ask(
            "day",
            _("On which day shall I remind you of announcement {number}?", number=number),
            Date(to_come=True),
        )
        due_at = chat.do(announcement_reminders.remind_on, number, day)
        chat.say(announcement_reminders.kept_words(number, due_at))
