"""How we remember which message of ours stands at Telegram: its number, and how it can be edited."""

import re
from dataclasses import dataclass

from telegram import Message

_FORM = re.compile(r"(?P<number>\d+)(?P<mark>[cr]?)")


@dataclass(frozen=True)
class Shown:
    """As text `123`; `123c` has its words in a caption; `123r` is the rest of words that went out in several messages."""

    number: int
    is_caption: bool = False
    is_rest: bool = False

    @classmethod
    def of(cls, message: Message) -> "Shown":
        return cls(message.message_id, is_caption=message.text is None and message.effective_attachment is not None)

    @classmethod
    def parse(cls, text: str) -> "Shown | None":
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        return cls(int(found["number"]), is_caption=found["mark"] == "c", is_rest=found["mark"] == "r")

    def __str__(self) -> str:
        return f"{self.number}{'c' if self.is_caption else ''}{'r' if self.is_rest else ''}"
