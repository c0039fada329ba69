"""An announcement's way from draft to sent: the only place where its state changes."""

from datetime import timedelta

from sqlalchemy import and_, or_
from sqlmodel import col, select

from bot.delivery import copies
from bot.domain.audiences import Audience
from bot.storage.announcements import KIND, Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast
from bot.storage.next_free import next_free
from bot.storage.programmes import Programme
from bot.usecases import announcement_approval, announcement_progress, announcement_times, audit
from bot.usecases.work import Work

CURRENT_FOR = timedelta(days=30)  # for those who come later, unless its author says otherwise
_NOT_YET = {AnnouncementState.APPROVING, AnnouncementState.SCHEDULED}


def submit(work: Work, announcement: Announcement) -> None:
    """Its author says "send": from here it goes its way by itself, unless a second person has to agree first."""
    announcement.submitted_at = work.now
    if announcement.urgent:
        audit.note(work, "call urgent", KIND, announcement.id, reason=announcement.urgent_reason)
    programme = work.session.get_one(Programme, announcement.programme_id)
    if announcement_approval.is_wanted(work, Audience.from_json(announcement.audience), programme):
        _wait_for_approval(work, announcement)
        announcement_progress.open_progress(work, announcement)
    else:
        _go(work, announcement)


def approve(work: Work, announcement: Announcement) -> None:
    """By a second person; who may has been looked at."""
    announcement.approved_by_id, announcement.approved_at = work.actor.person_id, work.now
    _go(work, announcement)


def send_back(work: Work, announcement: Announcement) -> None:
    """The second person does not agree: it is a draft again."""
    announcement.state, announcement.submitted_at = AnnouncementState.DRAFT, None
    work.session.add(announcement)


def cancel(work: Work, announcement: Announcement) -> bool:
    """What is not out yet stays unsent. False: nothing was left to take back."""
    if announcement.state in _NOT_YET and announcement.broadcast_id is None:
        announcement.state = AnnouncementState.CANCELLED
        work.session.add(announcement)
        return True
    if announcement.broadcast_id is None:
        return False
    broadcast = work.session.get_one(Broadcast, announcement.broadcast_id)
    if not copies.cancel(work.session, broadcast, "taken back by a person"):
        return False
    announcement.state = AnnouncementState.CANCELLED
    work.session.add(announcement)
    return True


def withdraw(work: Work, announcement: Announcement, broadcast: Broadcast) -> None:
    """It does not hold any more: nothing of it goes out from now on, and who comes later does not get it."""
    copies.cancel(work.session, broadcast, "withdrawn by a person")
    announcement.state, announcement.withdrawn_at, announcement.pin = AnnouncementState.WITHDRAWN, work.now, False
    work.session.add(announcement)


def look_after(work: Work) -> bool:
    """On the clock: the next one whose hold is over, or whose hour has come; True when there may be more."""
    is_over = and_(col(Announcement.state) == AnnouncementState.HELD, col(Announcement.held_until) <= work.now)
    ahead = (work.now + announcement_times.EARLIEST_CLOCK).replace(tzinfo=None).isoformat(timespec="minutes")
    has_come = and_(
        col(Announcement.state) == AnnouncementState.SCHEDULED,
        or_(col(Announcement.scheduled_for) <= work.now, col(Announcement.local_time) <= ahead),
    )
    due = select(Announcement).where(or_(is_over, has_come)).order_by(col(Announcement.id))
    announcement = next_free(work.session, due)
    if announcement is None:
        return False
    if announcement.state is AnnouncementState.HELD:
        _is_sent(work, announcement)
    else:
        _go_out(work, announcement)
    return True


def _go_out(work: Work, announcement: Announcement) -> None:
    """Its hour has come, unless whoever answers for it may not any more."""
    if announcement_approval.nobody_answers(work, announcement, announcement.author_id):
        _wait_for_approval(work, announcement)
    else:
        _is_sent(work, announcement)
        _start(work, announcement)


def _go(work: Work, announcement: Announcement) -> None:
    begins_at = announcement_times.begins_at(announcement)
    hold_until = work.now + announcement_times.hold_of(announcement)
    if begins_at is not None and begins_at > hold_until:
        announcement.state = AnnouncementState.SCHEDULED
        work.session.add(announcement)
        work.session.flush()
        announcement_progress.open_progress(work, announcement)
        return
    # Recipients are written down while it is held, so that the first copy leaves in the moment in which that is over.
    announcement.state, announcement.held_until = AnnouncementState.HELD, hold_until
    _start(work, announcement)


def _wait_for_approval(work: Work, announcement: Announcement) -> None:
    announcement.state = AnnouncementState.APPROVING
    work.session.add(announcement)
    work.session.flush()
    announcement_approval.ask(work, announcement)


def _start(work: Work, announcement: Announcement) -> None:
    """Recipients and sending follow by themselves; the author sees how far it has come."""
    broadcast = copies.start(
        work.session,
        KIND,
        KIND,
        announcement.id,
        announcement.author_id,
        work.now,
        begins_at=announcement.held_until or announcement_times.begins_at(announcement),
        local_time=announcement.local_time,
    )
    announcement.broadcast_id = broadcast.id
    announcement.current_until = announcement.current_until or (work.now + CURRENT_FOR).date()
    work.session.add(announcement)
    announcement_progress.expand(work, announcement, broadcast)
    audit.note(work, "send", KIND, announcement.id)
    announcement_progress.open_progress(work, announcement)


def _is_sent(work: Work, announcement: Announcement) -> None:
    announcement.state, announcement.sent_at = AnnouncementState.SENT, work.now
    work.session.add(announcement)
