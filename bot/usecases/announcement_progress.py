"""While an announcement goes out: recipients written down, the author's progress message, the closing report."""

from collections.abc import Sequence

from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.outcome import Act
from bot.delivery import copies, ledger
from bot.delivery.broadcasts import NO_LONGER_ADDRESSED
from bot.delivery.ledger import Cause, Tally
from bot.domain.audiences import Audience
from bot.domain.subscriptions import ByChoice
from bot.i18n.phrase import Lines, Phrase, Words, _, _p
from bot.storage.addresses import AddressState
from bot.storage.announcements import KIND, Announcement
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxState
from bot.usecases import audiences, live_messages, subscriptions
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

HOLD, SEND_ON, WITHDRAW = _p("word", "hold"), _p("word", "send on|release"), _p("word", "withdraw|take back")
RETRY, RESEND = _p("word", "retry|try again"), _p("word", "resend|send again")


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
        closed = ledger.close_if_finished(work.session, broadcast, work.now)
        if closed is not None:
            _report(work, announcement, broadcast, closed)
        else:
            _redraw(work, announcement, broadcast)
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
def progress_words(number: int, broadcast: Broadcast, tally: Tally) -> Words:
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


def offers(number: int, broadcast: Broadcast, tally: Tally) -> tuple[Act, ...]:
    """What the author can do about it now."""
    argument = str(number)
    hold = Act("announcement.hold", argument, _("Hold"), HOLD)
    send_on = Act("announcement.send-on", argument, _("Send on"), SEND_ON)
    withdraw = Act("announcement.withdraw", argument, _("Take back"), WITHDRAW)
    match broadcast.state:
        case BroadcastState.PREPARING | BroadcastState.SENDING:
            return (hold, withdraw)
        case BroadcastState.PAUSED:
            return (send_on, withdraw)
        case BroadcastState.CLOSED if tally.copies_kept:
            retry = Act("announcement.retry", argument, _p("button", "Try the rest again"), RETRY)
            resend = Act("announcement.resend", argument, _p("button", "Resend uncertain"), RESEND)
            by_choice = (broadcast.closing or {}).get("by choice", 0)
            not_reached = tally.failed or tally.skipped > by_choice
            return (*((retry,) if not_reached else ()), *((resend,) if tally.uncertain else ()))
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
}


def _why(cause: Cause) -> Phrase:
    if cause.state is OutboxState.UNCERTAIN:
        return _("nobody knows whether it arrived: the connection broke while it was being sent")
    if cause.reason in _REASONS:
        return _REASONS[cause.reason]
    if cause.address is AddressState.GONE:
        return _("the account no longer exists")
    if cause.address is AddressState.BLOCKED:
        return _("has blocked me or left the chat")
    if cause.state is OutboxState.FAILED:
        return _("the chat service did not take it")
    return _("could not be reached at that moment")  # and can be again, by now


# -- the author --------------------------------------------------------------------------------------------------------
def open_progress(work: Work, announcement: Announcement, broadcast: Broadcast) -> None:
    """The message that is redrawn from then on."""
    if announcement.author_id is not None:
        tally = ledger.tally(work.session, broadcast.id)
        words, acts = _drawn(announcement, broadcast, tally)
        live_messages.show(work, _key(announcement), announcement.author_id, words, acts)


def _redraw(work: Work, announcement: Announcement, broadcast: Broadcast) -> None:
    tally = ledger.tally(work.session, broadcast.id)
    words, acts = _drawn(announcement, broadcast, tally)
    live_messages.redraw(work, _key(announcement), f"{broadcast.state}:{tally.settled}", words, acts)


def _drawn(announcement: Announcement, broadcast: Broadcast, tally: Tally) -> tuple[Words, tuple[Act, ...]]:
    return progress_words(announcement.id, broadcast, tally), offers(announcement.id, broadcast, tally)


def _report(work: Work, announcement: Announcement, broadcast: Broadcast, tally: Tally) -> None:
    """The end of it, in a message of its own; a second one after a second try."""
    _redraw(work, announcement, broadcast)
    if announcement.author_id is None:
        return
    lines: list[Words] = [progress_words(announcement.id, broadcast, tally), tally_words(tally)]
    lines += cause_words(ledger.causes(work.session, broadcast.id))
    if not (broadcast.closing or {}).get("adds up"):
        lines.append(_("These numbers do not add up. Please tell your administrator."))
    notice = Notice(
        key=f"{KIND}:{announcement.id}:closed:{work.now.isoformat()}",
        words=Lines(tuple(lines)),
        acts=offers(announcement.id, broadcast, tally),
    )
    tell(work, [announcement.author_id], notice)


def _key(announcement: Announcement) -> str:
    return f"{KIND}:{announcement.id}:progress"
