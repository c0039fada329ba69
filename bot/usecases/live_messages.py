"""A message of ours that is drawn anew where it stands, as what it tells of goes on."""

from typing import Any

from sqlalchemy import Select, select

from bot.core.acts import choice_of
from bot.core.messages import Outgoing, Priority
from bot.core.outcome import Act
from bot.delivery import outbox
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader
from bot.storage.addresses import Address, best_address, usable
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.usecases.work import Work

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_address = Address.__table__  # type: ignore[attr-defined] # see above


def show(work: Work, key: str, person_id: int, words: Words, acts: tuple[Act, ...] = ()) -> None:
    """For the first time, at the person's best address; `key` names it from then on."""
    place = (
        select(_person.c.id.label("person_id"), _address.c.id.label("address_id"))
        .add_columns(_address.c.channel, _address.c.account, _address.c.chat, _person.c.language, _person.c.zone)
        .select_from(_person.join(_address, _address.c.id == best_address(_person)))
        .where(_person.c.id == person_id, usable(_address))
    )
    _draw(work, place, key, None, words, acts, Priority.REMINDER)


def redraw(
    work: Work, key: str, version: str, words: Words, acts: tuple[Act, ...] = (), *, has_to_arrive: bool = False
) -> None:
    """Where it stands; each version once. Left out where nothing was shown; where the pace is short, too, unless it `has_to_arrive`."""
    place = (
        select(_outbox.c.person_id, _outbox.c.address_id, _outbox.c.channel, _outbox.c.account, _outbox.c.chat)
        .add_columns(_person.c.language, _person.c.zone)
        .join(_person, _person.c.id == _outbox.c.person_id)
        .where(_outbox.c.dedupe_key == key)
    )
    _draw(work, place, key, version, words, acts, Priority.REMINDER if has_to_arrive else Priority.COSMETIC)


def _draw(
    work: Work,
    place: Select[Any],
    key: str,
    version: str | None,
    words: Words,
    acts: tuple[Act, ...],
    priority: Priority,
) -> None:
    to = work.session.connection().execute(place).first()
    if to is None:
        return
    render = work.translator.bound(Reader(to.language or "en", to.zone))
    message = Outgoing(
        text=render(words),
        language=work.translator.spoken(to.language),
        choices=tuple(choice_of(act, render) for act in acts),
        edits=None if version is None else key,
        silent=version is not None,
    )
    drawn = outbox.Queued(
        dedupe_key=key if version is None else f"{key}:{version}",
        channel=to.channel,
        account=to.account,
        chat=to.chat,
        outgoing=message,
        priority=priority,
        now=work.now,
        address_id=to.address_id,
        person_id=to.person_id,
    )
    outbox.queue(work.session, [drawn], wake=work.wake)
