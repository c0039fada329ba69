"""What the channel remembers of a room between two starts, and how its state changes that."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.channels.matrix.answers import Event
from bot.channels.matrix.events import ENCRYPTION, MEMBER, content, membership, text
from bot.channels.matrix.session_rooms import is_ours

STATE_PREFIX = "room:"


class Errand(StrEnum):
    """Something to do in a room which may have to be tried again."""

    JOIN = "join"
    MARK_DIRECT = "mark direct"
    EXPLAIN_UNREADABLE = "explain unreadable"
    EXPLAIN_OPEN = "explain open"
    EXPLAIN_COMPANY = "explain company"
    LEAVE = "leave"


@dataclass(frozen=True)
class Room:
    """`person` is whom a private talk belongs to; `explained` what was said last of messages that we do not read, and on which day.

    A room that was once open to others is not private any more, even when they have gone.
    """

    joined: bool = True
    private: bool = False
    encrypted: bool = False
    person: str | None = None
    name: str | None = None
    explained: str = ""
    ours: bool = False  # opened by us, for several
    errands: tuple[tuple[Errand, str], ...] = ()  # with the event that is the reason

    @property
    def is_talk(self) -> bool:
        """Personal things may be said here."""
        return self.joined and self.private

    def owing(self, errand: Errand, reason: str) -> "Room":
        return replace(self, errands=(*self.errands, (errand, reason)))

    def done(self, errand: Errand, reason: str, *, said: bool = True) -> "Room":
        """`said` is False for an explanation that was not needed any more."""
        left = tuple(one for one in self.errands if one != (errand, reason))
        return replace(self, errands=left, explained=self.explained if said else "")

    def explaining(self, errand: Errand, reason: str, at: datetime) -> "Room":
        """Owing a word about what we could not read, unless it was said that day."""
        explained = f"{at.date().isoformat()} {errand}"
        if self.explained == explained:
            return self
        return replace(self.owing(errand, reason), explained=explained)


INVITED = Room(joined=False, errands=((Errand.JOIN, ""),))


def room_from_state(events: Iterable[Event], account: str) -> Room:
    """A room as it is now. Private means: we two, nobody else expected, no door open to others, and not made for several."""
    events = list(events)
    ours = is_ours(events, account)
    joined: dict[str, str | None] = {}
    closed = not ours
    encrypted = False
    for event in events:
        who = text(event, "state_key")
        if text(event, "type") == MEMBER and who != account:
            if membership(event) == "join":
                joined[who] = text(content(event), "displayname") or None
            closed = closed and membership(event) != "invite"
        closed = closed and not opens_to_others(event)
        encrypted = encrypted or text(event, "type") == ENCRYPTION
    person = next(iter(joined)) if len(joined) == 1 else None
    private = person is not None and closed
    return Room(
        private=private,
        encrypted=encrypted,
        ours=ours,
        person=person if private else None,
        name=joined[person] if private and person is not None else None,
    )


def opens_to_others(event: Event) -> bool:
    match text(event, "type"):
        case "m.room.join_rules":
            return text(content(event), "join_rule") == "public"
        case "m.room.history_visibility":
            return text(content(event), "history_visibility") == "world_readable"
        case _:
            return False


def rooms_in(state: Mapping[str, str]) -> dict[str, Room]:
    """From the channel's state; a room that we have left has an empty value."""
    found = {}
    for name, value in state.items():
        if name.startswith(STATE_PREFIX) and value:
            fields = json.loads(value)
            errands = tuple((Errand(errand), reason) for errand, reason in fields.pop("errands", ()))
            found[name.removeprefix(STATE_PREFIX)] = Room(**fields, errands=errands)
    return found


def as_state(rooms: Mapping[str, Room | None]) -> dict[str, str]:
    return {
        f"{STATE_PREFIX}{room_id}": "" if room is None else json.dumps(asdict(room)) for room_id, room in rooms.items()
    }
