"""While an announcement goes out: recipients written down, the author's progress message, the closing report."""

import math
from collections.abc import Sequence

from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.outcome import Act
from bot.delivery import copies, ledger
from bot.delivery.broadcasts import NO_LONGER_ADDRESSED
from bot.delivery.ledger import Cause, Tally
from bot.domain.audiences import Audience
from bot.domain.subscriptions import ByChoice
from bot.i18n.phrase import Lines, Phrase, Words, _, _n
from bot.storage.addresses import AddressState
from bot.storage.announcements import KIND, Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxState
from bot.usecases import (
    announcement_acts,
    announcement_approval,
    announcement_brakes,
    announcement_times,
    audiences,
    live_messages,
    subscriptions,
)
from bot.usecases.announcement_patience import ENOUGH, NIGHT
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

COUNTDOWN_STEP = 5  # seconds


# -- on the clock ------------------------------------------------------------------------------------------------------
def look_after(work: Work) -> bool:
    """One slice of what announcements under way need; True when there is more to do at once."""
    for announcement, broadcast in _under_way(work):
        if broadcast.state is BroadcastState.CANCELLED:
            if copies.take_back_slice(work.session, broadcast, work.now):
                return True
        elif not broadcast.expanded and expand(work, announcement, broadcast):
            return True
        elif broadcast.again:
            copies.retry_slice(work.session, broadcast, work.now)
            return True
        elif copies.try_elsewhere(work.session, broadcast):
            return True
        closed = ledger.close_if_finished(work.session, broadcast, work.now)
        if closed is not None:
            _report(work, announcement, broadcast, closed)
        else:
            _watch(work, announcement, broadcast)
    return False


def expand(work: Work, announcement: Announcement, broadcast: Broadcast) -> bool:
    """Write down the next recipients; True when there are more."""
    audience = Audience.from_json(announcement.audience)
    people = audiences.people_in(work, audience)
    left_out = subscriptions.left_out(announcement.topic, is_urgent=announcement.urgent)
    return copies.expand_slice(work.session, broadcast, people, work.now, wake=work.wake, left_out=left_out)


def _under_way(work: Work) -> Sequence[tuple[Announcement, Broadcast]]:
    return work.session.exec(
        select_rows(Announcement, Broadcast)
        .join(Broadcast, col(Broadcast.id) == col(Announcement.broadcast_id))
        .where(Broadcast.kind == KIND, col(Broadcast.closed_at).is_(None))
        .order_by(col(Broadcast.id))
    ).all()


# -- words -------------------------------------------------------------------------------------------------------------
def state_words(work: Work, announcement: Announcement, broadcast: Broadcast | None, tally: Tally) -> Words:
    """How it stands, in a sentence."""
    number = announcement.id
    match announcement.state:
        case AnnouncementState.APPROVING:
            return announcement_approval.waiting_words(work, announcement)
        case AnnouncementState.SCHEDULED:
            return announcement_times.scheduled_words(announcement)
        case AnnouncementState.CANCELLED if nobody_got_it(announcement, tally):
            return _("*Announcement {number}* is taken back. Nobody got it.", number=number)
        case AnnouncementState.HELD if broadcast is not None and broadcast.state is not BroadcastState.PAUSED:
            return _n(
                "*Announcement {number}* goes out in {count} second. Until then, *undo* stops it.",
                "*Announcement {number}* goes out in {count} seconds. Until then, *undo* stops it.",
                seconds_left(work, announcement),
                number=number,
            )
        case _ if broadcast is not None:
            return _progress_words(number, broadcast, tally)
        case _:
            return _("*Announcement {number}* is being written.", number=number)


def nobody_got_it(announcement: Announcement, tally: Tally) -> bool:
    """It was taken back in time."""
    return announcement.state is AnnouncementState.CANCELLED and not tally.sent + tally.uncertain + tally.failed


def seconds_left(work: Work, announcement: Announcement) -> int:
    """Of the hold, in steps that a chat can follow."""
    assert announcement.held_until is not None, "it is held"
    left = math.ceil((announcement.held_until - work.now).total_seconds() / COUNTDOWN_STEP) * COUNTDOWN_STEP
    return max(left, 1)


