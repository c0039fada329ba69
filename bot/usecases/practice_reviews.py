"""What reviewers do: see what waits for them, approve, ask for changes, or decline; and how an author answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.messages import Attachment
from bot.core.refusal import Refusal
from bot.domain.practices import KIND, PracticeField, PracticeState, ReviewVerdict
from bot.domain.rights import Right
from bot.i18n.phrase import Lines, Words, _
from bot.storage.practices import Practice, PracticeRequest, PracticeReview, find_practice, locked_practice, told
from bot.usecases import (
    audit,
    partner_rights,
    practice_approval,
    practice_drafts,
    practice_files,
    practice_likeness,
    practice_reviewing,
    practices,
    rights,
)
from bot.usecases.practices import Line, Sheet
from bot.usecases.work import Work

LONGEST = 1000  # characters of a comment
_TAKEN_BACK = _("It was taken back meanwhile. You need not do anything.")
_WHY = {
    PracticeState.DRAFT: _TAKEN_BACK,
    PracticeState.WITHDRAWN: _TAKEN_BACK,
    PracticeState.CENTRE: _("Its centre has to agree to it first."),
    PracticeState.CHANGES: _("A change was asked for, so it is its author's turn. You need not do anything."),
    PracticeState.PUBLISHED: _("It is published by now. You need not do anything."),
    PracticeState.DECLINED: _("It is decided: it is not published. You need not do anything."),
}


@dataclass(frozen=True)
class Page:
    """A practice before whoever is asked about it: `for_centre`, or as a reviewer, until then."""

    sheet: Sheet
    for_centre: bool
    due_at: datetime | None
    alike: tuple[Words, ...] = ()  # for reviewers: what is published already, and may be the same
    unread: str | None = None  # its language, where we do not know that the reviewer reads it


@dataclass(frozen=True)
class Request:
    """A comment that waits for its author; without a field it is about the whole."""

    id: int
    field: PracticeField | None
    comment: str
    present: str  # what the author wrote there


def any_waiting(work: Work) -> bool:
    """For the menu."""
    return work.session.exec(_waiting(work).limit(1)).first() is not None


def waiting(work: Work) -> tuple[Line, ...]:
    """What the person is asked about, as a reviewer or for their centre; the longest waiting first."""
    return practices.lines(work, list(work.session.exec(_waiting(work).limit(practices.LONGEST_LIST))))


def _waiting(work: Work) -> SelectOfScalar[Practice]:
    reviewing = select(PracticeReview.practice_id).where(
        PracticeReview.reviewer_id == work.person_id,
        col(PracticeReview.verdict).is_(None),
        ~col(PracticeReview.is_over),
    )
    for_centre = and_(
        col(Practice.state) == PracticeState.CENTRE, col(Practice.centre_id).in_(partner_rights.spoken_for(work))
    )
    return (
        select(Practice)
        .where(or_(col(Practice.id).in_(reviewing), for_centre))
        .order_by(col(Practice.submitted_at), col(Practice.id))
    )


def page(work: Work, number: int, language: str) -> Page | Refusal:
    """`language` is the reader's."""
    row = find_practice(work.session, number)
    if row is None:
        return Refusal(_over(work, None, number))
    if row.state is PracticeState.CENTRE and practice_approval.may_speak(work, row):
        return Page(practices.sheet(work, row), for_centre=True, due_at=row.due_at)
    review = _open_review(work, row)
    if review is None:
        return Refusal(_over(work, row, number))
    alike = practice_likeness.of(work, row, language)
    unread = None if practice_reviewing.reads_it(work, row, work.person_id) else row.language
    return Page(practices.sheet(work, row), for_centre=False, due_at=review.due_at, alike=alike, unread=unread)


def files(work: Work, number: int) -> tuple[Attachment, ...]:
    """For whoever is asked about it, and its author."""
    row = find_practice(work.session, number)
    if row is None or (row.author_id != work.person_id and not _is_asked(work, row)):
        return ()
    return practice_files.attachments(work, row.id)


def _is_asked(work: Work, row: Practice) -> bool:
    if row.state is PracticeState.CENTRE:
        return practice_approval.may_speak(work, row)
    return _open_review(work, row) is not None


def approve(work: Work, number: int) -> str | Refusal:
    """The state in which the practice is now."""
    return _say(work, number, ReviewVerdict.APPROVE)


