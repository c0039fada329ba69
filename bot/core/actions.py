"""Actions on things: tapped on any message, typed with its number, or undone."""

from collections.abc import Callable, Sequence

from bot.core import company
from bot.core.acts import GO_ON
from bot.core.floor import Floor
from bot.core.offers import meant
from bot.core.outcome import Saying
from bot.core.ports import Action, Told
from bot.core.reading import numbers, word_beside_numbers
from bot.core.refusal import Refusal
from bot.core.stage import Stage
from bot.core.talk import Pending
from bot.i18n.markup import escaped
from bot.i18n.phrase import Marked, _


class Actions:
    """Those that the program knows, and two of the floor's own: to begin a talk, and to go on with one."""

    def __init__(self, actions: Sequence[Action], floor: Floor, *, menu: str) -> None:
        self._actions = {action.name: action for action in actions}
        self._floor = floor
        self._menu = menu

    def carried(self, stage: Stage, rest: str) -> None:
        """What a button carries behind "a:"."""
        name, _colon, argument = rest.partition(":")
        self.act(stage, name, argument)

    def act(self, stage: Stage, name: str, argument: str) -> None:
        """An action on a thing. Its result is shown by editing the message that offered it."""
        if name == "resume" and argument.isdecimal():
            stage.acknowledge()
            self._floor.resume(stage, int(argument))
            return
        if name == "begin":
            stage.acknowledge()
            handler, _colon, rest = argument.partition(":")
            self._floor.begin(stage, handler, rest)
            return
        action = self._actions.get(name)
        if action is None:
            stage.acknowledge(_("This button is from an older version. Please write *menu*."))
            return
        result = action.verb(stage.desk.work, argument)
        if isinstance(result, Refusal):
            stage.acknowledge(result.why)
            if stage.incoming.tap_id is None:
                stage.tell(result.why)
            return
        self._acted(stage, result)

    def said(self, stage: Stage, text: str) -> bool:
        """ "yes 31": the word of an action and the number of its thing. "yes 31 1 3": those of its parts, too."""
        found = numbers(text)
        said = word_beside_numbers(text) if found else ""
        if not said:
            return False
        if len(found) == 1 and stage.incoming.private and stage.vocabulary.matches(said, GO_ON):
            self.act(stage, "resume", str(found[0]))
            return True
        for action in self._actions.values():
            if action.word is None or action.of_parts is not (len(found) > 1):
                continue
            if stage.vocabulary.matches(said, action.word):
                self.act(stage, action.name, " ".join(map(str, found)))
                return True
        return False

    def chosen(self, stage: Stage, text: str, pending: Pending | None, names_a_talk: Callable[[], bool]) -> bool:
        """What a message offers that asks nothing: "2", its number, or "Useful", its label.

        Words that name a talk begin it where what is offered has a word of its own: "answer" is no "answer 3".
        """
        found = meant(text, stage.desk.offers(stage.sender), pending, lambda name: self._is_said(stage, name, text))
        if not found or (not found[0].is_numbered and names_a_talk()):
            return False
        if len(found) == 1:
            self.carried(stage, found[0].data.removeprefix("a:"))
        else:
            words = Marked(" · ".join(f"*{escaped(one.number)}*" for one in found))
            stage.tell(_("That stands below several messages. Please write it with the number: {words}.", words=words))
        return True

    def _is_said(self, stage: Stage, name: str, text: str) -> bool:
        action = self._actions.get(name)
        return action is not None and action.also is not None and stage.vocabulary.matches(text, action.also)

    def _acted(self, stage: Stage, told: Told) -> None:
        if stage.incoming.private:
            stage.acknowledge()
            shown = None if told.stays else stage.desk.shown_as(stage.incoming)
            stage.send(Saying(told.words, told.acts), edits=shown)
            for saying in told.after:
                stage.send(saying)
        else:
            company.tell_in_private(stage, told, self._menu)
        if told.undo is not None:
            stage.desk.remember_undo(stage.sender, told.undo)
