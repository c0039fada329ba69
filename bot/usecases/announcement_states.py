"""An announcement's way from draft to sent: the only place where its state changes."""

from datetime import timedelta

from bot.delivery import copies
from bot.storage.announcements import KIND, Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast
from bot.usecases import announcement_progress, audit
from bot.usecases.work import Work

CURRENT_FOR = timedelta(days=30)  # for those who come later, unless its author says otherwise


def submit(work: Work, announcement: Announcement) -> None:
    """Its author says "send": from here it goes its way by itself."""
    announcement.submitted_at = work.now
    _send(work, announcement)


def cancel(work: Work, announcement: Announcement, broadcast: Broadcast) -> bool:
    """What is not out yet stays unsent. False: nothing was left to take back."""
    if not copies.cancel(work.session, broadcast, "taken back by a person"):
        return False
    announcement.state = AnnouncementState.CANCELLED
    work.session.add(announcement)
    return True


def _send(work: Work, announcement: Announcement) -> None:
    """Recipients and sending follow by themselves; the author sees how far it has come."""
    broadcast = copies.start(work.session, KIND, KIND, announcement.id, announcement.author_id, work.now)
    announcement.broadcast_id = broadcast.id
    announcement.state, announcement.sent_at = AnnouncementState.SENT, work.now
    announcement.current_until = announcement.current_until or (work.now + CURRENT_FOR).date()
    work.session.add(announcement)
    announcement_progress.expand(work, announcement, broadcast)
    audit.note(work, "send", KIND, announcement.id)
    announcement_progress.open_progress(work, announcement, broadcast)
