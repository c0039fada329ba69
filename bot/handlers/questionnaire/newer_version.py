"""A questionnaire that has changed while somebody is inside it."""

from collections.abc import Mapping
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.handlers.questionnaire.sitting import STATE
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.questionnaires.changes import Changes, Extent, dropped, moved
from bot.usecases import questionnaires
from bot.usecases.editions import Editions

VERSION, DECLINED, OFFER = "version", "declined", "update"


class NewerVersion:
    """New wordings are taken over at once; what keeps every answer is offered; all else waits for the next who begins."""

    def __init__(self, chat: Conversation, editions: Editions, begun: Mapping[str, Any]) -> None:
        self._chat = chat
        self._editions = editions
        self.present: int = chat.recall(VERSION) or begun["version"]
        now = chat.look(questionnaires.present, begun["publication"])
        self._latest, self._moves, self.is_open = now.version, now.moves_drafts, now.is_open
        if self._latest != self.present and self._changes.extent is Extent.WORDING:
            self._take_over()

    def meet(self) -> None:
        """Between two questions, so that no answer is lost on the way."""
        if self._latest == self.present or self._chat.answering not in {None, OFFER}:
            return
        if self._moves:
            self._go_over()
        elif self._changes.extent is Extent.COMPATIBLE and self._chat.recall(DECLINED) != self._latest:
            self._offer()

    @property
    def _changes(self) -> Changes:
        return self._chat.look(self._editions.changes, self.present, self._latest)

    def _offer(self) -> None:
        options = (Option("take", _p("button", "Yes, take it")), Option("stay", _p("button", "Keep the old one")))
        choice = self._chat.take(OFFER, _told(self._changes), OneOf(options))
        if choice == "take":
            self._take_over()
            self._chat.again()
        self._chat.remember(DECLINED, self._latest)

    def _go_over(self) -> None:
        lost = self._changes.lost
        kept = self._chat.recall(STATE)
        count = len(dropped(kept, lost))
        self._chat.remember(STATE, moved(kept, lost))
        self._take_over()
        if count:
            self._chat.note(
                _n(
                    "This questionnaire has changed meanwhile. {count} of your answers does not fit any more; all others are kept.",
                    "This questionnaire has changed meanwhile. {count} of your answers do not fit any more; all others are kept.",
                    count,
                )
            )
        self._chat.again()

    def _take_over(self) -> None:
        self.present = self._latest
        self._chat.remember(VERSION, self._latest)


def _told(changes: Changes) -> Words:
    lines: list[Words] = [_("This questionnaire has been improved since you began. All your answers stay.")]
    if changes.added:
        lines.append(
            _n("There is {count} new question.", "There are {count} new questions.", len(changes.added)),
        )
    lines.append(_("Would you like to go on with the new one?"))
    return Lines(tuple(lines))
