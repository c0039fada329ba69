"""What can be done about an announcement under way: hold, send on, take back, try again; all idempotent."""

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery import copies, ledger
from bot.domain.audiences import Audience
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.announcements import KIND, Announcement, AnnouncementState, find_announcement
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxState
from bot.usecases import audit
from bot.usecases.announcement_progress import offers, progress_words
from bot.usecases.announcements import rights_refused
from bot.usecases.work import Work


def hold(work: Work, argument: str) -> Told | Refusal:
    found = _found(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if copies.pause(work.session, broadcast, "held by a person"):
        audit.note(work, "hold", KIND, announcement.id)
    return _told(work, announcement, broadcast)


def send_on(work: Work, argument: str) -> Told | Refusal:
    found = _found(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if copies.resume(work.session, broadcast):
        audit.note(work, "send on", KIND, announcement.id)
    return _told(work, announcement, broadcast)


def withdraw(work: Work, argument: str) -> Told | Refusal:
    """What is not out yet stays unsent."""
    found = _found(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if copies.cancel(work.session, broadcast, "taken back by a person"):
        announcement.state = AnnouncementState.CANCELLED
        work.session.add(announcement)
        audit.note(work, "withdraw", KIND, announcement.id)
    return _told(work, announcement, broadcast)


def retry(work: Work, argument: str) -> Told | Refusal:
    return _again(work, argument, OutboxState.FAILED)


def resend(work: Work, argument: str) -> Told | Refusal:
    """Those of which nobody knows whether they arrived: they may get it twice."""
    return _again(work, argument, OutboxState.UNCERTAIN)


def _again(work: Work, argument: str, state: OutboxState) -> Told | Refusal:
    found = _found(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if announcement.state is AnnouncementState.CANCELLED:
        return _told(work, announcement, broadcast)
    tried = copies.retry(work.session, broadcast, state, work.now)
    first: Words
    if tried or broadcast.again:
        audit.note(work, "retry", KIND, announcement.id, copies=tried, after=state, more=bool(broadcast.again))
    if broadcast.again:
        first = _("It is being sent again, to everyone who can be reached by now.")
    elif tried:
        first = _n("Sent to {count} person again.", "Sent to {count} people again.", tried)
    else:
        first = _("There is nobody to whom it could be sent again now.")
    return _told(work, announcement, broadcast, first)


def _found(work: Work, argument: str) -> tuple[Announcement, Broadcast] | Refusal:
    announcement = find_announcement(work.session, argument)
    if announcement is None or announcement.broadcast_id is None:
        return Refusal(_("There is no announcement with this number. Write *announcements* to see yours."))
    if refusal := rights_refused(work, Audience.from_json(announcement.audience)):
        return refusal
    return announcement, work.session.get_one(Broadcast, announcement.broadcast_id)


def _told(work: Work, announcement: Announcement, broadcast: Broadcast, *first: Words) -> Told:
    work.session.flush()
    tally = ledger.tally(work.session, broadcast.id)
    words = Lines((*first, progress_words(announcement.id, broadcast, tally)))
    return Told(words, offers(announcement.id, broadcast, tally))
