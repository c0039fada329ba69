"""When whoever wrote practices, or reviews them, is forgotten: what was shared stays in the name of the centre alone."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select, update

from bot.core.messages import FileKind
from bot.domain.practices import KIND, PracticeState
from bot.storage import blobs
from bot.storage.practices import Practice, PracticeConsent, PracticeFile, PracticeRequest, PracticeReview
from bot.storage.variants import TextVariant
from bot.usecases import practice_publishing
from bot.usecases.work import Work

_THEIRS_ALONE = (PracticeState.DRAFT, PracticeState.CENTRE)


def leave(work: Work, people: Sequence[int]) -> None:
    """Before these people are erased."""
    connection = work.session.connection()
    rows = work.session.exec(select(Practice).where(col(Practice.author_id).in_(people)).order_by(col(Practice.id)))
    own = rows.all()
    for row in own:
        was_public = row.state in _THEIRS_ALONE and row.published_at is not None  # others have marked it, or tried it
        if row.state is PracticeState.CHANGES or was_public:  # nobody could answer the reviewers, or hand it in again
            practice_publishing.withdraw(work, row)
    forget(work.session, [row.id for row in own if row.state in _THEIRS_ALONE])
    voices = delete(PracticeFile).where(
        col(PracticeFile.added_by_id).in_(people), col(PracticeFile.kind) == FileKind.VOICE
    )
    hashes = connection.execute(voices.returning(col(PracticeFile.sha256))).scalars().all()
    blobs.drop_unused(work.session, [one for one in hashes if one is not None])
    is_open = col(PracticeReview.verdict).is_(None)
    orphaned = select(PracticeReview.practice_id).where(col(PracticeReview.reviewer_id).in_(people), is_open)
    for statement in (
        # Somebody else is asked at the next look.
        update(Practice)
        .where(col(Practice.id).in_(orphaned), col(Practice.state) == PracticeState.REVIEW)
        .values(due_at=work.now),
        update(Practice).where(col(Practice.author_id).in_(people)).values(author_id=None, names_author=False),
        update(Practice).where(col(Practice.approved_by_id).in_(people)).values(approved_by_id=None),
        update(PracticeFile).where(col(PracticeFile.added_by_id).in_(people)).values(added_by_id=None),
        update(PracticeConsent).where(col(PracticeConsent.by_id).in_(people)).values(by_id=None),
        update(PracticeRequest).where(col(PracticeRequest.by_id).in_(people)).values(by_id=None),
        update(PracticeReview).where(col(PracticeReview.reviewer_id).in_(people), is_open).values(is_over=True),
        update(PracticeReview).where(col(PracticeReview.reviewer_id).in_(people)).values(reviewer_id=None),
    ):
        connection.execute(statement)


def forget(session: Session, practices: Sequence[int]) -> None:
    """With all that belongs to them; of practices that nobody has seen yet."""
    if not practices:
        return
    connection = session.connection()
    session.flush()
    files = delete(PracticeFile).where(col(PracticeFile.practice_id).in_(practices))
    hashes = connection.execute(files.returning(col(PracticeFile.sha256))).scalars().all()
    texts = col(TextVariant.subject_kind) == KIND, col(TextVariant.subject_id).in_(practices)
    for statement in (
        delete(TextVariant).where(*texts),
        delete(PracticeConsent).where(col(PracticeConsent.practice_id).in_(practices)),
        delete(PracticeRequest).where(col(PracticeRequest.practice_id).in_(practices)),
        delete(PracticeReview).where(col(PracticeReview.practice_id).in_(practices)),
        delete(Practice).where(col(Practice.id).in_(practices)),
    ):
        connection.execute(statement)
    session.expire_all()
    blobs.drop_unused(session, [one for one in hashes if one is not None])
