"""From what a sync brought to messages, and to what the channel remembers of its rooms."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.channels.matrix.answers import Batch, Event, HomeserverError, Timeline
from bot.channels.matrix.encryption import Encryption
from bot.channels.matrix.events import (
    ENCRYPTED,
    ENCRYPTION,
    MEMBER,
    MESSAGE,
    REACTION,
    content,
    is_about,
    is_entrance,
    membership,
    moment,
    part,
    relation,
    text,
)
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.receive import Hearing, basis, choices_of, chosen, incoming, tap
from bot.channels.matrix.rooms import INVITED, Errand, Room, opens_to_others, room_from_state
from bot.channels.matrix.session_rooms import MARK
from bot.core.messages import Incoming, IncomingKind

log = logging.getLogger(__name__)
PAGES_BEFORE_AN_INVITATION = 10
_GONE = {"leave", "ban"}
_COMING = {"join", "invite", "knock"}


@dataclass
class News:
    """Collected while a batch is read; `rooms` are those that changed, None for one that we have left."""

    messages: list[Incoming] = field(default_factory=list)
    rooms: dict[str, Room | None] = field(default_factory=dict)


class Reader:
    """Reads one batch. Asks the homeserver for what a batch leaves out."""

    def __init__(self, homeserver: Homeserver, encryption: Encryption, account: str, rooms: Mapping[str, Room]) -> None:
        self._homeserver = homeserver
        self._encryption = encryption
        self._account = account
        self._rooms = rooms
        self._news = News()
        self._unlocked: set[str] = set()  # events that were encrypted, and that we could read

    async def read(self, batch: Batch, since: str | None) -> News:
        await self._encryption.take_in(batch)
        await self._late()
        for room_id in batch.invited:
            self._news.rooms[room_id] = INVITED
        for room_id, timeline in batch.joined.items():
            if since is None:
                await self._recognise(room_id)
            else:
                await self._in_a_room(room_id, timeline, since)
        for room_id, timeline in batch.left.items():
            await self._left(room_id, timeline, since)
        return self._news

    async def _late(self) -> None:
        """What could not be read when it came, and can be now."""
        for event in await self._encryption.late():
            self._unlocked.add(text(event, "event_id"))
            room = self._rooms.get(text(event, "room_id"))
            if room is not None:
                await self._hear(text(event, "room_id"), room, event)

    # -- rooms ---------------------------------------------------------------------------------------------------------
    async def _recognise(self, room_id: str) -> None:
        """At the very first start, what was said before is not for us."""
        room = await self._look(room_id)
        if room is not None:
            self._news.rooms[room_id] = room

    async def _in_a_room(self, room_id: str, timeline: Timeline, since: str) -> None:
        known = self._rooms.get(room_id)
        is_invited = known is not None and not known.joined
        events = await self._whole(room_id, timeline, None if is_invited else since)
        entrance = _last(events, lambda event: is_about(event, self._account) and is_entrance(event))
        room = known
        if known is None or is_invited or entrance is not None:
            room = await self._look(room_id)
        if room is None:
            return
        if entrance is not None:
            events = self._since_invited(events, entrance)
        events = [await self._opened(room_id, event) for event in events]
        if entrance is not None:
            room = self._let_in(room_id, room, events)
        for event in events:
            room = await self._hear(room_id, room, event)
        if room != known:
            self._news.rooms[room_id] = room

    async def _look(self, room_id: str) -> Room | None:
        try:
            return room_from_state(await self._homeserver.state(room_id), self._account)
        except HomeserverError as error:
            if error.is_final:  # we are not in there any more
                return None
            raise

    async def _left(self, room_id: str, timeline: Timeline, since: str | None) -> None:
        room = self._rooms.get(room_id)
        if room is None:
            return
        if room.joined and since is not None:
            events = await self._whole(room_id, timeline, since)
            for event in events:
                room = await self._hear(room_id, room, await self._opened(room_id, event))
            leave = _last(events, lambda event: is_about(event, self._account))
            if leave is not None:
                self._lose(room_id, room, events[leave], "the bot was removed from the room")
                if room.ours:
                    gone = replace(basis(events[leave], self._hearing(room_id, room)), sender=room_id, message_id=None)
                    self._news.messages.append(replace(gone, kind=IncomingKind.BLOCKED))
        self._news.rooms[room_id] = None

    async def _whole(self, room_id: str, timeline: Timeline, since: str | None) -> Sequence[Event]:
        """With what a limited timeline leaves out: back to `since`, or to our invitation where there is none."""
        events: list[Event] = list(timeline.events)
        earlier = timeline.earlier
        pages = 0
        while earlier is not None and (since is not None or pages < PAGES_BEFORE_AN_INVITATION):
            if any(is_about(event, self._account) and membership(event) == "invite" for event in events):
                break
            try:
                page = await self._homeserver.earlier(room_id, earlier, since)
            except HomeserverError as error:
                if not error.is_final:
                    raise
                log.warning("what was said before cannot be read", extra={"room": room_id, "why": str(error)})
                break
            events[:0] = page.events
            earlier = page.earlier
            pages += 1
        return events

    def _since_invited(self, events: Sequence[Event], entrance: int) -> Sequence[Event]:
        """Joining shows a room's past; what was said before we were invited was not said to us."""
        invitation = _last(events[:entrance], lambda event: is_about(event, self._account))
        return events[(entrance if invitation is None else invitation) :]

    def _let_in(self, room_id: str, room: Room, events: Sequence[Event]) -> Room:
        """`events` begin with the invitation, or with our coming in. Who has spoken already needs no greeting."""
        entrance = next(event for event in events if is_about(event, self._account) and is_entrance(event))
        reason = text(entrance, "event_id")
        inviter = text(events[0], "sender")
        spoken = any(self._incoming(room_id, room, event) is not None for event in events)
        self._news.messages.append(
            replace(
                basis(entrance, self._hearing(room_id, room)),
                kind=IncomingKind.JOINED,
                sender=room.person or inviter,
                name=room.name,
                data="greet" if room.private and not spoken else "",
                message_id=None,
            )
        )
        return room.owing(Errand.MARK_DIRECT, reason) if room.private else room

    # -- events --------------------------------------------------------------------------------------------------------
    async def _hear(self, room_id: str, room: Room, event: Event) -> Room:
        match text(event, "type"):
            case kind if kind in {MEMBER, MARK, ENCRYPTION}:
                return self._changed(room_id, room, event)
            case kind if kind == ENCRYPTED:
                return self._missed(room_id, room, event)
            case _ if self._encryption.verifications.hear(event, room_id):
                return room
            case _ if room.private and opens_to_others(event):
                return self._in_company(room_id, room, event)
            case kind if kind == REACTION:
                await self._reaction(room_id, room, event)
            case _ if room.encrypted and text(event, "event_id") not in self._unlocked:
                return self._spoken_openly(room, event)
            case _:
                message = self._incoming(room_id, room, event)
                if message is not None:
                    self._news.messages.append(message)
        return room

    async def _opened(self, room_id: str, event: Event) -> Event:
        opened = await self._encryption.read(room_id, event) if text(event, "type") == ENCRYPTED else None
        if opened is None:
            return event
        self._unlocked.add(text(event, "event_id"))
        return opened

    def _missed(self, room_id: str, room: Room, event: Event) -> Room:
        if text(event, "sender") == self._account:
            return room
        self._encryption.miss(room_id, event)
        return (
            room.explaining(Errand.EXPLAIN_UNREADABLE, text(event, "event_id"), moment(event)) if room.private else room
        )

    def _spoken_openly(self, room: Room, event: Event) -> Room:
        """In an encrypted room the homeserver could put such words into anybody's mouth."""
        if text(event, "type") != MESSAGE or text(event, "sender") == self._account or not room.private:
            return room
        return room.explaining(Errand.EXPLAIN_OPEN, text(event, "event_id"), moment(event))

    def _changed(self, room_id: str, room: Room, event: Event) -> Room:
        match text(event, "type"):
            case kind if kind == MEMBER:
                return self._member(room_id, room, event)
            case kind if kind == ENCRYPTION:
                return replace(room, encrypted=True)  # for good: nothing switches it off again
            case _ if text(event, "sender") == self._account:
                # We saw ourselves come in before the homeserver had finished making the room.
                return replace(room, ours=True, private=False, person=None, name=None)
        return room

    def _member(self, room_id: str, room: Room, event: Event) -> Room:
        who = text(event, "state_key")
        self._encryption.locking.forget_room(room_id)
        if not room.private or who == self._account:
            return room
        if who != room.person:
            return self._in_company(room_id, room, event) if membership(event) in _COMING else room
        if membership(event) in _GONE:
            self._lose(room_id, room, event, "the person left the room")
            left = replace(room, private=False, person=None, name=None)
            return left.owing(Errand.LEAVE, text(event, "event_id"))
        return replace(room, name=text(content(event), "displayname") or None)

    def _in_company(self, room_id: str, room: Room, event: Event) -> Room:
        self._lose(room_id, room, event, "others can read along in the room")
        group = replace(room, private=False, person=None, name=None)
        return group.owing(Errand.EXPLAIN_COMPANY, text(event, "event_id"))

    def _lose(self, room_id: str, room: Room, event: Event, why: str) -> None:
        """The person cannot be reached here any more: in another room of theirs, or not at all."""
        if not room.is_talk or room.person is None:
            return
        gone = replace(basis(event, self._hearing(room_id, room)), sender=room.person, name=room.name, message_id=None)
        known = {**self._rooms, **self._news.rooms}
        others = [
            other_id
            for other_id, other in known.items()
            if other_id != room_id and other is not None and other.is_talk and other.person == room.person
        ]
        if others:
            self._news.messages.append(replace(gone, kind=IncomingKind.JOINED, chat=others[-1]))
        else:
            self._news.messages.append(replace(gone, kind=IncomingKind.BLOCKED, data=why))

    async def _reaction(self, room_id: str, room: Room, event: Event) -> None:
        if chosen(event) is None or text(event, "sender") == self._account:
            return
        target = await self._said(room_id, text(relation(event), "event_id"))
        tapped = tap(event, self._hearing(room_id, room, event), choices_of(target, self._account))
        if tapped is not None:
            self._news.messages.append(tapped)

    async def _said(self, room_id: str, event_id: str) -> Event | None:
        """A message as it was last corrected, unlocked if it was locked."""
        said = await self._homeserver.event(room_id, event_id)
        if said is None or text(said, "type") != ENCRYPTED:
            return said
        correction = part(part(part(said, "unsigned"), "m.relations"), "m.replace")
        latest = await self._encryption.read(room_id, correction) or {}
        unlocked = await self._encryption.read(room_id, said)
        return unlocked and {**unlocked, "unsigned": {"m.relations": {"m.replace": latest}}}

    def _incoming(self, room_id: str, room: Room, event: Event) -> Incoming | None:
        return incoming(event, self._hearing(room_id, room, event))

    def _hearing(self, room_id: str, room: Room, event: Event | None = None) -> Hearing:
        name = room.name if event is not None and text(event, "sender") == room.person else None
        return Hearing(self._account, room_id, room.private, name)


def _last(events: Sequence[Event], wanted: Callable[[Event], bool]) -> int | None:
    return next((number for number in range(len(events) - 1, -1, -1) if wanted(events[number])), None)
