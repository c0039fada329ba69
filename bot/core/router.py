"""Decides what a message means: an answer, a word, an action, or the beginning of a talk."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.core import company
from bot.core.actions import Actions
from bot.core.answering import Answering
from bot.core.beginnings import Beginnings
from bot.core.floor import Floor
from bot.core.given import Given
from bot.core.messages import Incoming, IncomingKind
from bot.core.obeying import Obeying
from bot.core.ports import Action, Company, Desk, Handler
from bot.core.reading import folded
from bot.core.stage import STALE_AFTER, Stage
from bot.core.talk import Pending, Talk
from bot.core.words import CONTROLS, Word
from bot.i18n.phrase import _
from bot.i18n.translator import Translator

LONGEST_TEXT = 20_000  # signs; what is longer is cut before anything looks at it


class Router:
    """One per process; holds no state of any talk. `entrance`, `menu`, `doors`, `several` and `while_open` are the floor's.

    `for_files` and `with_argument` are those of `Beginnings`. `company` hears what is said to us in groups. `asks_anew` is the talk with whoever
    agreed to other words than those of today.
    """

    def __init__(
        self,
        handlers: Sequence[Handler],
        actions: Sequence[Action],
        translator: Translator,
        *,
        entrance: str,
        menu: str,
        doors: frozenset[str] = frozenset(),
        several: frozenset[str] = frozenset(),
        while_open: frozenset[str] = frozenset(),
        for_files: str | None = None,
        with_argument: frozenset[str] = frozenset(),
        company: Company | None = None,
        asks_anew: str | None = None,
    ) -> None:
        self._handlers = {handler.name: handler for handler in handlers}
        self._translator = translator
        self._menu = menu
        self._company = company
        self._asks_anew = asks_anew
        self._floor = Floor(handlers, entrance=entrance, menu=menu, doors=doors, several=several, while_open=while_open)
        self._actions = Actions(actions, self._floor, menu=menu)
        self._beginnings = Beginnings(
            handlers, self._floor, entrance=entrance, for_files=for_files, with_argument=with_argument
        )
        self._obeying = Obeying(self._floor, self._actions, self._beginnings)
        self._answering = Answering(self._floor)

    def step(self, incoming: Incoming, desk: Desk) -> None:
        """Work one incoming message: all changes and replies go to the desk."""
        text, name = _storable(incoming.text[:LONGEST_TEXT]), _storable(incoming.name or "")
        if (text, name) != (incoming.text, incoming.name):
            incoming = replace(incoming, text=text, name=name)
        match incoming.kind:
            case IncomingKind.BLOCKED:
                desk.lost(incoming)
                return
            case IncomingKind.MOVED:
                desk.moved(incoming)
                return
            case IncomingKind.JOINED if not incoming.private:
                return
            case _:
                pass
        sender = desk.sender(incoming)
        language = self._translator.spoken(sender.language or incoming.language_hint)
        stage = Stage(desk, incoming, sender, self._translator, language)
        if incoming.kind is IncomingKind.JOINED:
            desk.regained(incoming)
            if incoming.data == "greet":
                self._floor.greet(stage)
        elif not incoming.private:
            self._in_a_group(stage)
        else:
            self._in_private(stage)

    def sorry(self, incoming: Incoming, desk: Desk) -> None:
        """Tell that a message could not be worked: what happened, what to do, that nothing is lost."""
        sender = desk.sender(incoming)
        language = self._translator.spoken(sender.language or incoming.language_hint)
        Stage(desk, incoming, sender, self._translator, language).tell(
            _(
                "Something went wrong on our side with your last message. It is kept and somebody will look at it. "
                "Everything you answered before is safe. Write *menu* to go on."
            )
        )

    def _in_private(self, stage: Stage) -> None:
        name = self._asks_anew if stage.sender.is_asked_anew else None
        present = None if name is None else self._floor.present(stage)
        self._heard(stage)
        if name is not None and (present is None or present.handler != name):
            self._ask_anew(stage, name)

    def _ask_anew(self, stage: Stage, name: str) -> None:
        """Behind what was said, of which nothing is lost; and not a second time while the question waits."""
        stage.sender = stage.desk.sender(stage.incoming)
        if not stage.sender.is_asked_anew:
            return
        waiting = next((one for one in stage.desk.open_talks(stage.sender) if one.handler == name), None)
        talk = None if waiting is None else stage.desk.load(waiting.id)
        if talk is not None and talk.pending is not None:
            if stage.desk.now - talk.pending.asked_at < STALE_AFTER:
                return
            stage.desk.save(talk, "ended")
        self._floor.begin(stage, name, "")

    def _heard(self, stage: Stage) -> None:
        incoming = stage.incoming
        if incoming.kind is IncomingKind.TAP:
            self._tapped(stage)
        elif incoming.kind is IncomingKind.EDIT:
            self._answering.corrected(stage)
        elif incoming.continues is not None:
            self._answering.went_on(stage, incoming.continues)
        else:
            self._said(stage)

    # -- what was tapped -----------------------------------------------------------------------------------------------
    def _tapped(self, stage: Stage) -> None:
        kind, _colon, rest = stage.incoming.data.partition(":")
        if kind == "a":
            self._actions.carried(stage, rest)
        elif kind == "q":
            self._tapped_an_answer(stage, rest)
        else:
            stage.acknowledge(_("This button is from an older version. Please write *menu*."))

    def _tapped_an_answer(self, stage: Stage, rest: str) -> None:
        number, nonce, choice = ([*rest.split(":"), "", "", ""])[:3]
        talk = stage.desk.load(int(number)) if number.isdecimal() else None
        if talk is None or talk.pending is None or talk.pending.nonce != nonce or self._floor.handler_of(talk) is None:
            stage.acknowledge(_("That question is already answered."))
            self._show_what_comes_next(stage, talk)
            return
        stage.acknowledge()
        if not self._floor.may_begin(stage, talk.handler):
            self._floor.greet(stage)
            return
        if choice == "command":
            self._obeying.meant(stage, talk)
            return
        given = Given(option=int(choice)) if choice.isdecimal() else Given(control=choice)
        self._floor.play_on(stage, talk, given)

    def _show_what_comes_next(self, stage: Stage, talk: Talk | None) -> None:
        """To somebody who answered on two devices: where the next question was not shown yet, it comes."""
        present = self._floor.present(stage)
        if talk is None or present is None or present.id != talk.id or present.pending is None:
            return
        if not present.pending.is_shown_at(stage.sender.address_id):
            self._floor.show_again(stage, present)

    # -- what was said -------------------------------------------------------------------------------------------------
    def _said(self, stage: Stage) -> None:
        incoming = stage.incoming
        talk = self._floor.present(stage)
        text = incoming.text.strip()
        pending = None if talk is None else talk.pending
        is_label = stage.is_on_offer(text, pending)
        if incoming.kind is IncomingKind.TEXT:
            if text[:1] in {"/", "!"} and len(text) > 1 and text[1].isalpha():
                self._command(stage, text[1:], talk)
                return
            if self._obeying.said(stage, text, talk) or self._actions.said(stage, text):
                return
            is_named = partial(self._beginnings.names, stage, text)
            if not is_label and self._actions.chosen(stage, text, pending, is_named):
                return
        if talk is None or pending is None:
            self._unasked(stage, text)
        elif (
            is_label
            or _stands_for_an_option(pending, text)
            or not self._turned_to_another(stage, talk.handler, pending.kind, text)
        ):
            self._answering.answered(stage, talk, text)

    def _turned_to_another(self, stage: Stage, present: str, asked: str, text: str) -> bool:
        """Whether the words, or a file, began another talk instead of answering the question of the present one."""
        if self._handlers[present].brief and (
            self._beginnings.another(stage, text) or (asked != "files" and self._beginnings.by_file(stage))
        ):
            return True
        return asked != "text" and self._beginnings.by_name(stage, text)

    def _command(self, stage: Stage, text: str, talk: Talk | None) -> None:
        name, _space, argument = text.partition(" ")
        name = name.partition("@")[0].lower()
        word = next((word for word in Word if word.value == name), None)
        if word is not None:
            self._obeying.obey(stage, word, talk)
        elif not self._beginnings.by_command(stage, name, argument.strip()):
            stage.tell(_("I do not know the command *{name}*. Write *menu* to see what I can do.", name=name[:40]))

    def _unasked(self, stage: Stage, text: str) -> None:
        if not stage.sender.is_member:
            if not self._beginnings.by_name(stage, text):
                self._floor.greet(stage)
            return
        if self._beginnings.another(stage, text) or self._beginnings.by_file(stage):
            return
        if stage.vocabulary.matches(text, CONTROLS["done"]):  # after a choice that was the answer already
            stage.tell(_("There is nothing to finish here; what you chose before is kept."))
        elif not stage.vocabulary.is_greeting(text):
            stage.tell(_("I did not understand that. Here is what I can do."))
        self._floor.greet(stage)

    # -- groups --------------------------------------------------------------------------------------------------------
    def _in_a_group(self, stage: Stage) -> None:
        incoming = stage.incoming
        if incoming.kind is IncomingKind.TAP:
            self._tapped(stage)
            return
        if incoming.kind is not IncomingKind.TEXT:
            return
        heard = company.heard(stage)
        if heard is None or (heard.replied_to is not None and self._actions.said(stage, incoming.text.strip())):
            return
        answer = None if self._company is None else self._company(stage.desk.work, heard)
        for saying in answer or ():
            stage.send(saying)
        if answer is None and (heard.command in self._handlers or heard.command in {"start", *Word}):
            company.lead_to_private(stage, heard.command if heard.command in self._handlers else self._menu)


def _storable(text: str) -> str:
    """Without what no database takes: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _stands_for_an_option(pending: Pending, text: str) -> bool:
    return pending.kind != "text" and folded(text) in map(folded, pending.also)
