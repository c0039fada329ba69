"""A file of an announcement that is another one now, where people have loaded the former: what stands there from then on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from bot.core.messages import Outgoing
from bot.delivery.claims import Claimed
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.storage.announcements import AnnouncementAttachment, attachments_of
from bot.storage.outbox import OutboxRow, OutboxState
from bot.usecases import announcement_files

TOLD_ALREADY = "it is said in another message to this person"
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


@dataclass(frozen=True)
class Kept:
    """As it is by now: also where it was replaced once more while copies were being changed."""

    file: AnnouncementAttachment
    described: Mapping[str, str]


def kept(session: Session, announcements: Collection[int]) -> dict[str, Kept]:
    """By what messages remember of them; two queries."""
    if not announcements:
        return {}
    files = attachments_of(session, sorted(announcements))
    described = announcement_files.descriptions(session, files)
    return {one.shows: Kept(one, described[one.id]) for one in files}


def put(one: Kept, at: datetime, render: Callable[[Words], str], language: str) -> Outgoing:
    told = render(_("Replaced on {day}.", day=Moment(at, MomentStyle.DAY)))
    file = announcement_files.shown(one.file, announcement_files.called(one.file, one.described), render)
    return Outgoing(told, language, attachments=(file,), silent=True)


def told_already(session: Session, claimed: Sequence[Claimed]) -> set[int]:
    """Of these, which can be no edit, those whose person hears of it in another one of the same amendment."""
    if not claimed:
        return set()
    rows = session.connection().execute(
        select(_outbox.c.broadcast_id, _outbox.c.person_id, func.min(_outbox.c.id).label("first"))
        .where(
            _outbox.c.broadcast_id.in_(sorted({one.broadcast_id or 0 for one in claimed})),
            _outbox.c.person_id.in_(sorted({one.person_id or 0 for one in claimed})),
            _outbox.c.edits_id.is_(None),
            _outbox.c.state.not_in([OutboxState.FAILED, OutboxState.SKIPPED, OutboxState.DROPPED]),
        )
        .group_by(_outbox.c.broadcast_id, _outbox.c.person_id)
    )
    first = {(row.broadcast_id, row.person_id): row.first for row in rows}
    return {one.id for one in claimed if first.get((one.broadcast_id, one.person_id), one.id) != one.id}
