"""Talks as rows: read as a whole, written where they have changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.core.identifiers import new_public_id
from bot.core.talk import About, Answer, AnswerState, Talk
from bot.delivery.pending import pending_from_json, pending_to_json
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.inserts import INSERTS
from bot.storage.prepared import Prepared

_talk = ConversationRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_answer = AnswerRow.__table__  # type: ignore[attr-defined] # see above

_ANSWER_COLUMNS = ("kind", "value", "raw", "message_id", "address_id", "at", "position", "digest", "state")
_raw = func.coalesce(_answer.c.raw, "").label("raw")
_ANSWERS = Prepared(
    select(_answer.c.key, *(_answer.c[name] if name != "raw" else _raw for name in Answer._fields))
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


def _keep_answers(engine_name: str) -> Prepared:
    columns = ("conversation_id", "key", *_ANSWER_COLUMNS)
    statement = INSERTS[engine_name](_answer).values({name: bindparam(name) for name in columns})
    return Prepared(
        statement.on_conflict_do_update(
            index_elements=["conversation_id", "key"], set_={name: statement.excluded[name] for name in _ANSWER_COLUMNS}
        )
    )


_KEEP_ANSWERS = {engine_name: _keep_answers(engine_name) for engine_name in INSERTS}


def waiting(connection: Connection, person_id: int) -> Sequence[Any]:
    """Rows of talks that are not over, the latest first."""
    return _OPEN.rows(connection, {"person": person_id})


def load(connection: Connection, row: Any) -> Talk:
    answers = {found.key: Answer._make(found[1:]) for found in _ANSWERS.rows(connection, {"talk_id": row.id})}
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


def begin(
    connection: Connection, person_id: int, handler: str, about: About | None, argument: str, now: datetime
) -> Talk:
    begun = _BEGIN.rows(
        connection,
        {
            "public_id": new_public_id(),
            "person_id": person_id,
            "handler": handler,
            "about_kind": about.kind if about else None,
            "about_id": about.id if about else None,
            "argument": argument,
            "revision": 0,
            "state": ConversationState.OPEN,
            "created_at": now,
            "touched_at": now,
        },
    )
    return Talk(id=begun[0].id, handler=handler, about=about, argument=argument)


def save(connection: Connection, talk: Talk, state: str, now: datetime) -> None:
    over = state in {ConversationState.ENDED, ConversationState.STOPPED}
    talk.revision += 1
    _SAVE.run(
        connection,
        {
            "talk_id": talk.id,
            "state": ConversationState(state),
            "pending": None if over else pending_to_json(talk.pending),
            "draft": None if over else talk.draft,
            "form_version": talk.form_version,
            "revision": talk.revision,
            "touched_at": now,
            "ended_at": now if over else None,
        },
    )
    if talk.changed:
        rows = [_answer_row(talk.id, key, talk.answers[key]) for key in sorted(talk.changed)]
        _KEEP_ANSWERS[connection.dialect.name].run_all(connection, rows)
        talk.changed.clear()
    if talk.dropped:
        connection.execute(
            delete(_answer).where(_answer.c.conversation_id == talk.id, _answer.c.key.in_(sorted(talk.dropped)))
        )
        talk.dropped.clear()


def answer_to(connection: Connection, address_id: int, message_id: str) -> tuple[int, str] | None:
    """(conversation, key) of the answer that this message gave."""
    row = connection.execute(
        select(_answer.c.conversation_id, _answer.c.key)
        .where(_answer.c.address_id == address_id, _answer.c.message_id == message_id)
        .order_by(_answer.c.id.desc())
    ).first()
    return None if row is None else (row.conversation_id, row.key)


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
