"""Telling people something they did not ask for: in their language, on their clock, at their preferred address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.core.acts import choice_of, go_on
from bot.core.messages import Attachment, Choice, Link, Outgoing, Priority
from bot.core.outcome import Act
from bot.delivery import outbox
from bot.delivery.pending import pending_from_json
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader
from bot.storage.addresses import Address, best_address, usable
from bot.storage.conversations import ConversationRow
from bot.storage.people import Person, PersonState
from bot.usecases.work import Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above
_talk = ConversationRow.__table__  # type: ignore[attr-defined] # see above
_WHO = (
    _person.c.id,
    _person.c.language,
    _person.c.reads,
    _person.c.zone,
    _address.c.id.label("address_id"),
    _address.c.channel,
    _address.c.account,
    _address.c.chat,
    _talk.c.id.label("talk_id"),
    _talk.c.pending,
)
_RECIPIENTS = (
    select(*_WHO)
    .select_from(_person.join(_address, _address.c.id == best_address(_person)))
    .outerjoin(_talk, _talk.c.id == _person.c.floor_id)
    .where(
        _person.c.id.in_(bindparam("people", expanding=True)),
        _person.c.state.in_(bindparam("states", expanding=True)),
        usable(_address),
    )
    .order_by(_person.c.id)
)
_INSIDE = [PersonState.ACTIVE, PersonState.PENDING]
_THERE = (
    select(*_WHO)
    .select_from(_person.join(_address, _address.c.person_id == _person.c.id))
    .outerjoin(_talk, _talk.c.id == _person.c.floor_id)
    .where(_person.c.id == bindparam("person"), _address.c.id == bindparam("address"), usable(_address))
    # Whoever stopped our messages still gets what they are waiting for; whoever asked to be forgotten gets nothing.
    .where(_person.c.state.in_([PersonState.ACTIVE, PersonState.PENDING, PersonState.STOPPED]))
)


@dataclass(frozen=True)
class Notice:
    """`key` makes it exactly once per person: the same key is never queued again."""

    key: str
    words: Words
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    priority: Priority = Priority.REMINDER
    due_at: datetime | None = None


@dataclass(frozen=True)
class Recipient:
    """For whom a notice is put together, where it is not the same for all; the same object for the same words."""

    person_id: int
    language: str
    zone: str
    reads: str | None = None  # rather than that, where others have written in it


def tell(
    work: Work, people: Iterable[int], notice: Notice | Callable[[Recipient], Notice], *, strangers: bool = False
) -> int:
    """Queue the notice for those who can be written to; how many that are. `strangers`: also those at the door.

    It never takes the floor: whoever is in the middle of something gets one action to go on with it.
    """
    states = [*_INSIDE, PersonState.NEW, PersonState.STOPPED] if strangers else _INSIDE
    rows = work.session.connection().execute(_RECIPIENTS, {"people": list(people), "states": states})
    return _queue(work, rows, notice)


def tell_at(work: Work, person_id: int, address_id: int, notice: Notice) -> int:
    """Where the person is waiting for it; at the best address where that one is gone by now."""
    found = work.session.connection().execute(_THERE, {"person": person_id, "address": address_id})
    return _queue(work, found, notice) or tell(work, [person_id], notice)


def _queue(work: Work, rows: Iterable[Any], notice: Notice | Callable[[Recipient], Notice]) -> int:
    queued = []
    worded = _Worded(work)
    for row in rows:
        reader = Reader(row.language or "en", row.zone)
        said = (
            notice if isinstance(notice, Notice) else notice(Recipient(row.id, reader.language, reader.zone, row.reads))
        )
        # Whoever acts just now is led on by their own talk.
        back = () if row.id == work.actor.person_id else way_back(row.talk_id, row.pending)
        queued.append(
            outbox.Queued(
                dedupe_key=f"{said.key}:{row.id}",
                channel=row.channel,
                account=row.account,
                chat=row.chat,
                outgoing=worded.outgoing(said, back, reader),
                priority=said.priority,
                now=work.now,
                due_at=said.due_at,
                address_id=row.address_id,
                person_id=row.id,
            )
        )
    if queued:
        outbox.queue(work.session, queued, wake=work.wake)
    return len(queued)


def way_back(talk_id: int | None, pending_question: dict[str, Any] | None) -> tuple[Act, ...]:
    """The one action for whoever is in the middle of a talk: going on with it."""
    pending = pending_from_json(pending_question)
    if talk_id is None or pending is None or pending.brief:
        return ()
    return (go_on(talk_id, pending.progress),)


class _Worded:
    """Puts notices into words: the same one for the same language and zone only once, which is most of the work."""

    def __init__(self, work: Work) -> None:
        self._translator = work.translator
        self._known: dict[tuple[int, Reader], tuple[Notice, Outgoing]] = {}
        self._offered: dict[tuple[int, str], tuple[tuple[Act, ...], tuple[Choice, ...]]] = {}

    def outgoing(self, notice: Notice, back: tuple[Act, ...], reader: Reader) -> Outgoing:
        known = self._known.get((id(notice), reader))
        if known is None:
            known = (notice, self._put(notice, reader))  # the notice is kept: its id must not be given to another
            self._known[id(notice), reader] = known
        outgoing = known[1]
        if not back:
            return outgoing
        render = self._translator.bound(reader)
        return replace(outgoing, choices=(*outgoing.choices, *(choice_of(act, render) for act in back)))

    def _put(self, notice: Notice, reader: Reader) -> Outgoing:
        render = self._translator.bound(reader)
        return Outgoing(
            text=render(notice.words),
            language=self._translator.spoken(reader.language),
            choices=self._choices(notice.acts, reader, render),
            links=notice.links,
            attachments=notice.attachments,
        )

    def _choices(self, acts: tuple[Act, ...], reader: Reader, render: Callable[[Words], str]) -> tuple[Choice, ...]:
        """What can be tapped says the same in every zone."""
        known = self._offered.get((id(acts), reader.language))
        if known is None:
            known = (acts, tuple(choice_of(act, render) for act in acts))  # kept as the notice is
            self._offered[id(acts), reader.language] = known
        return known[1]
