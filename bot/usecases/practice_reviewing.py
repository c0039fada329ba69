"""Who reviews a practice, and what follows from what they say: two who agree decide."""

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import col, func, select

from bot.domain.practices import AGREEING, KIND, Outcome, PracticeState, ReviewVerdict, outcome
from bot.domain.rights import ROLES, Right, Role, covers
from bot.storage.memberships import Membership, MembershipState
from bot.storage.practices import Practice, PracticeReview
from bot.usecases import audit, coordinators, languages_read, practice_publishing, practice_telling, rights
from bot.usecases.work import Work

REVIEW_DAYS = timedelta(days=14)
AUTHOR_DAYS = timedelta(days=14)
LOOK_AGAIN = timedelta(days=1)  # where nobody is there to ask


def begin(work: Work, row: Practice) -> None:
    """With the reviewers, for the first time or anew: whoever wanted something else is asked again, the others' yes stays.

    Once it was published and withdrawn, all are asked again: their yes was about what could be read then.
    """
    row.state, row.due_at, row.reminders = PracticeState.REVIEW, None, 0
    work.session.add(row)
    rows = reviews_of(work, row)
    if outcome(verdicts(rows, row.revision)) is Outcome.PUBLISHED:
        for one in rows:
            one.is_over = True
        work.session.add_all(rows)
    work.session.flush()
    for one in _latest(rows):
        if (one.is_over or one.verdict is not ReviewVerdict.APPROVE) and one.reviewer_id is not None:
            ask(work, row, one.reviewer_id)
    fill(work, row)


def fill(work: Work, row: Practice, wanted: int = AGREEING) -> None:
    """Asks as many as are missing; where there are not enough, it is looked at again tomorrow."""
    rows = reviews_of(work, row)
    counted = len(verdicts(rows, row.revision)) + sum(_is_open(one) for one in rows)
    if counted < wanted:
        known = {one.reviewer_id for one in rows if one.reviewer_id is not None}
        for person in candidates(work, row, known)[: wanted - counted]:
            ask(work, row, person)
            counted += 1
    row.due_at = work.now + LOOK_AGAIN if counted < wanted else None
    work.session.add(row)


def ask(work: Work, row: Practice, person: int) -> None:
    review = PracticeReview(
        practice_id=row.id, revision=row.revision, reviewer_id=person, asked_at=work.now, due_at=work.now + REVIEW_DAYS
    )
    work.session.add(review)
    work.session.flush()
    practice_telling.ask_reviewer(work, row, review, reads_it=reads_it(work, row, person))


def candidates(work: Work, row: Practice, known: Collection[int]) -> list[int]:
    """Who may review it and has not been asked, in the order in which to ask: who reads its language, reviewers by role,
    who has least to do."""
    where = rights.at_centre(work, row.centre_id)
    held = {
        person: roles
        for person, roles in coordinators.holding(work, ROLES[Right.REVIEW]).items()
        if any(covers(role, where) for role in roles)
    }
    own = set(
        work.session.exec(
            select(Membership.person_id).where(
                Membership.centre_id == row.centre_id, Membership.state == MembershipState.CONFIRMED
            )
        )
    )
    people = [person for person in held if person not in {*known, *own, row.author_id}]
    busy = dict(
        work.session.exec(
            select(PracticeReview.reviewer_id, func.count())
            .where(
                col(PracticeReview.reviewer_id).in_(people),
                col(PracticeReview.verdict).is_(None),
                ~col(PracticeReview.is_over),
            )
            .group_by(col(PracticeReview.reviewer_id))
        ).all()
    )
    reading = languages_read.known_of(work, people)
    return sorted(
        reading,
        key=lambda person: (
            row.language not in reading[person],
            not any(role.role is Role.REVIEWER for role in held[person]),
            busy.get(person, 0),
            person,
        ),
    )


def reads_it(work: Work, row: Practice, person: int) -> bool:
    """As far as we know."""
    return row.language in languages_read.known_of(work, [person]).get(person, ())


def hand_on(work: Work, row: Practice, review: PracticeReview) -> bool:
    """To somebody who reads its language; False where nobody is left who does: then it stays."""
    known = {one.reviewer_id for one in reviews_of(work, row) if one.reviewer_id is not None}
    other = next(iter(candidates(work, row, known)), None)
    if other is None or not reads_it(work, row, other):
        return False
    review.is_over = True
    work.session.add(review)
    work.session.flush()
    ask(work, row, other)
    return True


def follow(work: Work, row: Practice) -> None:
    """What reviewers have said so far has its effect."""
    match outcome(verdicts(reviews_of(work, row), row.revision)):
        case Outcome.PUBLISHED:
            end_open(work, row)
            practice_publishing.publish(work, row)
            practice_telling.tell_published(work, row)
        case Outcome.CHANGES:
            back_to_author(work, row)
            practice_telling.ask_author(work, row)
        case Outcome.DECLINED:
            end_open(work, row)
            row.state, row.due_at, row.changed_at = PracticeState.DECLINED, None, work.now
            work.session.add(row)
            audit.note(work, "decline practice", KIND, row.id)
            practice_telling.tell_declined(work, row, reasons(work, row))
        case Outcome.THIRD:
            fill(work, row, AGREEING + 1)
        case Outcome.WAITING:
            fill(work, row)


def back_to_author(work: Work, row: Practice) -> None:
    """It is their turn; other reviewers need not look at what will change."""
    end_open(work, row)
    row.state, row.due_at, row.reminders = PracticeState.CHANGES, work.now + AUTHOR_DAYS, 0
    row.changed_at = work.now
    work.session.add(row)


def end_open(work: Work, row: Practice) -> None:
    """Nobody need answer any more; whoever was asked may be asked again."""
    for one in reviews_of(work, row):
        if _is_open(one):
            work.session.delete(one)
    work.session.flush()


def reviews_of(work: Work, row: Practice) -> list[PracticeReview]:
    wanted = select(PracticeReview).where(PracticeReview.practice_id == row.id)
    return list(work.session.exec(wanted.order_by(col(PracticeReview.id))))


def verdicts(rows: Collection[PracticeReview], revision: int) -> list[ReviewVerdict]:
    """Each reviewer's latest: a yes stays when the practice is handed in again, anything else was about what it was before."""
    return [
        one.verdict
        for one in _latest(rows)
        if one.verdict is not None
        and not one.is_over
        and (one.verdict is ReviewVerdict.APPROVE or one.revision == revision)
    ]


def reasons(work: Work, row: Practice) -> tuple[str, ...]:
    """Why those who do not want it do not."""
    said = [one for one in _latest(reviews_of(work, row)) if one.verdict is ReviewVerdict.DECLINE]
    return tuple(one.comment for one in said if one.revision == row.revision)


def _latest(rows: Collection[PracticeReview]) -> list[PracticeReview]:
    """The last word of each; whoever was forgotten stands for themselves in each row."""
    last: dict[tuple[int | None, int], PracticeReview] = {}
    for one in rows:
        if one.verdict is not None:
            last[one.reviewer_id, one.id if one.reviewer_id is None else 0] = one
    return list(last.values())


def _is_open(one: PracticeReview) -> bool:
    return one.verdict is None and not one.is_over