def _progress_words(number: int, broadcast: Broadcast, tally: Tally) -> Words:
    values = {"number": number, "settled": tally.settled, "recipients": tally.recipients}
    match broadcast.state:
        case BroadcastState.PREPARING:
            return _("*Announcement {number}* is being prepared.", number=number)
        case BroadcastState.PAUSED:
            return _("*Announcement {number}* is on hold: {settled} of {recipients} are done.", **values)
        case BroadcastState.CANCELLED:
            return _("*Announcement {number}* is taken back. Who had it already keeps it.", number=number)
        case BroadcastState.CLOSED if tally.copies_kept:
            return _("*Announcement {number}* is finished.", number=number)
        case _:
            return _("*Announcement {number}* is on its way: {settled} of {recipients} are done.", **values)


def offers(  # noqa: PLR0911 - one line for each state
    announcement: Announcement, broadcast: Broadcast | None, tally: Tally
) -> tuple[Act, ...]:
    """What the author can do about it now."""
    number = announcement.id
    by_choice = (broadcast.closing or {}).get("by choice", 0) if broadcast is not None else 0
    if announcement.state in {AnnouncementState.APPROVING, AnnouncementState.SCHEDULED}:
        return (announcement_acts.take_back(number),)
    match broadcast.state if broadcast is not None else None:
        case _ if nobody_got_it(announcement, tally):
            return (announcement_acts.again(number),)
        case BroadcastState.PREPARING | BroadcastState.SENDING if announcement.state is AnnouncementState.HELD:
            return (announcement_acts.undo(number),)
        case BroadcastState.PREPARING | BroadcastState.SENDING:
            return (announcement_acts.hold(number), announcement_acts.take_back(number))
        case BroadcastState.PAUSED:
            return (announcement_acts.send_on(number), announcement_acts.take_back(number))
        case BroadcastState.CLOSED if tally.copies_kept:
            not_reached = tally.failed or tally.skipped > by_choice
            again = (announcement_acts.retry(number),) if not_reached else ()
            return (*again, *((announcement_acts.resend(number),) if tally.uncertain else ()))
        case _:
            return ()


def tally_words(tally: Tally) -> Words:
    """One line that adds up."""
    return _(
        "Recipients: {recipients}. Delivered: {sent} · failed: {failed} · left out: {skipped} · uncertain: {uncertain}.",
        recipients=tally.recipients,
        sent=tally.sent,
        failed=tally.failed,
        skipped=tally.skipped,
        uncertain=tally.uncertain,
    )


def read_words(work: Work, broadcast: Broadcast) -> tuple[Words, ...]:
    """How many have read it, as far as anybody tells; nothing where nobody does."""
    count = ledger.read(work.session, broadcast.id)
    if not count:
        return ()
    return (
        _n(
            "Read so far by {count} person on Matrix. No other service tells me, and not every app there does.",
            "Read so far by {count} people on Matrix. No other service tells me, and not every app there does.",
            count,
        ),
    )


def cause_words(causes: Sequence[Cause]) -> tuple[Words, ...]:
    """A line for each reason, in words of ours: what platforms say is for the log."""
    counts: dict[str, tuple[Phrase, int]] = {}
    for cause in causes:
        why = _why(cause)
        counts[why.msgid] = (why, counts.get(why.msgid, (why, 0))[1] + cause.copies)
    return tuple(_("• {count}: {why}", count=count, why=why) for why, count in counts.values())


_REASONS = {
    copies.TAKEN_BACK: _("taken back before it was sent"),
    copies.UNREACHABLE: _("has no chat with me at present"),
    NO_LONGER_ADDRESSED: _("no longer among the recipients"),
    ByChoice.WAITS.value: _("gets it in the weekly digest"),
    ByChoice.IN_DIGEST.value: _("was told in the weekly digest"),
    ByChoice.URGENT_ONLY.value: _("wants urgent news only"),
    ByChoice.TOPIC_OFF.value: _("has turned this topic off"),
    NIGHT: _("it is night there: they get it in the morning"),
    ENOUGH: _("had many announcements in that week"),
}


