"""The list of what one can do here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.outcome import Waiting
from bot.core.words import WORDS, Word
from bot.i18n.phrase import Marked, Phrase, Words, _
from bot.usecases import people


@dataclass(frozen=True)
class Entry:
    """A talk on the menu; `shown` says whether it makes sense for this person (None: always)."""

    handler: str
    title: Phrase
    shown: Callable[[Any], bool] | None = None


class Menu:
    """What would you like to do? What waits comes first."""

    name = "menu"
    title = _("Menu")
    words = WORDS[Word.MENU]
    brief = True

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._titles: Mapping[str, Phrase] = {entry.handler: entry.title for entry in entries}

    def talk(self, chat: Conversation) -> None:
        waiting = [Option(f"resume:{one.id}", self._go_on(one)) for one in chat.waiting if one.handler in self._titles]
        visible = [entry for entry in self._entries if entry.shown is None or chat.look(entry.shown)]
        options = (*waiting, *(Option(entry.handler, entry.title) for entry in visible))
        if chat.look(people.is_silent_to):
            options = (*options, Option("messages", _("Write to me again")))
        handler, _colon, argument = chat.ask("choice", _("What would you like to do?"), OneOf(options)).partition(":")
        if handler == "messages":
            chat.do(people.take_messages_again)
            chat.say(_("Good: I will write to you again when there is something for you. *stop* ends that."))
            chat.end()
        chat.hand_over(handler, argument)

    def _go_on(self, one: Waiting) -> Words:
        title: Words = Marked(one.title) if one.title else self._titles[one.handler]
        if one.progress is None:
            return _("Go on: {title}", title=title)
        return _(
            "Go on: {title}, {number} of {total}", title=title, number=one.progress.number, total=one.progress.total
        )
