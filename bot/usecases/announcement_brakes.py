"""What holds an announcement up by itself: too much of it fails, or whoever answers for it may not announce any more."""

from bot.delivery import copies
from bot.delivery.ledger import Tally
from bot.domain.audiences import Audience
from bot.i18n.phrase import Words, _
from bot.storage.announcements import KIND, Announcement
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.usecases import announcement_acts, announcement_approval, audit
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

ENOUGH_TO_TELL = 50  # copies tried since it was looked at last
MOST_FAIL = 0.3  # of these
MUCH_FAILS = "too much of it failed"
NOBODY_ANSWERS = "its author may not announce there any more"


def look(work: Work, announcement: Announcement, broadcast: Broadcast, tally: Tally) -> None:
    """On the clock, while it goes out. It holds itself up at most once: whoever sends it on has decided."""
    if broadcast.state not in {BroadcastState.PREPARING, BroadcastState.SENDING}:
        return
    if announcement_approval.nobody_answers(work, announcement, broadcast.author_id):
        _hold(work, announcement, broadcast, NOBODY_ANSWERS)
    elif _much_fails(broadcast, tally):
        _hold(work, announcement, broadcast, MUCH_FAILS)


def _much_fails(broadcast: Broadcast, tally: Tally) -> bool:
    before = broadcast.looked_at or {"tried": 0, "failed": 0, "held": 0}
    if before["held"]:
        return False
    failed = tally.failed + tally.uncertain
    tried_now, failed_now = tally.sent + failed - before["tried"], failed - before["failed"]
    if tried_now < ENOUGH_TO_TELL:
        return False
    is_much = failed_now >= MOST_FAIL * tried_now
    broadcast.looked_at = {"tried": tally.sent + failed, "failed": failed, "held": int(is_much)}
    return is_much


def _hold(work: Work, announcement: Announcement, broadcast: Broadcast, reason: str) -> None:
    copies.pause(work.session, broadcast, reason)
    audit.note(work, "hold", KIND, announcement.id, reason=reason)
    audience = Audience.from_json(announcement.audience)
    people = announcement_approval.approvers(work, audience, None if reason == MUCH_FAILS else broadcast.author_id)
    acts = (announcement_acts.send_on(announcement.id), announcement_acts.take_back(announcement.id))
    tell(work, people, Notice(f"{KIND}:{announcement.id}:{reason}", _why(announcement, reason), acts))


def _why(announcement: Announcement, reason: str) -> Words:
    number = announcement.id
    if reason == MUCH_FAILS:
        return _(
            "I have put *announcement {number}* on hold, because many copies did not arrive. "
            "Nothing is lost: *announcements* shows why, and you can send it on.",
            number=number,
        )
    return _(
        "I have put *announcement {number}* on hold, because the person who sent it does not coordinate there any more. "
        "Nothing is lost: you can send it on or take it back.",
        number=number,
    )
