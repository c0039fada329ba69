"""What can be done about an announcement under way: hold, send on, take back, try again; all idempotent."""

from collections.abc import Callable
from functools import partial

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery import copies
from bot.domain.audiences import Audience
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.announcements import KIND, Announcement, AnnouncementState, find_announcement
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxState
from bot.usecases import announcement_states, audit
from bot.usecases.announcement_progress import offers, standing, state_words
from bot.usecases.announcements import rights_refused
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.rights import NO_RIGHT
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


_Change = Callable[[Work, Announcement, Broadcast | None], bool | Words]
"""Whether anything was changed; or, in words, what was."""


def found(work: Work, argument: str) -> Announcement | Refusal:
    """One that was submitted, for whoever may announce to its audience; nobody else changes it meanwhile."""
    announcement = find_announcement(work.session, argument)
    if announcement is None:
        return Refusal(_("There is no announcement with this number. Write *announcements* to see yours."))
    if rights_refused(work, Audience.from_json(announcement.audience)) is not None:
        return Refusal(NO_RIGHT)
    if announcement.submitted_at is None:
        return Refusal(_("Announcement {number} is a draft: nobody gets it yet.", number=argument))
    work.session.flush()
    work.session.refresh(announcement, with_for_update=True)
    return announcement


def how_it_stands(work: Work, announcement: Announcement, *first: Words) -> Told:
    work.session.flush()
    broadcast, tally = standing(work, announcement)
    words = Lines((*first, state_words(work, announcement, broadcast, tally)))
    return Told(words, offers(announcement, broadcast, tally))


def _changed(work: Work, argument: str, verb: str | None, change: _Change) -> Told | Refusal:
    """What all of them have in common: who may, the line in the audit, and how it stands now."""
    announcement = found(work, argument)
    if isinstance(announcement, Refusal):
        return announcement
    broadcast = None
    if announcement.broadcast_id is not None:
        broadcast = work.session.get_one(Broadcast, announcement.broadcast_id)
    changed = change(work, announcement, broadcast)
    if changed is True and verb is not None:
        audit.note(work, verb, KIND, announcement.id)
    return how_it_stands(work, announcement, *(() if isinstance(changed, bool) else (changed,)))


def _hold(work: Work, _announcement: Announcement, broadcast: Broadcast | None) -> bool:
    return broadcast is not None and copies.pause(work.session, broadcast, "held by a person")


def _send_on(work: Work, _announcement: Announcement, broadcast: Broadcast | None) -> bool:
    if broadcast is None or not copies.resume(work.session, broadcast):
        return False
    broadcast.author_id = work.actor.person_id  # who answers for it from now on
    return True


def _withdraw(work: Work, announcement: Announcement, _broadcast: Broadcast | None) -> bool:
    if not announcement_states.cancel(work, announcement):
        return False
    if announcement.author_id is not None and announcement.author_id != work.actor.person_id:
        name = person_of(work).name or "?"
        words = _("*{name}* has taken back *announcement {number}*.", name=name, number=announcement.id)
        tell(work, [announcement.author_id], Notice(f"{KIND}:{announcement.id}:taken back", words))
    return True


def _again(
    work: Work, announcement: Announcement, broadcast: Broadcast | None, states: tuple[OutboxState, ...]
) -> bool | Words:
    if announcement.state is AnnouncementState.CANCELLED or broadcast is None or not broadcast.expanded:
        return False
    tried = copies.retry(work.session, broadcast, states, work.now)
    if tried or broadcast.again:
        audit.note(work, "retry", KIND, announcement.id, copies=tried, after=states, more=bool(broadcast.again))
    if broadcast.again:
        return _("It is being sent again, to everyone who can be reached by now.")
    if tried:
        return _n("Sent to {count} person again.", "Sent to {count} people again.", tried)
    return _("There is nobody to whom it could be sent again now.")
