"""How a practice of one's own stands: who has it now, until when, and what was said of it."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.messages import Attachment
from bot.core.refusal import Refusal
from bot.domain.practices import AGREEING, PracticeState, ReviewVerdict
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.storage.practices import Practice
from bot.usecases import people, practice_files, practice_reviewing, practices, recognition_authors
from bot.usecases.practices import Sheet
from bot.usecases.work import Work


@dataclass(frozen=True)
class Own:
    """`said`: what has happened to it, line by line; never who the reviewers are."""

    number: int
    title: Words
    state: PracticeState
    said: tuple[Words, ...]
    sheet: Sheet
    certificate: int | None  # of its author


def own_page(work: Work, number: int) -> Own | Refusal:
    row = practices.own(work, number)
    if isinstance(row, Refusal):
        return row
    given = recognition_authors.in_force(work, row)
    return Own(
        number=row.id,
        title=practices.title(work, row),
        state=row.state,
        said=_said(work, row),
        sheet=practices.sheet(work, row),
        certificate=given.id if given is not None and given.person_id == work.person_id else None,
    )


def own_files(work: Work, number: int) -> tuple[Attachment, ...]:
    """Nothing for whoever wants no files."""
    row = practices.own(work, number)
    return () if isinstance(row, Refusal) or people.is_text_only(work) else practice_files.attachments(work, row.id)


def _said(work: Work, row: Practice) -> tuple[Words, ...]:
    match row.state:
        case PracticeState.CENTRE:
            return (_("Handed in on {day}.", day=_day(row.submitted_at)),)
        case PracticeState.REVIEW:
            yes = practice_reviewing.verdicts(practice_reviewing.reviews_of(work, row), row.revision)
            agreed = _(
                "Reviewers who have said yes: {count} of {total}.",
                count=yes.count(ReviewVerdict.APPROVE),
                total=AGREEING,
            )
            return (_("Handed in on {day}.", day=_day(row.submitted_at)), agreed)
        case PracticeState.PUBLISHED:
            return (_("Published on {day}.", day=_day(row.published_at)),)
        case PracticeState.DECLINED:
            return tuple(_("“{text}”", text=reason) for reason in practice_reviewing.reasons(work, row))
        case PracticeState.WITHDRAWN if row.reason:
            return (_("“{text}”", text=row.reason),)
        case _:
            return ()


def _day(at: datetime | None) -> Words:
    return "" if at is None else Moment(at, MomentStyle.DATE)