def decline(work: Work, number: int, reason: str) -> str | Refusal:
    return _say(work, number, ReviewVerdict.DECLINE, reason)


def hand_on(work: Work, number: int) -> bool | Refusal:
    """By a reviewer who does not read its language, to one who does; False where there is none."""
    row = locked_practice(work.session, number)
    review = None if row is None else _open_review(work, row)
    if row is None or review is None:
        return Refusal(_over(work, row, number))
    if not practice_reviewing.hand_on(work, row, review):
        return False
    audit.note(work, "hand on review", KIND, row.id)
    return True


def ask_for_changes(work: Work, number: int, wishes: Sequence[tuple[str, str]]) -> str | Refusal:
    """Each a part's name ("" for the whole) and what should be different: its author's next questions."""
    row = find_practice(work.session, number)
    if row is None or _open_review(work, row) is None:
        return Refusal(_over(work, row, number))
    work.session.add_all(
        PracticeRequest(
            practice_id=row.id,
            by_id=work.person_id,
            field=PracticeField(field) if field else None,
            comment=comment,
            at=work.now,
        )
        for field, comment in wishes
    )
    return _say(work, number, ReviewVerdict.CHANGES)


def _say(work: Work, number: int, verdict: ReviewVerdict, comment: str = "") -> str | Refusal:
    row = locked_practice(work.session, number)
    review = None if row is None else _open_review(work, row)
    if row is None or review is None:
        return Refusal(_over(work, row, number))
    review.verdict, review.comment, review.at = verdict, comment, work.now
    work.session.add(review)
    work.session.flush()
    audit.note(work, "review practice", KIND, row.id, verdict=verdict.value)
    practice_reviewing.follow(work, row)
    return row.state.value


# -- the author's turn -------------------------------------------------------------------------------------------------
def next_request(work: Work, number: int) -> Request | None:
    row = practices.own(work, number)
    if isinstance(row, Refusal):
        return None
    wanted = select(PracticeRequest).where(
        PracticeRequest.practice_id == row.id, col(PracticeRequest.settled_at).is_(None)
    )
    found = work.session.exec(wanted.order_by(col(PracticeRequest.id))).first()
    if found is None:
        return None
    present = told(work.session, row).get(found.field, "") if found.field is not None else ""
    return Request(found.id, found.field, found.comment, present)


def settle(work: Work, number: int, request: int, text: str | None) -> int | Refusal:
    """With new words for the part that it is about, or as it is."""
    row = practices.own(work, number, lock=True)
    if isinstance(row, Refusal):
        return row
    found = work.session.get(PracticeRequest, request)
    if found is None or found.practice_id != row.id or found.settled_at is not None:
        return Refusal(_("This comment is answered already."))
    if text is not None and found.field is not None:
        kept = practice_drafts.tell(work, number, found.field, text)
        if isinstance(kept, Refusal):
            return kept
    found.settled_at = work.now
    work.session.add(found)
    audit.note(work, "answer comment", KIND, row.id)
    return row.id


def _open_review(work: Work, row: Practice) -> PracticeReview | None:
    if row.state is not PracticeState.REVIEW:
        return None
    wanted = select(PracticeReview).where(
        PracticeReview.practice_id == row.id,
        PracticeReview.reviewer_id == work.person_id,
        col(PracticeReview.verdict).is_(None),
        ~col(PracticeReview.is_over),
    )
    return work.session.exec(wanted).first()


def _over(work: Work, row: Practice | None, number: int) -> Words:
    """Why it does not wait for them any more, for those who may be asked about it; others learn nothing of it."""
    words = _("Practice {number} is not waiting for you any more.", number=str(number))
    if row is None:
        return words
    may_review = rights.refused(work, Right.REVIEW, rights.at_centre(work, row.centre_id)) is None
    why = _why(work, row) if may_review or practice_approval.may_speak(work, row) else None
    return words if why is None else Lines((words, why))


def _why(work: Work, row: Practice) -> Words:
    if row.state is not PracticeState.REVIEW:
        return _WHY[row.state]
    said = {one.reviewer_id for one in practice_reviewing.reviews_of(work, row) if one.verdict is not None}
    if work.person_id in said:
        return _("You have reviewed it already. Thank you; others still read it.")
    return _("Others review it now. You need not do anything.")
