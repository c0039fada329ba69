"""Who comes later gets what was announced before and still holds: once, in one message with a list."""

from datetime import timedelta

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.domain.audiences import Audience
from bot.i18n.phrase import Lines, Moment, MomentStyle, Variants, Words, _
from bot.storage.announcement_followups import CatchingUp
from bot.storage.announcements import KIND, TEXT, Announcement, AnnouncementState
from bot.storage.outbox import OutboxRow
from bot.storage.variants import texts
from bot.usecases import announcement_offers, audiences
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

AFTER = timedelta(hours=1)  # whoever has just come in has enough to read
MOST_LISTED = 10  # announcements, the newest
LOOKED_AT = 200
SHOWN = 80  # signs of each


def note(work: Work, person_id: int) -> None:
    """Of somebody who belongs to a centre from now on; the first time counts."""
    known = work.session.exec(select(CatchingUp.id).where(CatchingUp.person_id == person_id)).first()
    if known is None:
        work.session.add(CatchingUp(person_id=person_id, due_at=work.now + AFTER))


def tell_due(work: Work) -> bool:
    """One of those who came; True when there may be more."""
    row = work.session.exec(
        select(CatchingUp)
        .where(col(CatchingUp.told_at).is_(None), col(CatchingUp.due_at) <= work.now)
        .order_by(col(CatchingUp.due_at), col(CatchingUp.id))
        .limit(1)
    ).first()
    if row is None:
        return False
    row.told_at = work.now
    work.session.add(row)
    _tell(work, row.person_id)
    return True


def _tell(work: Work, person_id: int) -> None:
    fits = audiences.fitting(work, person_id)
    had = _had(work, person_id)
    wanted = [
        one
        for one in _current(work)
        if one.broadcast_id not in had and one.author_id != person_id and fits(Audience.from_json(one.audience))
    ][:MOST_LISTED]
    if not wanted:
        return
    written = texts(work.session, KIND, [one.id for one in wanted], TEXT)
    lines: list[Words] = [_("This was announced before you came, and still holds:")]
    acts: list[Act] = []
    for one in wanted:
        day = Moment(one.sent_at or one.created_at, MomentStyle.DAY)
        text = Variants({tag: _shortened(text) for tag, text in written.get(one.id, {}).items()})
        number = str(one.id)
        lines.append(_("• *{number}*, {day}: {text}", number=number, day=day, text=text))
        acts.append(announcement_offers.read(one.id))
    lines.append(_("To read one, write *read* and its number, for example *read {number}*.", number=str(wanted[0].id)))
    tell(work, [person_id], Notice(f"catching-up:{person_id}", Lines(tuple(lines)), tuple(acts)))


def _current(work: Work) -> list[Announcement]:
    """The newest first."""
    return list(
        work.session.exec(
            select(Announcement)
            .where(
                Announcement.state == AnnouncementState.SENT,
                col(Announcement.current_until) >= work.now.date(),
            )
            .order_by(col(Announcement.id).desc())
            .limit(LOOKED_AT)
        )
    )


def _had(work: Work, person_id: int) -> set[int | None]:
    """Broadcasts of which there is a copy for them already."""
    return set(
        work.session.exec(
            select(OutboxRow.broadcast_id).where(
                OutboxRow.person_id == person_id, col(OutboxRow.broadcast_id).is_not(None)
            )
        )
    )


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= SHOWN else whole[: SHOWN - 1].rstrip() + "…"
