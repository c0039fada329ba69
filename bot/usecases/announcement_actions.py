"""What can be done about an announcement under way: hold, send on, take back, try again; all idempotent."""

from collections.abc import Callable
from functools import partial

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery import copies, ledger
from bot.domain.audiences import Audience
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.announcements import KIND, Announcement, AnnouncementState, find_announcement
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxState
from bot.usecases import announcement_states, audit
from bot.usecases.announcement_progress import offers, progress_words
from bot.usecases.announcements import rights_refused
from bot.usecases.work import Work


def hold(work: Work, argument: str) -> Told | Refusal:
    return _changed(work, argument, "hold", _hold)


def send_on(work: Work, argument: str) -> Told | Refusal:
    return _changed(work, argument, "send on", _send_on)


def withdraw(work: Work, argument: str) -> Told | Refusal:
    """What is not out yet stays unsent."""
    return _changed(work, argument, "withdraw", _withdraw)


def retry(work: Work, argument: str) -> Told | Refusal:
    """Those whom it did not reach, left out at the beginning or failed: whoever can be written to by now gets it."""
    return _changed(work, argument, None, partial(_again, states=(OutboxState.FAILED, OutboxState.SKIPPED)))


def resend(work: Work, argument: str) -> Told | Refusal:
    """Those of which nobody knows whether they arrived: they may get it twice."""
    return _changed(work, argument, None, partial(_again, states=(OutboxState.UNCERTAIN,)))


_Change = Callable[[Work, Announcement, Broadcast], bool | Words]
"""Whether anything was changed; or, in words, what was."""


def _changed(work: Work, argument: str, verb: str | None, change: _Change) -> Told | Refusal:
    """What all of them have in common: who may, the line in the audit, and how it stands now."""
    found = _found(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    changed = change(work, announcement, broadcast)
    if changed is True and verb is not None:
        audit.note(work, verb, KIND, announcement.id)
    work.session.flush()
    tally = ledger.tally(work.session, broadcast.id)
    first = () if isinstance(changed, bool) else (changed,)
    words = Lines((*first, progress_words(announcement.id, broadcast, tally)))
    return Told(words, offers(announcement.id, broadcast, tally))


def _hold(work: Work, _announcement: Announcement, broadcast: Broadcast) -> bool:
    return copies.pause(work.session, broadcast, "held by a person")


def _send_on(work: Work, _announcement: Announcement, broadcast: Broadcast) -> bool:
    return copies.resume(work.session, broadcast)


def _withdraw(work: Work, announcement: Announcement, broadcast: Broadcast) -> bool:
    return announcement_states.cancel(work, announcement, broadcast)


def _again(
    work: Work, announcement: Announcement, broadcast: Broadcast, states: tuple[OutboxState, ...]
) -> bool | Words:
    if announcement.state is AnnouncementState.CANCELLED or not broadcast.expanded:
        return False
    tried = copies.retry(work.session, broadcast, states, work.now)
    if tried or broadcast.again:
        audit.note(work, "retry", KIND, announcement.id, copies=tried, after=states, more=bool(broadcast.again))
    if broadcast.again:
        return _("It is being sent again, to everyone who can be reached by now.")
    if tried:
        return _n("Sent to {count} person again.", "Sent to {count} people again.", tried)
    return _("There is nobody to whom it could be sent again now.")


def _found(work: Work, argument: str) -> tuple[Announcement, Broadcast] | Refusal:
    announcement = find_announcement(work.session, argument)
    if announcement is None or announcement.broadcast_id is None:
        return Refusal(_("There is no announcement with this number. Write *announcements* to see yours."))
    if refusal := rights_refused(work, Audience.from_json(announcement.audience)):
        return refusal
    return announcement, work.session.get_one(Broadcast, announcement.broadcast_id)
