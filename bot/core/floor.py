"""Who speaks now: one talk has the floor, others are set aside and gone on with, never killed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.acts import go_on
from bot.core.given import Given
from bot.core.ports import Handler, OpenTalk
from bot.core.stage import Stage
from bot.core.talk import About, Talk
from bot.i18n.phrase import Marked, Words, _


class Floor:
    """Begins, plays, sets aside and ends talks.

    `entrance` welcomes people who have not come in yet; only `doors` are open to them beside it. Of talks named in
    `several` a person may have one for each argument; of others, one. Those named in `while_open` are kept only as long
    as what they are about takes answers.
    """

    def __init__(
        self,
        handlers: Sequence[Handler],
        *,
        entrance: str,
        menu: str,
        doors: frozenset[str],
        several: frozenset[str] = frozenset(),
        while_open: frozenset[str] = frozenset(),
    ) -> None:
        self._handlers = {handler.name: handler for handler in handlers}
        self._entrance = entrance
        self._menu = menu
        self._doors = doors | {entrance}
        self._several = several
        self._while_open = while_open

    def greet(self, stage: Stage) -> None:
        self.begin(stage, self._menu if stage.sender.is_member else self._entrance, "")

    def begin(self, stage: Stage, name: str, argument: str, about: About | None = None) -> None:
        """Begin a talk, or go on with the same one; what had the floor is set aside and told so."""
        handler = self._handlers.get(name)
        if handler is None or not self.may_begin(stage, name):
            self.greet(stage)
            return
        present = self.present(stage)
        waiting = tuple(stage.desk.open_talks(stage.sender))
        same = next((talk for talk in waiting if self._is_same(talk, name, argument)), None)
        if same is not None and not handler.brief:
            if not argument or name in self._several:
                self.resume(stage, same.id)
                return
            # The same talk about something else, such as a second invitation: the first is no longer wanted.
            earlier = stage.desk.load(same.id)
            assert earlier is not None, "open talks can be loaded"
            stage.desk.save(earlier, "ended")
            present = None if present is not None and present.id == same.id else present
            waiting = tuple(talk for talk in waiting if talk.id != same.id)
        if present is not None:
            self._set_aside(stage, present, quietly=handler.brief or present.handler == name)
        if not handler.brief:
            self._set_interrupted_aside(stage, waiting, present)
        talk = stage.desk.begin(stage.sender, name, about, argument)
        self.play_on(stage, talk, None)

    def _is_same(self, talk: OpenTalk, name: str, argument: str) -> bool:
        return talk.handler == name and (name not in self._several or talk.argument == argument)

    def resume(self, stage: Stage, conversation_id: int) -> None:
        talk = stage.desk.load(conversation_id)
        handler = self.handler_of(talk) if talk is not None else None
        if talk is not None and not self.may_begin(stage, talk.handler):
            self.greet(stage)
            return
        if talk is None or handler is None:
            stage.tell(_("That is finished. Write *menu* to see what I can do."))
            return
        present = self.present(stage)
        if present is not None and present.id != talk.id:
            self._set_aside(stage, present, quietly=False)
        if talk.pending is not None:
            stage.tell(stage.where_we_were(self.title(talk.handler, talk.pending.title), talk.pending.progress))
        self.show_again(stage, talk)

    def show_again(self, stage: Stage, talk: Talk) -> None:
        self.play_on(stage, talk, None, only_question=True)

    def play_on(self, stage: Stage, talk: Talk, given: Given | None, *, only_question: bool = False) -> None:
        """Play the talk with what was given, save it, and see to the floor."""
        handler = self._handlers[talk.handler]
        waiting = tuple(other for other in stage.desk.open_talks(stage.sender) if other.id != talk.id)
        outcome = stage.play(handler, talk, given, waiting=waiting, only_question=only_question)
        if outcome.paused:
            self.pause(stage, talk)
            return
        stage.desk.save(talk, "ended" if outcome.ended else "open")
        if outcome.undo is not None:
            stage.desk.remember_undo(stage.sender, outcome.undo)
        elif outcome.answered is not None and not handler.brief:
            stage.desk.remember_undo(stage.sender, f"q:{talk.id}:{outcome.answered[0].key}")
        if not outcome.ended:
            stage.desk.give_floor(stage.sender, talk.id)
            if stage.sender.floor_id != talk.id:
                stage.sender = replace(stage.sender, floor_id=talk.id)
            return
        stage.desk.give_floor(stage.sender, None)
        stage.sender = replace(stage.sender, floor_id=None)
        if outcome.next_handler is not None:
            stage.sender = stage.desk.sender(stage.incoming)
            stage.sender = replace(stage.sender, floor_id=None)
            self._hand_over(stage, *outcome.next_handler)
        else:
            self._after(stage, handler)

    def pause(self, stage: Stage, talk: Talk | None) -> None:
        if talk is None or self._handlers[talk.handler].brief:
            stage.tell(_("There is nothing to pause. Write *menu* to see what I can do."))
            return
        stage.desk.save(talk, "parked")
        stage.desk.give_floor(stage.sender, None)
        title = self.title(talk.handler, talk.pending.title if talk.pending else "")
        act = go_on(talk.id, talk.pending.progress if talk.pending else None)
        words = _("I have set *{title}* aside and keep it for 12 months. Come back whenever you like.", title=title)
        if talk.handler in self._while_open:
            words = _("I have set *{title}* aside. You can go on with it as long as it takes answers.", title=title)
        stage.tell(words, acts=(act,))

    def present(self, stage: Stage) -> Talk | None:
        """The talk that has the floor; one whose handler is gone ends here, in plain words."""
        if stage.sender.floor_id is None:
            return None
        talk = stage.desk.load(stage.sender.floor_id)
        if talk is None:
            return None
        if self.handler_of(talk) is None:
            stage.desk.save(talk, "ended")
            stage.desk.give_floor(stage.sender, None)
            stage.sender = replace(stage.sender, floor_id=None)
            stage.tell(_("What we were talking about is no longer offered. Your answers are kept."))
            return None
        return talk

    def handler_of(self, talk: Talk) -> Handler | None:
        return self._handlers.get(talk.handler)

    def title(self, name: str, own: str = "") -> Words:
        """What a talk is called: by a name of its own, else as its handler says."""
        return Marked(own) if own else self._handlers[name].title

    def may_begin(self, stage: Stage, name: str) -> bool:
        return stage.sender.is_member or name in self._doors

    def reopen(self, talk: Talk, key: str, now: datetime) -> None:
        talk.reopen(key, now)
        talk.draft = None

    def _set_aside(self, stage: Stage, talk: Talk, *, quietly: bool) -> None:
        handler = self._handlers[talk.handler]
        if handler.brief:
            stage.desk.save(talk, "ended")
        elif quietly:
            stage.desk.save(talk, "open")
        else:
            stage.desk.save(talk, "parked")
            title = self.title(talk.handler, talk.pending.title if talk.pending else "")
            stage.tell(_("I have set *{title}* aside; you can go on with it at any time.", title=title))

    def _set_interrupted_aside(self, stage: Stage, waiting: tuple[OpenTalk, ...], present: Talk | None) -> None:
        """A talk that something brief had interrupted is parked when the brief one leads to another."""
        for other in waiting:
            if not other.is_parked and other.handler in self._handlers and (present is None or other.id != present.id):
                talk = stage.desk.load(other.id)
                assert talk is not None, "open talks can be loaded"
                self._set_aside(stage, talk, quietly=False)

    def _hand_over(self, stage: Stage, name: str, argument: str) -> None:
        if name == "resume":
            self.resume(stage, int(argument))
        else:
            self.begin(stage, name, argument)

    def _after(self, stage: Stage, handler: Handler) -> None:
        """What comes after the end: a brief talk gives the floor back, another offers what waits by now."""
        known = [one for one in stage.desk.open_talks(stage.sender) if self._comes_back(one.handler)]
        if handler.brief:
            interrupted = next((talk for talk in known if not talk.is_parked), None)
            if interrupted is not None:
                talk = stage.desk.load(interrupted.id)
                assert talk is not None, "open talks can be loaded"
                self.show_again(stage, talk)
            return
        if not known or not stage.sender.is_member:
            return
        first = known[0]
        title = self.title(first.handler, first.title)
        act = go_on(first.id, first.progress)
        stage.tell(_("You can go on with *{title}*.", title=title), acts=(act,))

    def _comes_back(self, name: str) -> bool:
        """Nobody wants to go on with an old menu."""
        return name in self._handlers and not self._handlers[name].brief