def _why(cause: Cause) -> Phrase:  # noqa: PLR0911 - one line for each reason
    match cause.state, cause.address:
        case OutboxState.QUEUED, _ if cause.reason == ENOUGH:
            return _("have had many announcements this week: they get it in the next days")
        case OutboxState.UNCERTAIN, _:
            return _("nobody knows whether it arrived: the connection broke while it was being sent")
        case _ if cause.reason in _REASONS:
            return _REASONS[cause.reason]
        case _, AddressState.GONE:
            return _("the account no longer exists")
        case _, AddressState.BLOCKED:
            return _("has blocked me or left the chat")
        case OutboxState.FAILED, _:
            return _("the chat service did not take it")
        case _:
            return _("could not be reached at that moment")  # and can be again, by now


# -- the author --------------------------------------------------------------------------------------------------------
def open_progress(work: Work, announcement: Announcement) -> None:
    """The message that is redrawn from then on: one while it waits, another while it goes out."""
    if announcement.author_id is not None:
        _broadcast, tally = standing(work, announcement)
        words, acts = _drawn(work, announcement, _broadcast, tally)
        live_messages.show(work, _key(announcement), announcement.author_id, words, acts)


def standing(work: Work, announcement: Announcement) -> tuple[Broadcast | None, Tally]:
    if announcement.broadcast_id is None:
        return None, Tally()
    broadcast = work.session.get_one(Broadcast, announcement.broadcast_id)
    return broadcast, ledger.tally(work.session, broadcast.id)


def _watch(work: Work, announcement: Announcement, broadcast: Broadcast) -> None:
    """Drawn anew, and stopped where something is wrong with it."""
    tally = ledger.tally_so_far(work.session, broadcast)
    announcement_brakes.look(work, announcement, broadcast, tally)
    _redraw(work, announcement, broadcast, tally)


def _redraw(work: Work, announcement: Announcement, broadcast: Broadcast, tally: Tally) -> None:
    words, acts = _drawn(work, announcement, broadcast, tally)
    is_held = announcement.state is AnnouncementState.HELD
    left = seconds_left(work, announcement) if is_held else tally.settled
    live_messages.redraw(work, _key(announcement), f"{announcement.state}:{broadcast.state}:{left}", words, acts)


def _drawn(
    work: Work, announcement: Announcement, broadcast: Broadcast | None, tally: Tally
) -> tuple[Words, tuple[Act, ...]]:
    return state_words(work, announcement, broadcast, tally), offers(announcement, broadcast, tally)


def _report(work: Work, announcement: Announcement, broadcast: Broadcast, tally: Tally) -> None:
    """The end of it, in a message of its own; a second one after a second try."""
    _redraw(work, announcement, broadcast, tally)
    was_undone = broadcast.state is BroadcastState.CANCELLED and tally.settled == tally.skipped
    people = {announcement.author_id, broadcast.author_id} - {None}
    is_withdrawn = announcement.state is AnnouncementState.WITHDRAWN  # of that its copies are told
    if was_undone or is_withdrawn or not people:
        return
    lines: list[Words] = [state_words(work, announcement, broadcast, tally), tally_words(tally)]
    lines += read_words(work, broadcast)
    lines += cause_words(ledger.causes(work.session, broadcast.id))
    if not (broadcast.closing or {}).get("adds up"):
        lines.append(_("These numbers do not add up. Please tell your administrator."))
    notice = Notice(
        key=f"{KIND}:{announcement.id}:closed:{work.now.isoformat()}",
        words=Lines(tuple(lines)),
        acts=offers(announcement, broadcast, tally),
    )
    tell(work, sorted(one for one in people if one is not None), notice)


def _key(announcement: Announcement) -> str:
    if announcement.broadcast_id is None:  # it may be sent back, and submitted again
        return f"{KIND}:{announcement.id}:waiting:{announcement.submitted_at}"
    return f"{KIND}:{announcement.id}:progress"
