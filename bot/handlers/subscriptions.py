"""Which news one gets: at once, once a week or only urgent ones; and which topics not at all."""

from collections.abc import Sequence

from bot.core.answers import OneOf, SeveralOf
from bot.core.clock_times import TimeOfDay
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.subscriptions import OF_MINE, NewsPace
from bot.i18n.phrase import Lines, Listed, Moment, Words, _, _p
from bot.usecases import subscriptions
from bot.usecases.subscriptions import Settings

WEEKDAYS: tuple[Words, ...] = (
    _p("day of the week", "Monday"),
    _p("day of the week", "Tuesday"),
    _p("day of the week", "Wednesday"),
    _p("day of the week", "Thursday"),
    _p("day of the week", "Friday"),
    _p("day of the week", "Saturday"),
    _p("day of the week", "Sunday"),
)
PACES: dict[NewsPace, Words] = {
    NewsPace.AT_ONCE: _("All at once"),
    NewsPace.WEEKLY: _("Once a week"),
    NewsPace.URGENT: _("Only urgent ones"),
}


class Subscriptions:
    """What would I like to be told?"""

    name = "news"
    title = _("News I get")
    words = _p("word", "news|subscriptions|digest|object")
    brief = True

    def talk(self, chat: Conversation) -> None:
        found = chat.look(subscriptions.settings)
        chat.say(_told(found))
        options = tuple(Option(value, label) for value, label in _offered(found).items())
        what = chat.ask("what", _("What would you like to change?"), OneOf((*options, Option("nothing", _("Nothing")))))
        match what:
            case "day":
                self._move_digest(chat)
            case "off":
                self._turn_off(chat, found)
            case "on":
                self._turn_on(chat, found)
            case "nothing":
                chat.say(_("Good, nothing has changed."))
            case _:
                chat.do(subscriptions.choose_pace, NewsPace(what))
                chat.say(_chosen(chat.look(subscriptions.settings)))

    def _move_digest(self, chat: Conversation) -> None:
        days = tuple(Option(str(number), name) for number, name in enumerate(WEEKDAYS))
        day = int(chat.ask("day", _("On which day of the week?"), OneOf(days)))
        at = chat.ask("time", _("At what time, on your clock? For example: 8:00"), TimeOfDay())
        chat.do(subscriptions.choose_moment, day, at.hour * 60 + at.minute)
        chat.say(_chosen(chat.look(subscriptions.settings)))

    def _turn_off(self, chat: Conversation, found: Settings) -> None:
        options = tuple(Option(topic, name) for topic, name in found.on)
        topics = chat.ask("off", _("Of which topics would you rather get no news?"), SeveralOf(options))
        chat.do(subscriptions.turn_off, topics)
        news, mine = _apart([one for one in found.on if one[0] in topics])
        if news:
            chat.say(
                _(
                    "You get no more news about {topics}, unless it is urgent. *news* changes that back.",
                    topics=Listed(news),
                )
            )
        if mine:
            chat.say(
                _(
                    "From now on I write nothing of this by myself: {topics}. *news* changes that back.",
                    topics=Listed(mine),
                )
            )

    def _turn_on(self, chat: Conversation, found: Settings) -> None:
        options = tuple(Option(topic, name) for topic, name in found.off)
        topics = chat.ask("on", _("Of which topics would you like to get news again?"), SeveralOf(options))
        chat.do(subscriptions.turn_on, topics)
        chat.say(
            _(
                "You get news about {topics} again.",
                topics=Listed(tuple(name for topic, name in found.off if topic in topics)),
            )
        )


def _told(found: Settings) -> Words:
    if not found.off:
        return _chosen(found)
    news, mine = _apart(found.off)
    lines = [_chosen(found)]
    if news:
        lines.append(_("No news, unless urgent, about: {topics}.", topics=Listed(news)))
    if mine:
        lines.append(_("Turned off: {topics}.", topics=Listed(mine)))
    return Lines(tuple(lines))


def _apart(topics: Sequence[tuple[str, Words]]) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """What others announce, and what the program writes of by itself: nothing of that is ever urgent."""
    return (
        tuple(name for topic, name in topics if topic not in OF_MINE),
        tuple(name for topic, name in topics if topic in OF_MINE),
    )


def _chosen(found: Settings) -> Words:
    if found.next_at is not None:
        return _(
            "You get news once a week, all in one message; urgent ones at once. The next comes on {when}.",
            when=Moment(found.next_at),
        )
    if found.pace is NewsPace.URGENT:
        return _("You get urgent news only.")
    return _("You get all news at once.")


def _offered(found: Settings) -> dict[str, Words]:
    offered: dict[str, Words] = {pace.value: label for pace, label in PACES.items() if pace is not found.pace}
    if found.pace is NewsPace.WEEKLY:
        offered["day"] = _("Other day or time")
    offered["off"] = _("Turn topics off")
    if found.off:
        offered["on"] = _("Turn topics on")
    return offered
