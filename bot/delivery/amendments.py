"""What changes copies of a broadcast that have arrived: a broadcast of edits, paced, held and counted like any other.

Its copies are written down in slices of people, each as an edit of what that person sees. Whoever still waits for their copy
gets the new words with it, so nothing is written down for them. Where a platform takes no edit any more the row stands alone
from then on (`verdicts`), and later amendments are edits of that one.

One that replaces a file (`shows`) is the same, but for where it looks: in messages that show this file, whoever has them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, literal, null, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.core.messages import Priority
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.inserts import INSERTS
from bot.storage.lookups import look_up_one_by_one
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.prepared import Prepared
from bot.storage.shown_files import ShownFile

SLICE = 250  # people, or shown files, looked at in one transaction
_ARRIVED = (OutboxState.SENT, OutboxState.CLAIMED, OutboxState.UNCERTAIN)
_TO_ARRIVE = (*_ARRIVED, OutboxState.QUEUED)
_COLUMNS = """
    dedupe_key channel account chat in_group address_id person_id broadcast_id priority state due_at attempts
    unanswered edits_id edits_place created_at
"""

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_shown = ShownFile.__table__  # type: ignore[attr-defined] # see above
_BETWEEN = (_person.c.id > bindparam("after"), _person.c.id <= bindparam("through"))
_AHEAD = Prepared(select(_person.c.id).where(*_BETWEEN).order_by(_person.c.id).limit(1).offset(bindparam("before")))
_SHOWN_BETWEEN = (
    _shown.c.shows == bindparam("file"),
    _shown.c.id > bindparam("after"),
    _shown.c.id <= bindparam("through"),
)
_SHOWN_AHEAD = Prepared(
    select(_shown.c.id).where(*_SHOWN_BETWEEN).order_by(_shown.c.id).limit(1).offset(bindparam("before"))
)


def start(
    session: Session,
    kind: str,
    original: Broadcast,
    author_id: int | None,
    now: datetime,
    *,
    words: Mapping[str, str] | None = None,
    shows: str | None = None,
) -> Broadcast:
    """`words` are its own, by language, where it is not about those of the original; `shows` is the file that it replaces.

    `expand_slice` writes its copies down, in later transactions: what is being composed in this moment has the old words."""
    through = original.through_id
    if shows is not None:
        last = select(func.coalesce(func.max(_shown.c.id), 0)).where(_shown.c.shows == shows)
        through = session.connection().execute(last).scalar_one()
    amendment = Broadcast(
        kind=kind,
        subject_kind=original.subject_kind,
        subject_id=original.subject_id,
        author_id=author_id,
        amends_id=original.id,
        words=None if words is None else dict(words),
        shows=shows,
        through_id=through,
        created_at=now,
    )
    session.add(amendment)
    session.flush()
    return amendment


def expand_slice(
    session: Session, amendment: Broadcast, speaking: Collection[str], now: datetime, *, follows: bool = False
) -> bool:
    """True when there may be more. `speaking` are the kinds of amendments that may stand in a chat as words of their own;
    one that `follows` changes nothing: it is a message more for those who have what it is about.
    """
    connection = session.connection()
    look_up_one_by_one(connection)
    engine_name = connection.dialect.name
    values: dict[str, Any] = {"now": now, "of": amendment.id, "key": f"b:{amendment.id}:"}
    if amendment.shows is not None:
        ahead, writing = _SHOWN_AHEAD, _writing_files(engine_name)
        values["file"] = amendment.shows
    else:
        before = _before(session, amendment, speaking)
        ahead, writing = _AHEAD, _writing(engine_name, len(before), follows=follows)
        values |= {f"key{place}": f"b:{number}:" for place, number in enumerate(before)}
    behind = {"after": amendment.last_id, "through": amendment.through_id, "before": SLICE - 1}
    found = ahead.rows(connection, values | behind)
    last = found[0].id if found else amendment.through_id
    writing.run(connection, values | behind | {"through": last})
    amendment.last_id = last
    amendment.expanded = last >= amendment.through_id
    if amendment.expanded:
        copies = select(func.count()).select_from(_outbox).where(_outbox.c.broadcast_id == amendment.id)
        amendment.expected = connection.execute(copies).scalar_one()
        amendment.started_at = now
        if amendment.state is BroadcastState.PREPARING:
            amendment.state = BroadcastState.SENDING
    session.add(amendment)
    session.flush()
    return not amendment.expanded


def standing_alone(session: Session, amendment: Broadcast) -> int:
    """How many of its copies could be no edit and have arrived as messages of their own."""
    return session.exec(
        select_rows(func.count())
        .select_from(OutboxRow)
        .where(
            OutboxRow.broadcast_id == amendment.id,
            OutboxRow.state == OutboxState.SENT,
            col(OutboxRow.edits_id).is_(None),
        )
    ).one()


def _before(session: Session, amendment: Broadcast, speaking: Collection[str]) -> list[int]:
    """The broadcasts of which something may stand in people's chats."""
    assert amendment.amends_id is not None, "it amends another"
    return list(
        session.exec(
            select_rows(Broadcast.id)
            .where(
                or_(
                    col(Broadcast.id) == amendment.amends_id,
                    (col(Broadcast.amends_id) == amendment.amends_id)
                    & (col(Broadcast.id) < amendment.id)
                    & col(Broadcast.kind).in_(speaking),
                )
            )
            .order_by(col(Broadcast.id))
        )
    )


