"""The desk of one step, on a database: loads what the step needs, collects what it says, writes it all at once."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.core.messages import Incoming, Outgoing, Priority
from bot.core.offers import Offers
from bot.core.ports import OpenTalk, Sender
from bot.core.talk import About, Talk
from bot.delivery import offers, outbox, senders, talks
from bot.delivery.pending import pending_from_json
from bot.storage import news_places, rooms
from bot.storage.addresses import Address, AddressState, usable
from bot.storage.conversations import ConversationState
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person

WorkFactory = Callable[[Session, datetime, int], Any]
"""(session, now, person id) → what use cases work with."""

UNDO_WITHIN = timedelta(seconds=60)
SEEN_EVERY = timedelta(hours=12)

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # see above


class DatabaseDesk:
    """Fulfils `core.ports.Desk`. `finish` writes what was collected; call it last."""

    def __init__(self, session: Session, now: datetime, step: str, work_for: WorkFactory, wake: outbox.Wake) -> None:
        self.now = now
        self._session = session
        self._connection = session.connection()
        self._step = step
        self._work_for = work_for
        self._wake = wake
        self._sender: Sender | None = None
        self._queued: list[outbox.Queued] = []
        self._open: Sequence[Any] | None = None  # the sender's talks, until one of them changes
        self._person: dict[str, Any] = {}  # columns of the sender's row to change at the end

    @property
    def work(self) -> Any:
        assert self._sender is not None, "use cases are for known senders"
        self._open = None  # they may end talks
        return self._work_for(self._session, self.now, self._sender.person_id)

    # -- people --------------------------------------------------------------------------------------------------------
    def sender(self, incoming: Incoming) -> Sender:
        self._session.flush()  # what a use case of this step has just changed counts
        found = senders.known(self._connection, incoming)
        if found is None:
            self._sender = senders.newcomer(self._connection, incoming, self.now)
            return self._sender
        if incoming.private and (found.chat != incoming.chat or found.address_state is not AddressState.OK):
            senders.is_here(self._connection, found.address_id, incoming.chat)
        if self.now - found.seen_at > SEEN_EVERY:
            self._person["seen_at"] = self.now
        self._sender = Sender(
            person_id=found.id,
            address_id=found.address_id,
            channel=incoming.channel,
            language=found.language,
            zone=found.zone,
            is_member=found.state in senders.MEMBERS,
            floor_id=found.floor_id,
            is_asked_anew=found.state in senders.MEMBERS and bool(found.agrees_anew),
        )
        return self._sender

    def lost(self, incoming: Incoming) -> None:
        if not incoming.private:
            rooms.lose(self._session, incoming.channel, incoming.account, incoming.chat, self.now)
            news_places.lose(self._session, incoming.channel, incoming.account, incoming.chat, self.now)
            return
        reason = incoming.data or "blocked by the person"
        senders.address_is(self._connection, incoming, AddressState.BLOCKED, reason)

    def regained(self, incoming: Incoming) -> None:
        senders.address_is(self._connection, incoming, AddressState.OK, None)

    def moved(self, incoming: Incoming) -> None:
        outbox.move_chat(self._session, incoming.channel, incoming.account, incoming.chat, incoming.data)

    def remember_language(self, language: str) -> None:
        self._person["language"] = language

    def remember_undo(self, sender: Sender, action: str) -> None:  # noqa: ARG002 - the desk has one sender
        assert self._sender is not None, "undo is somebody's"
        self._person["undo"] = {"action": action, "at": self.now.isoformat()}

    def take_undo(self, sender: Sender) -> str | None:
        row = self._connection.execute(select(_person.c.undo).where(_person.c.id == sender.person_id)).first()
        if row is None or row.undo is None:
            return None
        self._person["undo"] = None
        fresh = self.now - datetime.fromisoformat(row.undo["at"]) <= UNDO_WITHIN
        return str(row.undo["action"]) if fresh else None

    # -- talks ---------------------------------------------------------------------------------------------------------
    def load(self, conversation_id: int) -> Talk | None:
        """A talk of this sender that is not over."""
        assert self._sender is not None, "talks belong to somebody"
        row = next((row for row in self._open_rows(self._sender) if row.id == conversation_id), None)
        return None if row is None else talks.load(self._connection, row)

    def begin(self, sender: Sender, handler: str, about: About | None, argument: str) -> Talk:
        self._open = None
        return talks.begin(self._connection, sender.person_id, handler, about, argument, self.now)

    def save(self, talk: Talk, state: str) -> None:
        self._open = None
        talks.save(self._connection, talk, state, self.now)

    def give_floor(self, sender: Sender, conversation_id: int | None) -> None:  # noqa: ARG002 - the desk has one sender
        self._person["floor_id"] = conversation_id

    def open_talks(self, sender: Sender) -> Sequence[OpenTalk]:
        found = []
        for row in self._open_rows(sender):
            pending = pending_from_json(row.pending)
            progress = pending.progress if pending is not None else None
            parked = row.state is ConversationState.PARKED
            title = pending.title if pending is not None else ""
            found.append(OpenTalk(row.id, row.handler, progress, is_parked=parked, argument=row.argument, title=title))
        return found

    def _open_rows(self, sender: Sender) -> Sequence[Any]:
        if self._open is None:
            self._open = talks.waiting(self._connection, sender.person_id)
        return self._open

    def answer_to(self, sender: Sender, message_id: str) -> tuple[int, str] | None:
        return talks.answer_to(self._connection, sender.address_id, message_id)

    # -- messages ------------------------------------------------------------------------------------------------------
    def whisper(self, outgoing: Outgoing, incoming: Incoming) -> bool:
        assert self._sender is not None, "somebody has to hear it"
        chat = self._connection.execute(
            select(_address.c.chat).where(_address.c.id == self._sender.address_id, usable(_address))
        ).scalar()
        if chat is None:
            return False
        self.reply(outgoing, replace(incoming, chat=chat, private=True))
        return True

    def reply(self, outgoing: Outgoing, incoming: Incoming, priority: Priority = Priority.REPLY) -> str:
        key = f"{self._step}:{len(self._queued)}"
        self._queued.append(
            outbox.Queued(
                dedupe_key=key,
                channel=incoming.channel,
                account=incoming.account,
                chat=incoming.chat,
                outgoing=outgoing,
                priority=priority,
                now=self.now,
                address_id=self._sender.address_id if self._sender else None,
                person_id=self._sender.person_id if self._sender else None,
                in_group=not incoming.private,
            )
        )
        return key

    def offers(self, sender: Sender) -> Sequence[Offers]:
        return offers.latest(self._connection, sender.address_id)

    def shown_as(self, incoming: Incoming) -> str | None:
        return None if incoming.tap_id is None else self._key_of(incoming, incoming.message_id)

    def replied_to(self, incoming: Incoming) -> str | None:
        return self._key_of(incoming, incoming.reply_to)

    def _key_of(self, incoming: Incoming, message_id: str | None) -> str | None:
        """The dedupe key of our message that the platform of `incoming` knows by this name."""
        if message_id is None:
            return None
        return self._connection.execute(
            select(_outbox.c.dedupe_key)
            .where(
                _outbox.c.channel == incoming.channel,
                _outbox.c.account == incoming.account,
                _outbox.c.chat == incoming.chat,
                _outbox.c.external_id == message_id,
                col(OutboxRow.edits_id).is_(None),
            )
            .order_by(_outbox.c.id)
        ).scalar()

    def new_nonce(self) -> str:
        return secrets.token_urlsafe(4)

    def finish(self) -> None:
        if self._person and self._sender is not None:
            self._session.flush()
            senders.change(self._connection, self._sender.person_id, self._person)
        if self._queued:
            outbox.queue(self._session, self._queued, wake=self._wake)
