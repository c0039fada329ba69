"""A platform on which the bot keeps rooms: what it does there stands in the transcript."""

from sqlmodel import Session

from bot.delivery.channel import GROUP_LINK, OPENS_ROOMS, WantedRoom
from bot.delivery.failures import NotAllowed
from bot.storage.channel_states import remember


class Platform:
    """Its rooms are called room1, room2…; a topic made in a group is called after it: forum_1."""

    account = "bot"
    idempotent = True

    def __init__(self, name: str, lines: list[str], refusals: set[str]) -> None:
        self.name = name
        self._lines = lines
        self._refusals = refusals

    async def open_room(self, wanted: WantedRoom) -> str:
        self._may("topics")
        opened = sum(line.startswith("bot opens ") for line in self._lines) + 1
        place = f"room{opened}" if wanted.chat is None else f"{wanted.chat.removeprefix('chat-')}_{opened}"
        self._lines.append(f"bot opens {place} ({self.name}): {wanted.name}")
        return f"chat-{place}"

    async def invite(self, chat: str, guest: str) -> None:
        self._lines.append(f"bot invites {guest} to {_place(chat)}")

    async def pin(self, chat: str, message: str) -> None:
        self._may("pin")
        self._lines.append(f"bot pins the agenda in {_place(chat)}")

    async def rename_room(self, chat: str, wanted: WantedRoom) -> None:
        self._may("topics")
        self._lines.append(f"bot renames {_place(chat)} ({self.name}): {wanted.name}")

    async def close_room(self, chat: str, *, is_ours: bool) -> None:
        self._lines.append(f"bot closes {_place(chat)}{'' if is_ours else ', which is the group of others'}")

    def _may(self, what: str) -> None:
        if what in self._refusals:
            raise NotAllowed(f"not enough rights to {what}")


def _place(chat: str) -> str:
    return chat.removeprefix("chat-")


def connect(session: Session, *, kind: str, channel: str) -> None:
    """As the channel notes it of itself."""
    if kind == "rooms":
        remember(session, channel, "bot", OPENS_ROOMS, "yes")
    else:
        remember(session, channel, "bot", GROUP_LINK, f"https://{channel}.example/bot?startgroup=")
