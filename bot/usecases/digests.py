"""The weekly digest: what waited for somebody, in one message, at the hour that they chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.domain.subscriptions import ByChoice, NewsPace, next_digest
from bot.i18n.phrase import LanguageName, Lines, Moment, MomentStyle, Words, _, _n
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.lookups import look_up_one_by_one
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.subscriptions import NewsChoice
from bot.usecases import announcement_offers, announcement_texts, languages_read
from bot.usecases.announcement_texts import Sheet
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.work import Work

SLICE = 20  # people in one transaction
MOST = 8  # announcements in one message; more make another
SHOWN = 200  # signs of each

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_announcement = Announcement.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class _Item:
    """A copy that waits."""

    row_id: int
    number: int
    sent_at: datetime


def look_after(work: Work) -> bool:
    """One slice of those whose digest is due; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    choices = work.session.exec(
        select_rows(NewsChoice)
        .where(col(NewsChoice.next_at) <= work.now)
        .order_by(col(NewsChoice.next_at), col(NewsChoice.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    if not choices:
        return False
    # No join: SQLite, as long as it knows little of the tables, would go through everybody.
    their = select_rows(Person.id, Person.zone).where(col(Person.id).in_([choice.person_id for choice in choices]))
    zones = dict(work.session.exec(their).all())
    due = [(choice, zones[choice.person_id]) for choice in choices]
    waiting = _waiting(work, [choice.person_id for choice, _zone in due])
    held = _held(work, [choice.person_id for choice, _zone in due])
    told = _tell(work, {person_id: items[:MOST] for person_id, items in waiting.items()})
    for choice, zone in due:
        left = len(waiting.get(choice.person_id, ()))
        if choice.person_id in told:
            choice.told_at = work.now
            left -= MOST
            if left > 0:
                continue  # the next message follows at once
        if choice.pace is NewsPace.WEEKLY or left > 0:
            choice.next_at = next_digest(work.now, choice.weekday, choice.minute, zone)
        else:
            choice.next_at = held.get(choice.person_id)
        work.session.add(choice)
    return True


def _held(work: Work, people: Sequence[int]) -> dict[int, datetime]:
    """By person, when what waits for them is no longer held back, so that it is not forgotten where they choose again."""
    rows = work.session.connection().execute(
        select(_outbox.c.person_id, func.min(_outbox.c.due_at))
        .join(_announcement, _announcement.c.broadcast_id == _outbox.c.broadcast_id)
        .where(
            _outbox.c.person_id.in_(people),
            _outbox.c.state == OutboxState.SKIPPED,
            _outbox.c.reason == ByChoice.WAITS.value,
            or_(
                _announcement.c.state == AnnouncementState.HELD,
                and_(_announcement.c.state == AnnouncementState.SENT, _outbox.c.due_at > work.now),
            ),
        )
        .group_by(_outbox.c.person_id)
    )
    # A little later than that: only then it counts as sent.
    return {row[0]: max(row[1], work.now) + timedelta(seconds=10) for row in rows}


def _waiting(work: Work, people: Sequence[int]) -> dict[int, list[_Item]]:
    """By person, the oldest first. What was taken back meanwhile is left out."""
    rows = work.session.connection().execute(
        select(_outbox.c.person_id, _outbox.c.id, _announcement.c.id.label("number"), _outbox.c.due_at)
        .join(_announcement, _announcement.c.broadcast_id == _outbox.c.broadcast_id)
        .where(
            _outbox.c.person_id.in_(people),
            _outbox.c.state == OutboxState.SKIPPED,
            _outbox.c.reason == ByChoice.WAITS.value,
            _outbox.c.due_at <= work.now,
            _announcement.c.state == AnnouncementState.SENT,
        )
        .order_by(_outbox.c.person_id, _outbox.c.id)
    )
    found: dict[int, list[_Item]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_Item(row.id, row.number, row.due_at))
    return found


def _tell(work: Work, waiting: Mapping[int, Sequence[_Item]]) -> frozenset[int]:
    """Those who could be written to; for all others it goes on waiting."""
    sheets = announcement_texts.sheets_of(work.session, {one.number for items in waiting.values() for one in items})
    told: set[int] = set()
    notices: dict[Any, Notice] = {}

    def notice(recipient: Recipient) -> Notice:
        told.add(recipient.person_id)
        items = waiting[recipient.person_id]
        wanted = languages_read.in_order(work.translator, recipient.language, recipient.reads)
        key = (wanted, tuple(one.number for one in items))
        if key not in notices:
            notices[key] = _notice([(one, sheets[one.number]) for one in items], wanted)
        return notices[key]

    tell(work, list(waiting), notice)
    included = [one.row_id for person_id in sorted(told) for one in waiting[person_id]]
    work.session.connection().execute(
        update(_outbox).where(_outbox.c.id.in_(included)).values(reason=ByChoice.IN_DIGEST.value)
    )
    return frozenset(told)


def _notice(items: Sequence[tuple[_Item, Sheet]], wanted: Sequence[str]) -> Notice:
    count = len(items)
    lines = (
        _n("*News of the week*: {count} announcement", "*News of the week*: {count} announcements", count),
        *(_line(item, sheet, wanted) for item, sheet in items),
        _("To read one in full, write *read* and its number."),
    )
    # The last of them waits for each person once: so does this message.
    key = f"digest:{items[-1][0].number}"
    return Notice(key, Lines(lines), tuple(announcement_offers.read(item.number) for item, _sheet in items))


def _line(item: _Item, sheet: Sheet, wanted: Sequence[str]) -> Words:
    """In a language of the reader's own; what stands in for a missing text is only named."""
    written = sheet.language_for(wanted)
    text: Words = (
        _shortened(sheet.texts[written])
        if written is not None and written in wanted
        else _("(written in {language})", language=LanguageName(written or wanted[-1]))
    )
    day = Moment(item.sent_at, MomentStyle.DAY)
    return _("{number} · {day}, {name}: {text}", number=str(item.number), day=day, name=sheet.author, text=text)


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= SHOWN else whole[: SHOWN - 1].rstrip() + "…"
