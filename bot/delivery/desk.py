"""The desk of one step, on a database: loads what the step needs, collects what it says, writes it all at once."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session, col

from bot.core.identifiers import new_public_id
from bot.core.messages import Incoming, Outgoing, Priority
from bot.core.ports import OpenTalk, Sender
from bot.core.talk import About, Answer, AnswerState, Talk
from bot.delivery import outbox
from bot.delivery.pending import pending_from_json, pending_to_json
from bot.storage import news_places, rooms
from bot.storage.addresses import Address, AddressState, usable
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person, PersonState
from bot.storage.prepared import Prepared

WorkFactory = Callable[[Session, datetime, int], Any]
"""(session, now, person id) → what use cases work with."""

UNDO_WITHIN = timedelta(seconds=60)
SEEN_EVERY = timedelta(hours=12)
MEMBERS = {PersonState.PENDING, PersonState.ACTIVE, PersonState.STOPPED}

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above
_talk = ConversationRow.__table__  # type: ignore[attr-defined] # see above
_answer = AnswerRow.__table__  # type: ignore[attr-defined] # see above
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # see above

_ANSWER_COLUMNS = ("kind", "value", "raw", "message_id", "address_id", "at", "position", "digest", "state")
_SENDER = Prepared(
    select(
        _address.c.id.label("address_id"),
        _address.c.chat,
        _address.c.state.label("address_state"),
        _person.c.id,
        _person.c.language,
        _person.c.zone,
        _person.c.state,
        _person.c.floor_id,
        _person.c.seen_at,
    )
    .join(_person, _person.c.id == _address.c.person_id)
    .where(
        _address.c.channel == bindparam("channel"),
        _address.c.account == bindparam("account"),
        _address.c.external_id == bindparam("external_id"),
    )
    .with_for_update(of=_person)  # two steps of one person never run side by side
)
_ANSWERS = Prepared(
    select(_answer.c.key, *(_answer.c[name] for name in _ANSWER_COLUMNS))
    .where(_answer.c.conversation_id == bindparam("talk_id"))
    .order_by(_answer.c.position)
)
_OPEN = Prepared(
    select(_talk)
    .where(
        _talk.c.person_id == bindparam("person"),
        _talk.c.state.in_([ConversationState.OPEN, ConversationState.PARKED]),
    )
    .order_by(_talk.c.touched_at.desc())
)
_BEGUN = "public_id person_id handler about_kind about_id argument revision state created_at touched_at"
_BEGIN = Prepared(insert(_talk).values({name: bindparam(name) for name in _BEGUN.split()}).returning(_talk.c.id))
_SAVE = Prepared(
    update(_talk)
    .where(_talk.c.id == bindparam("talk_id"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "pending", "draft", "form_version", "revision", "touched_at", "ended_at")
        }
    )
)
_NEW_PERSON_COLUMNS = tuple(column.key for column in _person.c if column.key != "id")
_NEW_ADDRESS_COLUMNS = tuple(column.key for column in _address.c if column.key != "id")
_NEW_PERSON = Prepared(
    insert(_person).values({name: bindparam(name) for name in _NEW_PERSON_COLUMNS}).returning(_person.c.id)
)
_NEW_ADDRESS = Prepared(
    insert(_address).values({name: bindparam(name) for name in _NEW_ADDRESS_COLUMNS}).returning(_address.c.id)
)


def _columns(row: object, names: Sequence[str]) -> dict[str, Any]:
    """What a new row says, defaults of its table included."""
    return {name: getattr(row, name) for name in names}


def _keep_answers(engine_name: str) -> Prepared:
    columns = ("conversation_id", "key", *_ANSWER_COLUMNS)
    statement = outbox.INSERTS[engine_name](_answer).values({name: bindparam(name) for name in columns})
    return Prepared(
        statement.on_conflict_do_update(
            index_elements=["conversation_id", "key"], set_={name: statement.excluded[name] for name in _ANSWER_COLUMNS}
        )
    )


_KEEP_ANSWERS = {engine_name: _keep_answers(engine_name) for engine_name in outbox.INSERTS}


@lru_cache(maxsize=16)
def _change_person(columns: tuple[str, ...]) -> Prepared:
    """Statements are made once: making one costs more than running it."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Prepared(update(_person).where(_person.c.id == bindparam("changed_id")).values(values))


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
        address = {"channel": incoming.channel, "account": incoming.account, "external_id": incoming.sender}
        rows = _SENDER.rows(self._connection, address)
        if not rows:
            self._sender = self._newcomer(incoming)
            return self._sender
        found = rows[0]
        if incoming.private and (found.chat != incoming.chat or found.address_state is not AddressState.OK):
            self._connection.execute(
                update(_address)
                .where(_address.c.id == found.address_id)
                .values(chat=incoming.chat, state=AddressState.OK, reason=None)
            )
        if self.now - found.seen_at > SEEN_EVERY:
            self._person["seen_at"] = self.now
        self._sender = Sender(
            person_id=found.id,
            address_id=found.address_id,
            channel=incoming.channel,
            language=found.language,
            zone=found.zone,
            is_member=found.state in MEMBERS,
            floor_id=found.floor_id,
        )
        return self._sender

    def _newcomer(self, incoming: Incoming) -> Sender:
        person = Person(created_at=self.now, seen_at=self.now)
        person_id = _NEW_PERSON.rows(self._connection, _columns(person, _NEW_PERSON_COLUMNS))[0].id
        address = Address(
            person_id=person_id,
            channel=incoming.channel,
            account=incoming.account,
            external_id=incoming.sender,
            chat=incoming.chat if incoming.private else "",
            created_at=self.now,
            seen_at=self.now,
        )
        address_id = _NEW_ADDRESS.rows(self._connection, _columns(address, _NEW_ADDRESS_COLUMNS))[0].id
        prefer = _change_person(("preferred_address_id",))
        prefer.run(self._connection, {"preferred_address_id": address_id, "changed_id": person_id})
        return Sender(
            person_id=person_id,
            address_id=address_id,
            channel=incoming.channel,
            language=None,
            zone=person.zone,
            is_member=False,
            floor_id=None,
        )

    def lost(self, incoming: Incoming) -> None:
        if not incoming.private:
            rooms.lose(self._session, incoming.channel, incoming.account, incoming.chat, self.now)
            news_places.lose(self._session, incoming.channel, incoming.account, incoming.chat, self.now)
            return
        self._address_is(incoming, AddressState.BLOCKED, incoming.data or "blocked by the person")

    def regained(self, incoming: Incoming) -> None:
        self._address_is(incoming, AddressState.OK, None)

    def _address_is(self, incoming: Incoming, state: AddressState, reason: str | None) -> None:
        self._connection.execute(
            update(_address)
            .where(
                _address.c.channel == incoming.channel,
                _address.c.account == incoming.account,
                _address.c.external_id == incoming.sender,
            )
            .values(state=state, reason=reason)
        )

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
        if row is None:
            return None
        answers = {
            found.key: Answer(
                value=found.value,
                kind=found.kind,
                at=found.at,
                position=found.position,
                state=found.state,
                raw=found.raw or "",
                digest=found.digest,
                message_id=found.message_id,
                address_id=found.address_id,
            )
            for found in _ANSWERS.rows(self._connection, {"talk_id": conversation_id})
        }
        return Talk(
            id=row.id,
            handler=row.handler,
            answers=answers,
            pending=pending_from_json(row.pending),
            draft=row.draft,
            about=About(row.about_kind, row.about_id) if row.about_kind is not None else None,
            acting_id=row.acting_id,
            form_version=row.form_version,
            argument=row.argument,
            revision=row.revision,
        )

    def begin(self, sender: Sender, handler: str, about: About | None, argument: str) -> Talk:
        self._open = None
        begun = _BEGIN.rows(
            self._connection,
            {
                "public_id": new_public_id(),
                "person_id": sender.person_id,
                "handler": handler,
                "about_kind": about.kind if about else None,
                "about_id": about.id if about else None,
                "argument": argument,
                "revision": 0,
                "state": ConversationState.OPEN,
                "created_at": self.now,
                "touched_at": self.now,
            },
        )
        return Talk(id=begun[0].id, handler=handler, about=about, argument=argument)

    def save(self, talk: Talk, state: str) -> None:
        over = state in {ConversationState.ENDED, ConversationState.STOPPED}
        talk.revision += 1
        self._open = None
        _SAVE.run(
            self._connection,
            {
                "talk_id": talk.id,
                "state": ConversationState(state),
                "pending": None if over else pending_to_json(talk.pending),
                "draft": None if over else talk.draft,
                "form_version": talk.form_version,
                "revision": talk.revision,
                "touched_at": self.now,
                "ended_at": self.now if over else None,
            },
        )
        if talk.changed:
            rows = [_answer_row(talk.id, key, talk.answers[key]) for key in sorted(talk.changed)]
            _KEEP_ANSWERS[self._connection.dialect.name].run_all(self._connection, rows)
            talk.changed.clear()
        if talk.dropped:
            self._connection.execute(
                delete(_answer).where(_answer.c.conversation_id == talk.id, _answer.c.key.in_(sorted(talk.dropped)))
            )
            talk.dropped.clear()

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
            self._open = _OPEN.rows(self._connection, {"person": sender.person_id})
        return self._open

    def answer_to(self, sender: Sender, message_id: str) -> tuple[int, str] | None:
        row = self._connection.execute(
            select(_answer.c.conversation_id, _answer.c.key)
            .where(_answer.c.address_id == sender.address_id, _answer.c.message_id == message_id)
            .order_by(_answer.c.id.desc())
        ).first()
        return None if row is None else (row.conversation_id, row.key)

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

    def shown_as(self, incoming: Incoming) -> str | None:
        if incoming.message_id is None or incoming.tap_id is None:
            return None
        return self._connection.execute(
            select(_outbox.c.dedupe_key)
            .where(
                _outbox.c.channel == incoming.channel,
                _outbox.c.account == incoming.account,
                _outbox.c.chat == incoming.chat,
                _outbox.c.external_id == incoming.message_id,
                col(OutboxRow.edits_id).is_(None),
            )
            .order_by(_outbox.c.id)
        ).scalar()

    def replied_to(self, incoming: Incoming) -> str | None:
        if incoming.reply_to is None:
            return None
        return self._connection.execute(
            select(_outbox.c.dedupe_key)
            .where(
                _outbox.c.channel == incoming.channel,
                _outbox.c.account == incoming.account,
                _outbox.c.chat == incoming.chat,
                _outbox.c.external_id == incoming.reply_to,
                col(OutboxRow.edits_id).is_(None),
            )
            .order_by(_outbox.c.id)
        ).scalar()

    def new_nonce(self) -> str:
        return secrets.token_urlsafe(4)

    def finish(self) -> None:
        if self._person and self._sender is not None:
            self._session.flush()
            change = _change_person(tuple(sorted(self._person)))
            change.run(self._connection, {**self._person, "changed_id": self._sender.person_id})
        if self._queued:
            outbox.queue(self._session, self._queued, wake=self._wake)


def _answer_row(talk_id: int, key: str, answer: Answer) -> dict[str, Any]:
    return {
        "conversation_id": talk_id,
        "key": key,
        "kind": answer.kind,
        "value": answer.value,
        "raw": answer.raw or None,
        "message_id": answer.message_id,
        "address_id": answer.address_id,
        "at": answer.at,
        "position": answer.position,
        "digest": answer.digest,
        "state": AnswerState(answer.state),
    }