@lru_cache(maxsize=64)  # by how many broadcasts came before: to put it together takes as long as to run it
def _writing(engine_name: str, before: int, *, follows: bool) -> Prepared:
    earlier, shown = _outbox.alias("earlier"), _outbox.alias("shown")
    number = cast(_person.c.id, String)
    keys = [cast(bindparam(f"key{place}"), String).concat(number) for place in range(before)]
    # Joined, person by person: as a condition of the join PostgreSQL would look for the latest with each pair of rows.
    latest = (
        select(_person.c.id.label("person"), func.max(earlier.c.id).label("id"))
        .join(earlier, earlier.c.dedupe_key.in_(keys))
        .where(
            *_BETWEEN,
            earlier.c.edits_id.is_(None),
            earlier.c.state.in_([literal(state, earlier.c.state.type) for state in _ARRIVED]),
            earlier.c.chat != "",
        )
        .group_by(_person.c.id)
        .subquery()
    )
    columns = _columns(cast(latest.c.person, String), shown, null() if follows else shown.c.id, null())
    rows = select(*columns).select_from(latest.join(shown, shown.c.id == latest.c.id)).order_by(latest.c.person)
    return _inserting(engine_name, rows)


@lru_cache(maxsize=2)
def _writing_files(engine_name: str) -> Prepared:
    """For each message that shows the file, not for each person: who has asked for it twice has it twice."""
    number = literal("f", String).concat(cast(_shown.c.id, String))
    rows = (
        select(*_columns(number, _outbox, _outbox.c.id, _shown.c.place))
        .select_from(_shown.join(_outbox, _outbox.c.id == _shown.c.outbox_id))
        .where(
            *_SHOWN_BETWEEN,
            _outbox.c.state.in_([literal(state, _outbox.c.state.type) for state in _TO_ARRIVE]),
            _outbox.c.chat != "",
        )
        .order_by(_shown.c.id)
    )
    return _inserting(engine_name, rows)


def _columns(
    number: ColumnElement[str], shown: Any, edits_id: ColumnElement[Any], edits_place: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ...]:
    """As `_COLUMNS`: for whoever has the message `shown`."""
    now = bindparam("now", type_=_outbox.c.due_at.type)
    return (
        cast(bindparam("key"), String).concat(number),
        shown.c.channel,
        shown.c.account,
        shown.c.chat,
        shown.c.in_group,
        shown.c.address_id,
        shown.c.person_id,
        bindparam("of", type_=_outbox.c.broadcast_id.type),
        literal(Priority.BROADCAST.value),
        literal(OutboxState.QUEUED, _outbox.c.state.type),
        now,
        literal(0),
        literal(0),
        edits_id,
        edits_place,
        now,
    )


def _inserting(engine_name: str, rows: Select[Any]) -> Prepared:
    inserting = INSERTS[engine_name](_outbox).from_select(_COLUMNS.split(), rows)
    return Prepared(inserting.on_conflict_do_nothing().inline())
