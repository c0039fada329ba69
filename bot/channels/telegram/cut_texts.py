"""A text too long for one message is cut by the person's client, and its parts come one right after the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.channels.telegram.words import utf16_length
from bot.core.messages import Incoming, IncomingKind

CUT_FROM = 2000  # UTF-16 units: clients look for a good place to cut in the second half of 4,096, and spaces go
TOGETHER = timedelta(seconds=2)  # Telegram tells whole seconds
CUT_TEXTS = "cut_texts"


@dataclass(frozen=True)
class Begun:
    """A part that others may follow: when it was sent, and the message with which the text begins."""

    first: str
    at: datetime


@dataclass(frozen=True)
class CutTexts:
    """The latest long message of each sender. It is kept with what came in: the parts of a text may come in two batches."""

    begun: Mapping[str, Begun] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def kept(cls, state: Mapping[str, str]) -> "CutTexts":
        kept = json.loads(state.get(CUT_TEXTS) or "{}")
        return cls({sender: Begun(first, datetime.fromisoformat(at)) for sender, (first, at) in kept.items()})

    @property
    def state(self) -> dict[str, str]:
        kept = {sender: (one.first, one.at.isoformat()) for sender, one in self.begun.items()}
        return {CUT_TEXTS: json.dumps(kept) if kept else ""}

    def read(self, message: Incoming) -> "tuple[Incoming, CutTexts]":
        """The message, which now tells whether it goes on with an earlier one; and what is to be remembered."""
        begun = {sender: one for sender, one in self.begun.items() if message.at - one.at <= TOGETHER}
        before = begun.pop(message.sender, None)
        if message.kind is not IncomingKind.TEXT or not message.private or message.message_id is None:
            return message, CutTexts(begun)
        if utf16_length(message.text) >= CUT_FROM:
            begun[message.sender] = Begun(message.message_id if before is None else before.first, message.at)
        if before is not None:
            message = replace(message, continues=before.first)
        return message, CutTexts(begun)
