"""Another wording of an announcement that is out: from here it goes to every copy that has arrived."""

from collections.abc import Iterable

from bot.delivery import amendments
from bot.storage.announcements import KIND, Announcement
from bot.storage.broadcasts import Broadcast
from bot.usecases import audit
from bot.usecases.work import Work

CORRECTION, NOTE, FILE, BUTTONS = "correction", "note", "file", "buttons"
"""A note is a message of its own; what later changes the announcement leaves it as it is. Buttons change without a word."""


def revise(
    work: Work, announcement: Announcement, broadcast: Broadcast, languages: Iterable[str], told_id: int | None
) -> int:
    """The texts in these languages are others now. Its revision; `told_id` hears how it went."""
    announcement.revision, announcement.corrected_at = announcement.revision + 1, work.now
    work.session.add(announcement)
    audit.note(work, "correct", KIND, announcement.id, languages=sorted(languages), revision=announcement.revision)
    amendments.start(work.session, CORRECTION, broadcast, told_id, work.now)
    return announcement.revision
