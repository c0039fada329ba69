"""Somebody is elsewhere for a while, or for good: times on the clock of that town."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import City, Country, Lines, Moment, MomentStyle, Words, _, _p
from bot.usecases import clocks

AGAIN = ".again"
ATTEMPTS = 100


class Clock:
    """/clock"""

    name = "clock"
    title = _("My clock")
    words = _p("word", "clock|my clock|time zone")
    brief = True

    def talk(self, chat: Conversation) -> None:
        chat.say(_("Your clock is that of {city}.", city=City(chat.look(clocks.zone))))
        zone = self._town(chat)
        if zone is None:
            return
        coming = chat.do(clocks.move, zone)
        lines: list[Words] = [
            _(
                "From now on I tell times on the clock of {city}, and remind you by it. There it is {time} now.",
                city=City(zone),
                time=Moment(chat.look(clocks.now), MomentStyle.TIME, zone),
            )
        ]
        if coming:
            lines += [_("What comes next for you:"), *coming]
        chat.say(Lines(tuple(lines)))

    def _town(self, chat: Conversation) -> str | None:
        for attempt in range(1, ATTEMPTS):
            typed = chat.ask(f"search {attempt}", _("In which town or country are you now?"), Text(at_most=60))
            found = chat.look(clocks.towns, typed)
            options = [
                Option(one.zone, _("{city} ({country})", city=City(one.zone), country=Country(one.country)))
                for one in found
            ]
            options.append(Option(AGAIN, _("Search again")))
            prompt = (
                _("On whose clock? Choose the nearest one that keeps the same time.")
                if found
                else _("I found no town or country of that name. A larger town with the same time will do.")
            )
            chosen = chat.ask(f"town {attempt}", prompt, OneOf(tuple(options)))
            if chosen != AGAIN:
                return chosen
        return None
