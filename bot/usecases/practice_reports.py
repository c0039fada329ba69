"""Something is wrong with a practice or a comment: said by a reader, settled by whoever reviews practices there."""

from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.practices import KIND, PracticeState
from bot.domain.rights import ROLES, Right, allows
from bot.i18n.phrase import Lines, Words, _, _p
from bot.storage.practice_reactions import PracticeComment, PracticeReport
from bot.storage.practices import Practice, locked_practice
from bot.usecases import audit, practice_publishing, rights
from bot.usecases.coordinators import holding
from bot.usecases.notify import Notice, tell
from bot.usecases.practice_reactions import UNKNOWN, published
from bot.usecases.practice_words import TALK, WRONG, look, title_of
from bot.usecases.work import Work

RIGHT = Right.REVIEW
LONGEST_REASON = 500
TAKE_DOWN, LEAVE, REPORT = _p("word", "take down"), _p("word", "leave it"), _p("word", "report practice|report")
_SETTLED = _("Somebody has settled this already. Thank you.")


def may_settle(work: Work, practice: Practice) -> bool:
    return rights.refused(work, RIGHT, rights.at_centre(work, practice.centre_id)) is None


def offer(work: Work, argument: str) -> Told | Refusal:
    """Of a practice that is named by its number: the button by which one says what is wrong with it."""
    practice = published(work, argument)
    if practice is None:
        return Refusal(
            Lines(
                (
                    _(
                        "There is no practice {number} in the library. Open the one that you mean: *Report it* stands below it.",
                        number=argument,
                    ),
                    _("For the report of your centre, write *report* alone."),
                )
            )
        )
    if practice.author_id == work.person_id:
        return Refusal(_("This is your own practice: you can change or withdraw it under *my practices*."))
    words = _(
        "Is something wrong with practice {number}, *{title}*? Then say what it is.",
        number=str(practice.id),
        title=title_of(work, practice),
    )
    return Told(words, (Act("begin", f"{TALK}:{WRONG}{practice.id}", _("Report it")),), stays=True)


def report(work: Work, number: int, reason: str, comment_id: int | None = None) -> int | Refusal:
    """Whoever reviews practices there is told, and settles it by a tap. How many that are."""
    practice = published(work, number)
    if practice is None:
        return Refusal(UNKNOWN)
    comment = None if comment_id is None else work.session.get(PracticeComment, comment_id)
    if comment_id is not None and (comment is None or comment.practice_id != practice.id or comment.is_hidden):
        return Refusal(_("This comment is not there any more."))
    is_open = select(PracticeReport.id).where(
        PracticeReport.practice_id == practice.id,
        PracticeReport.comment_id == comment_id,
        PracticeReport.person_id == work.person_id,
        col(PracticeReport.settled_at).is_(None),
    )
    if work.session.exec(is_open).first() is not None:
        return Refusal(_("You have reported this already; somebody will look at it."))
    row = PracticeReport(
        practice_id=practice.id, comment_id=comment_id, person_id=work.person_id, reason=reason, at=work.now
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "report practice", KIND, practice.id, report=row.id, comment=comment_id)
    return tell(
        work,
        _who_settles(work, practice),
        Notice(f"practice_report:{row.id}", _told(work, practice, row, comment), acts=_acts(row)),
    )


def take_down(work: Work, argument: str) -> Told | Refusal:
    """The comment goes, or the whole practice leaves the library."""
    found = _open(work, argument)
    if isinstance(found, Refusal):
        return found
    row, practice = found
    comment = None if row.comment_id is None else work.session.get_one(PracticeComment, row.comment_id)
    if comment is not None:
        comment.is_hidden = True
        work.session.add(comment)
        told: Words = _("The comment is taken down.")
    else:
        if practice.state is PracticeState.PUBLISHED:
            practice_publishing.withdraw(work, practice, row.reason)
            _tell_author(work, practice, row)
        told = _("Practice {number} is taken out of the library, and its author is told.", number=str(practice.id))
    _settle(work, row, is_founded=True)
    return Told(told)


def leave(work: Work, argument: str) -> Told | Refusal:
    found = _open(work, argument)
    if isinstance(found, Refusal):
        return found
    _settle(work, found[0], is_founded=False)
    return Told(_("It stays as it is."))


def _open(work: Work, argument: str) -> tuple[PracticeReport, Practice] | Refusal:
    """Locked with its practice: of two who settle it at once, one does."""
    number = row_number(argument)
    row = None if number is None else work.session.get(PracticeReport, number)
    practice = None if row is None else locked_practice(work.session, row.practice_id)
    if row is None or practice is None or not may_settle(work, practice):
        return Refusal(
            _(
                "There is no report {number} that you could settle. The number of a report stands in the message that tells you of it; "
                "that of the practice is another one.",
                number=argument,
            )
        )
    work.session.refresh(row)
    return Refusal(_SETTLED) if row.settled_at is not None else (row, practice)


def _settle(work: Work, row: PracticeReport, *, is_founded: bool) -> None:
    row.settled_at, row.is_founded = work.now, is_founded
    work.session.add(row)
    audit.note(work, "settle report", KIND, row.practice_id, report=row.id, founded=is_founded)
    words = (
        _(
            "Thank you for telling us about practice {number}: you were right, and it is taken down.",
            number=str(row.practice_id),
        )
        if is_founded
        else _(
            "Thank you for telling us about practice {number}. It was looked at, and it stays.",
            number=str(row.practice_id),
        )
    )
    tell(work, [row.person_id], Notice(f"practice_report:{row.id}:settled", words))


def _who_settles(work: Work, practice: Practice) -> list[int]:
    where = rights.at_centre(work, practice.centre_id)
    held = holding(work, ROLES[RIGHT])
    return [person for person, roles in held.items() if allows(roles, RIGHT, where) and person != work.person_id]


def _told(work: Work, practice: Practice, row: PracticeReport, comment: PracticeComment | None) -> Words:
    about: Words = (
        _(
            "*Report {report}*: somebody finds that something is wrong with practice {number}, *{title}*:",
            report=str(row.id),
            number=str(practice.id),
            title=title_of(work, practice),
        )
        if comment is None
        else _(
            "*Report {report}*: somebody finds that something is wrong with a comment on practice {number}, *{title}*:",
            report=str(row.id),
            number=str(practice.id),
            title=title_of(work, practice),
        )
    )
    quoted = () if comment is None else (_("The comment: {text}", text=comment.text),)
    return Lines((about, row.reason, *quoted))


def _acts(row: PracticeReport) -> tuple[Act, ...]:
    return (
        look(row.practice_id),
        Act("practice.take-down", str(row.id), _p("button", "Take it down"), TAKE_DOWN),
        Act("practice.leave", str(row.id), _p("button", "Leave it as it is"), LEAVE),
    )


def _tell_author(work: Work, practice: Practice, row: PracticeReport) -> None:
    if practice.author_id is None:
        return
    words = Lines(
        (
            _("Your practice *{title}* was taken out of the library, because of this:", title=title_of(work, practice)),
            row.reason,
            _("Your text is kept. Please ask your coordinator if you think that this is wrong."),
        )
    )
    tell(work, [practice.author_id], Notice(f"practice_report:{row.id}:author", words))
