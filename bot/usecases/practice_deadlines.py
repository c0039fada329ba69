"""What waits for somebody: reminded in good time, and handed on where nobody answers."""

from datetime import timedelta

from sqlmodel import col, or_, select

from bot.domain.practices import PracticeState
from bot.storage.practices import Practice, PracticeReview, locked_practice
from bot.usecases import practice_approval, practice_reviewing, practice_telling
from bot.usecases.practice_approval import CENTRE_DAYS
from bot.usecases.practice_reviewing import AUTHOR_DAYS
from bot.usecases.work import Work

BEFORE = timedelta(days=3)  # a review is due, its reviewer is reminded
MOST_REMINDERS = 2  # of a centre, of an author


def look_after(work: Work) -> bool:
    """One thing that is due; True when there may be more."""
    return _look_after_practice(work) or _look_after_review(work)


def _look_after_practice(work: Work) -> bool:
    due = select(Practice.id).where(col(Practice.due_at).is_not(None), col(Practice.due_at) <= work.now)
    number = work.session.exec(due.order_by(col(Practice.due_at), col(Practice.id))).first()
    row = None if number is None else locked_practice(work.session, number)
    if row is None:
        return False
    if row.due_at is not None and row.due_at <= work.now:  # else another worker has just done it
        match row.state:
            case PracticeState.CENTRE:
                _remind_centre(work, row)
            case PracticeState.CHANGES:
                _remind_author(work, row)
            case PracticeState.REVIEW:
                practice_reviewing.follow(work, row)
            case _:
                row.due_at = None
        work.session.add(row)
    return True


def _remind_centre(work: Work, row: Practice) -> None:
    if row.reminders == MOST_REMINDERS:
        row.due_at = None
        practice_telling.tell_author_of_silence(work, row)
        return
    row.reminders, row.due_at = row.reminders + 1, work.now + CENTRE_DAYS
    practice_telling.remind_centre(work, row, practice_approval.approvers(work, row))


def _remind_author(work: Work, row: Practice) -> None:
    if row.reminders == MOST_REMINDERS:
        row.due_at = None
        return
    row.reminders, row.due_at = row.reminders + 1, work.now + AUTHOR_DAYS
    practice_telling.remind_author(work, row)


def _look_after_review(work: Work) -> bool:
    waits = col(PracticeReview.verdict).is_(None) & ~col(PracticeReview.is_over)
    soon = select(PracticeReview.practice_id, PracticeReview.id).where(
        waits,
        col(PracticeReview.due_at) <= work.now + BEFORE,
        or_(col(PracticeReview.reminded_at).is_(None), col(PracticeReview.due_at) <= work.now),
    )
    found = work.session.exec(soon.order_by(col(PracticeReview.due_at), col(PracticeReview.id))).first()
    row = None if found is None else locked_practice(work.session, found[0])
    if found is None or row is None:
        return False
    review = work.session.get_one(PracticeReview, found[1], populate_existing=True)
    if review.verdict is None and not review.is_over:
        _remind_or_replace(work, row, review)
    return True


def _remind_or_replace(work: Work, row: Practice, review: PracticeReview) -> None:
    if review.due_at > work.now:
        if review.reminded_at is None:
            review.reminded_at = work.now
            work.session.add(review)
            practice_telling.remind_reviewer(work, row, review)
        return
    known = {one.reviewer_id for one in practice_reviewing.reviews_of(work, row) if one.reviewer_id is not None}
    others = practice_reviewing.candidates(work, row, known)
    if not others:  # nobody else is there: they keep it, and are reminded again
        review.due_at, review.reminded_at = work.now + practice_reviewing.REVIEW_DAYS, None
        work.session.add(review)
        return
    review.is_over = True
    work.session.add(review)
    work.session.flush()
    practice_telling.tell_replaced(work, row, review)
    practice_reviewing.ask(work, row, others[0])
