"""What people are told of a practice: that it is their turn, until when, and what has become of it."""

from collections.abc import Collection

from bot.core.outcome import Act
from bot.domain.practices import KIND
from bot.i18n.phrase import LanguageName, Lines, Moment, MomentStyle, Words, _, _p
from bot.storage.people import Person
from bot.storage.practices import Practice, PracticeReview
from bot.usecases import practices, recognition_authors
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.work import Work

REVIEW_TALK, SHARE_TALK, OWN_TALK = "reviewpractices", "sharepractice", "mypractices"
CHANGES = "changes"  # behind a practice's number: what a talk begins with


def ask_centre(work: Work, row: Practice, people: Collection[int]) -> None:
    author = None if row.author_id is None else work.session.get(Person, row.author_id)
    words = _(
        "{author} would like to share a practice of *{centre}*: {practice}. It becomes public in the name of the centre, if you agree.",
        author=(author.name if author is not None else None) or "?",
        centre=centre_name(work, row.centre_id),
        practice=_called(work, row),
    )
    _tell(work, row, people, f"centre:{row.revision}", words, (_read(row),))


def remind_centre(work: Work, row: Practice, people: Collection[int]) -> None:
    words = _("This practice of your centre still waits for your yes: {practice}.", practice=_called(work, row))
    _tell(work, row, people, f"centre:{row.revision}:{row.reminders}", words, (_read(row),))


def tell_author_of_centre(work: Work, row: Practice) -> None:
    words = _("Your centre agrees: {practice} goes to the reviewers now.", practice=_called(work, row))
    _tell_author(work, row, f"agreed:{row.revision}", words)


def tell_author_of_silence(work: Work, row: Practice) -> None:
    words = _(
        "Your centre has not answered yet about {practice}. Perhaps you can talk with whoever leads it; nothing is lost.",
        practice=_called(work, row),
    )
    _tell_author(work, row, f"silence:{row.revision}", words)


def ask_reviewer(work: Work, row: Practice, review: PracticeReview, *, reads_it: bool) -> None:
    words: Words = _(
        "Please review this practice of *{centre}* by {day}: {practice}. It takes a few minutes.",
        centre=centre_name(work, row.centre_id),
        day=Moment(review.due_at, MomentStyle.DATE),
        practice=_called(work, row),
    )
    if not reads_it:
        unread = _(
            "It is written in {language}. If you do not read that, say so there, and somebody else gets it.",
            language=LanguageName(row.language),
        )
        words = Lines((words, unread))
    _tell(work, row, _there(review.reviewer_id), f"review:{review.id}", words, (_read(row),))


def remind_reviewer(work: Work, row: Practice, review: PracticeReview) -> None:
    words = _(
        "This practice still waits for your review, until {day}: {practice}.",
        day=Moment(review.due_at, MomentStyle.DATE),
        practice=_called(work, row),
    )
    _tell(work, row, _there(review.reviewer_id), f"review:{review.id}:again", words, (_read(row),))


def tell_replaced(work: Work, row: Practice, review: PracticeReview) -> None:
    words = _(
        "Somebody else reviews {practice} now, as you had no time for it. You need not do anything.",
        practice=_called(work, row),
    )
    _tell(work, row, _there(review.reviewer_id), f"review:{review.id}:over", words)


def ask_author(work: Work, row: Practice) -> None:
    """Reviewers, or their centre, would like something to be different."""
    words = _(
        "There is a comment on {practice}: a small change is asked for. I show you what, one thing after the other.",
        practice=_called(work, row),
    )
    _tell_author(work, row, f"changes:{row.revision}", words, (_change(row),))


def remind_author(work: Work, row: Practice) -> None:
    words = _("{practice} still waits for your changes. What you told is kept.", practice=_called(work, row))
    _tell_author(work, row, f"changes:{row.revision}:{row.reminders}", words, (_change(row),))


def tell_published(work: Work, row: Practice) -> None:
    words = _(
        "{practice} is published: other centres can find it now. Thank you for sharing it! There is a certificate with your name.",
        practice=_called(work, row),
    )
    _tell_author(work, row, f"published:{row.revision}", words, _certificate(work, row))


def _certificate(work: Work, row: Practice) -> tuple[Act, ...]:
    given = recognition_authors.in_force(work, row)
    return (
        ()
        if given is None
        else (Act("begin", f"{recognition_authors.TALK}:{given.id}", _p("button", "My certificate")),)
    )


def tell_declined(work: Work, row: Practice, reasons: Collection[str]) -> None:
    words = Lines(
        (
            _("The reviewers do not publish {practice}. Why:", practice=_called(work, row)),
            *(_("“{text}”", text=reason) for reason in reasons),
            _("What you wrote is kept: *my practices* lets you take it back, change it and hand it in again."),
        )
    )
    _tell_author(work, row, f"declined:{row.revision}", words)


def _called(work: Work, row: Practice) -> Words:
    return _("*{title}* (practice {number})", title=practices.title(work, row), number=str(row.id))


def _read(row: Practice) -> Act:
    return Act("begin", f"{REVIEW_TALK}:{row.id}", _p("button", "Read it"))


def _change(row: Practice) -> Act:
    return Act("begin", f"{SHARE_TALK}:{row.id}-{CHANGES}", _p("button", "See the comments"))


def _there(person: int | None) -> tuple[int, ...]:
    return () if person is None else (person,)


def _tell_author(work: Work, row: Practice, key: str, words: Words, acts: tuple[Act, ...] = ()) -> None:
    _tell(work, row, _there(row.author_id), key, words, acts)


def _tell(
    work: Work, row: Practice, people: Collection[int], key: str, words: Words, acts: tuple[Act, ...] = ()
) -> None:
    tell_by_day(work, people, Notice(f"{KIND}:{row.id}:{key}", words, acts))
