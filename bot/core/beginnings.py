"""What begins a talk: its command, its words, a link, a file that nothing has asked for."""

from collections.abc import Sequence

from bot.core.acts import GO_ON
from bot.core.floor import Floor
from bot.core.ports import Handler
from bot.core.reading import plain_digits
from bot.core.stage import Stage

LONGEST_WORD = 3  # parts, of what begins a talk


class Beginnings:
    """`for_files` is the talk that files begin which nobody has asked for.

    Those `with_argument` begin also with their word and what it is about: "check ABCD2345".
    """

    def __init__(
        self,
        handlers: Sequence[Handler],
        floor: Floor,
        *,
        entrance: str,
        for_files: str | None,
        with_argument: frozenset[str],
    ) -> None:
        self._handlers = {handler.name: handler for handler in handlers}
        self._floor = floor
        self._entrance = entrance
        self._for_files = for_files
        self._with_argument = with_argument

    def by_command(self, stage: Stage, name: str, argument: str) -> bool:
        """False where no talk is called that. `start` is Telegram's, and that of every deep link."""
        if name == "start":
            self._start(stage, argument)
        elif name not in self._handlers:
            return False
        elif self._floor.may_begin(stage, name):
            self._floor.begin(stage, name, plain_digits(argument))
        else:
            self._floor.greet(stage)
        return True

    def _start(self, stage: Stage, payload: str) -> None:
        """`name-argument` begins a talk, anything else is an invitation."""
        name, _dash, argument = payload.partition("-")
        if name in self._handlers and self._floor.may_begin(stage, name):
            self._floor.begin(stage, name, argument)
        elif payload:
            self._floor.begin(stage, self._entrance, payload)
        else:
            self._floor.greet(stage)

    def another(self, stage: Stage, text: str) -> bool:
        """Whether the words name a talk, or ask to go on with the latest; then it has begun."""
        if stage.vocabulary.matches(text, GO_ON):
            parked = next((talk for talk in stage.desk.open_talks(stage.sender) if talk.is_parked), None)
            if parked is not None:
                self._floor.resume(stage, parked.id)
                return True
        return self.by_name(stage, text)

    def by_name(self, stage: Stage, text: str) -> bool:
        """Whether the words name a talk that may begin; then it has begun."""
        for handler in self._handlers.values():
            argument = self._argument_for(stage, handler, text)
            if argument is not None:
                if self._floor.may_begin(stage, handler.name):
                    self._floor.begin(stage, handler.name, argument)
                    return True
                return False
        return False

    def names(self, stage: Stage, text: str) -> bool:
        return self.named(stage, text) is not None

    def named(self, stage: Stage, text: str) -> tuple[str, str] | None:
        """The talk that may begin here and of which this is nothing but the name, with a number at most; and that number."""
        for handler in self._handlers.values():
            argument = self._argument_for(stage, handler, text)
            if argument is not None and self._floor.may_begin(stage, handler.name):
                number = plain_digits(argument)
                return (handler.name, number) if not number or number.isdecimal() else None
        return None

    def by_file(self, stage: Stage) -> bool:
        """A file that nothing has asked for."""
        wanted = self._for_files
        if wanted is None or not stage.incoming.files or not self._floor.may_begin(stage, wanted):
            return False
        self._floor.begin(stage, wanted, "file")
        return True

    def _argument_for(self, stage: Stage, handler: Handler, text: str) -> str | None:
        """What stands behind the word of a talk, mostly nothing; None where the text does not begin it."""
        if handler.words is None:
            return None
        if stage.vocabulary.matches(text, handler.words) or stage.vocabulary.matches(text, handler.title):
            return ""  # its title is what people read on the menu
        if handler.name not in self._with_argument:
            return None
        parts = text.split(" ")
        for length in range(1, min(len(parts), LONGEST_WORD + 1)):  # "visit report 2"
            if stage.vocabulary.matches(" ".join(parts[:length]), handler.words):
                return " ".join(parts[length:]).strip() or None
        return None
