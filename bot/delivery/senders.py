"""Who said it: the person behind an address, or somebody whom nobody has met yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, not_, select, update

from bot.core.messages import Incoming
from bot.core.ports import Sender
from bot.storage.addresses import Address, AddressState
from bot.storage.consents import WORDING, agreed_in
from bot.storage.people import Person, PersonState
from bot.storage.prepared import Prepared

MEMBERS = {PersonState.PENDING, PersonState.ACTIVE, PersonState.STOPPED}

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above

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
        and_(agreed_in(_person.c.id), not_(agreed_in(_person.c.id, wording=bindparam("wording")))).label("agrees_anew"),
    )
    .join(_person, _person.c.id == _address.c.person_id)
    .where(
        _address.c.channel == bindparam("channel"),
        _address.c.account == bindparam("account"),
        _address.c.external_id == bindparam("external_id"),
    )
    .with_for_update(of=_person)  # two steps of one person never run side by side
)
_NEW_PERSON_COLUMNS = tuple(column.key for column in _person.c if column.key != "id")
_NEW_ADDRESS_COLUMNS = tuple(column.key for column in _address.c if column.key != "id")
_NEW_PERSON = Prepared(
    insert(_person).values({name: bindparam(name) for name in _NEW_PERSON_COLUMNS}).returning(_person.c.id)
)
_NEW_ADDRESS = Prepared(
    insert(_address).values({name: bindparam(name) for name in _NEW_ADDRESS_COLUMNS}).returning(_address.c.id)
)


def known(connection: Connection, incoming: Incoming) -> Any | None:
    """The row of address and person, the latter locked; None for a newcomer."""
    address = {"channel": incoming.channel, "account": incoming.account, "external_id": incoming.sender}
    rows = _SENDER.rows(connection, {**address, "wording": WORDING})
    return rows[0] if rows else None


def newcomer(connection: Connection, incoming: Incoming, now: datetime) -> Sender:
    person = Person(created_at=now, seen_at=now)
    person_id = _NEW_PERSON.rows(connection, _columns(person, _NEW_PERSON_COLUMNS))[0].id
    address = Address(
        person_id=person_id,
        channel=incoming.channel,
        account=incoming.account,
        external_id=incoming.sender,
        chat=incoming.chat if incoming.private else "",
        created_at=now,
        seen_at=now,
    )
    address_id = _NEW_ADDRESS.rows(connection, _columns(address, _NEW_ADDRESS_COLUMNS))[0].id
    change(connection, person_id, {"preferred_address_id": address_id})
    return Sender(
        person_id=person_id,
        address_id=address_id,
        channel=incoming.channel,
        language=None,
        zone=person.zone,
        is_member=False,
        floor_id=None,
    )


def is_here(connection: Connection, address_id: int, chat: str) -> None:
    """The person wrote from this private chat: there they can be written to."""
    here = {"chat": chat, "state": AddressState.OK, "reason": None}
    connection.execute(update(_address).where(_address.c.id == address_id).values(here))


def address_is(connection: Connection, incoming: Incoming, state: AddressState, reason: str | None) -> None:
    connection.execute(
        update(_address)
        .where(
            _address.c.channel == incoming.channel,
            _address.c.account == incoming.account,
            _address.c.external_id == incoming.sender,
        )
        .values(state=state, reason=reason)
    )


def change(connection: Connection, person_id: int, columns: Mapping[str, Any]) -> None:
    _change(tuple(sorted(columns))).run(connection, {**columns, "changed_id": person_id})


@lru_cache(maxsize=16)
def _change(columns: tuple[str, ...]) -> Prepared:
    """Statements are made once: making one costs more than running it."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Prepared(update(_person).where(_person.c.id == bindparam("changed_id")).values(values))


def _columns(row: object, names: Sequence[str]) -> dict[str, Any]:
    """What a new row says, defaults of its table included."""
    return {name: getattr(row, name) for name in names}
