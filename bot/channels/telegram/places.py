"""Where a message stands: a chat, or a topic of a group that has topics; each is a place of its own for all of us."""

import re
from dataclasses import dataclass
from typing import Any

from bot.delivery.failures import Unreachable

_FORM = re.compile(r"(?P<chat>-?\d+)(?::(?P<topic>\d+))?")


@dataclass(frozen=True)
class Place:
    """As text `-1001234`, or `-1001234:7` for its topic 7."""

    chat: int
    topic: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises Unreachable: whom we know from a group only has no chat with us."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise Unreachable("nobody has begun a private chat here yet")
        return cls(int(found["chat"]), int(found["topic"]) if found["topic"] else None)

    @property
    def fields(self) -> dict[str, int]:
        """Parameters of a call that sends there."""
        return {"chat_id": self.chat} | ({} if self.topic is None else {"message_thread_id": self.topic})

    def __str__(self) -> str:
        return str(self.chat) if self.topic is None else f"{self.chat}:{self.topic}"


def topic_of(message: dict[str, Any]) -> int | None:
    """None outside of topics; in groups without topics a thread is only a chain of replies."""
    topic: int | None = message.get("message_thread_id") if message.get("is_topic_message") else None
    return topic


def begins_its_topic(message: dict[str, Any]) -> bool:
    """In a topic, what answers nobody arrives as an answer to the line that made the topic."""
    return "forum_topic_created" in message
