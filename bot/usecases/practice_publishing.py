"""The moment a practice becomes everybody's, and the one in which it stops to be: the only places that change this."""

from bot.domain.practices import KIND, PracticeState
from bot.storage.practices import Practice
from bot.usecases import audit, practice_index, practice_news, recognition_authors
from bot.usecases.work import Work


def publish(work: Work, practice: Practice) -> None:
    """What has been reviewed; whoever calls it holds the row and has checked the right. Published again, its first day stays."""
    is_new = practice.published_at is None
    practice.state = PracticeState.PUBLISHED
    practice.published_at = practice.published_at or work.now
    practice.due_at = practice.reason = None
    practice.changed_at = work.now
    work.session.add(practice)
    work.session.flush()
    practice_index.write(work, practice)
    recognition_authors.recognise(work, practice)
    if is_new:
        practice_news.note(work, practice)
    audit.note(work, "publish practice", KIND, practice.id)


def withdraw(work: Work, practice: Practice, why: str | None = None) -> None:
    """Nobody finds it any more; its number, and what leads to it, stay. Whoever calls it holds the row."""
    practice.state, practice.reason = PracticeState.WITHDRAWN, why
    practice.due_at = None
    practice.changed_at = work.now
    work.session.add(practice)
    work.session.flush()
    practice_index.write(work, practice)
    recognition_authors.suspend(work, practice)
    audit.note(work, "withdraw practice", KIND, practice.id)
