"""Ask everybody in the rooms of a session, from outside of them; and how what one says in rooms is passed on."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Words, _, _p
from bot.usecases import room_consents, room_lists, room_sayings
from bot.usecases.room_consents import Shown

WAYS: dict[str, Words] = {
    Shown.NAMED: _p("button", "With my first name"),
    Shown.NAMELESS: _p("button", "Without my name"),
    "ask": _("Ask me each time"),
}
ONE_OF_BOTH = OneOf(tuple(Option(way, WAYS[way]) for way in Shown))


class Ask:
    """What would you like to know? An argument is a session, or `s` and what waits for a decision."""

    name = "ask"
    title = _("Ask everybody")
    words = _p("word", "ask|ask everybody")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if chat.argument.startswith("s"):
            self._decide(chat, chat.argument.removeprefix("s"))
            return
        key = chat.argument or self._chosen(chat)
        if key == "how":
            self._choose_how(chat)
            return
        text = chat.ask(
            "text", _("What would you like to ask everybody? One message, please."), Text(at_most=room_sayings.LONGEST)
        )
        shown = chat.look(room_consents.shown) or Shown(
            chat.ask("shown", _("It goes to all rooms there are for it. How shall I pass it on?"), ONE_OF_BOTH)
        )
        chat.say(room_sayings.passed_on(chat.do(room_sayings.ask_everybody, key, text, shown)))

    def _chosen(self, chat: Conversation) -> str:
        rooms = chat.look(room_lists.open_to)
        how = Option("how", _("How my words are passed on"))
        options = (*(Option(key, called) for key, called in rooms), how)
        prompt = _("In which rooms would you like to ask?") if rooms else _("No room is open to you at the moment.")
        return chat.ask("where", prompt, OneOf(options))

    def _choose_how(self, chat: Conversation) -> None:
        way = chat.ask(
            "how",
            _("May I pass on to the other room what you ask or answer in one?"),
            OneOf(tuple(Option(value, label) for value, label in WAYS.items())),
        )
        chat.do(room_consents.choose, None if way == "ask" else Shown(way))
        chat.say(_("Good, I keep to that."))

    def _decide(self, chat: Conversation, number: str) -> None:
        question = chat.look(room_sayings.pending, number)
        if question is None:
            chat.say(room_sayings.NOT_ASKED)
            return
        chat.say(question, acts=room_sayings.acts(int(number)))
