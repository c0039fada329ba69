"""What readers do with a published practice: keep it, say whether it is useful, thank for it, comment, follow an area."""

from collections.abc import Collection

from sqlmodel import col, delete, func, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.practices import KIND, PracticeState
from bot.i18n.phrase import Lines, _, _p
from bot.storage.people import Person
from bot.storage.practice_reactions import (
    MarkKind,
    PracticeComment,
    PracticeFollow,
    PracticeMark,
    followed_by,
    marks_of,
)
from bot.storage.practices import Practice, find_practice
from bot.usecases import audit
from bot.usecases.notify import Notice, tell
from bot.usecases.people import is_inside, person_of
from bot.usecases.practice_words import look, title_of
from bot.usecases.work import Work

UNKNOWN = _("There is no such practice in the library. Write *practices* to look for one.")
LONGEST_COMMENT = 1000
MOST_COMMENTS = 20  # of one person on one practice
SAVE, USEFUL, OF_NO_USE, THANK = (
    _p("word", "save"),
    _p("word", "useful"),
    _p("word", "not useful"),
    _p("word", "thank|thanks"),
)


def published(work: Work, number: str | int) -> Practice | None:
    """By its number as it was typed; None: nobody can read it (any more), or the person has not come in yet."""
    row = find_practice(work.session, number) if is_inside(work) else None
    return row if row is not None and row.state is PracticeState.PUBLISHED else None


# -- as actions ---------------------------------------------------------------------------------------------------------
def save(work: Work, number: str) -> Told | Refusal:
    practice = published(work, number)
    if practice is None:
        return Refusal(UNKNOWN)
    _mark(work, practice, MarkKind.SAVED)
    return Told(_("Practice {number} is saved. You find it under *practices*.", number=str(practice.id)), stays=True)


def unsave(work: Work, number: str) -> Told | Refusal:
    """Also of one that was withdrawn since."""
    practice = find_practice(work.session, number)
    if practice is None:
        return Refusal(UNKNOWN)
    _unmark(work, practice, MarkKind.SAVED)
    return Told(_("Practice {number} is no longer among those you saved.", number=str(practice.id)), stays=True)


def useful(work: Work, number: str) -> Told | Refusal:
    return _rate(work, number, MarkKind.USEFUL, MarkKind.OF_NO_USE)


def of_no_use(work: Work, number: str) -> Told | Refusal:
    return _rate(work, number, MarkKind.OF_NO_USE, MarkKind.USEFUL)


def thank(work: Work, number: str) -> Told | Refusal:
    """Its author is told, once for each who thanks."""
    practice = published(work, number)
    if practice is None:
        return Refusal(UNKNOWN)
    if practice.author_id == work.person_id:
        return Refusal(_("This is your own practice."))
    if _mark(work, practice, MarkKind.THANKED) and practice.author_id is not None:
        who = person_of(work)
        words = _(
            "*{name}* thanks you for your practice *{title}*.", name=who.name or "?", title=title_of(work, practice)
        )
        tell(work, [practice.author_id], Notice(f"practice:{practice.id}:thanks:{who.id}", words))
    return Told(_("Your thanks are passed on."), stays=True)


def _rate(work: Work, number: str, kind: MarkKind, other: MarkKind) -> Told | Refusal:
    practice = published(work, number)
    if practice is None:
        return Refusal(UNKNOWN)
    if practice.author_id == work.person_id:
        return Refusal(_("This is your own practice: others say whether it is useful."))
    _unmark(work, practice, other)
    _mark(work, practice, kind)
    words = _("Thank you for your word on practice {number}. It helps others to choose.", number=str(practice.id))
    return Told(words, stays=True)


def _mark(work: Work, practice: Practice, kind: MarkKind) -> bool:
    """Whether it was not there yet."""
    if kind in marks_of(work.session, practice.id, work.person_id):
        return False
    work.session.add(PracticeMark(practice_id=practice.id, person_id=work.person_id, kind=kind, at=work.now))
    work.session.flush()
    audit.note(work, "mark practice", KIND, practice.id, kind=kind)
    return True


def _unmark(work: Work, practice: Practice, kind: MarkKind) -> None:
    row = marks_of(work.session, practice.id, work.person_id).get(kind)
    if row is not None:
        work.session.delete(row)
        work.session.flush()


# -- in talks -----------------------------------------------------------------------------------------------------------
def comment(work: Work, number: int, text: str) -> int | Refusal:
    """Everybody who reads the practice reads it; its author is told. Its number."""
    practice = published(work, number)
    if practice is None:
        return Refusal(UNKNOWN)
    count = select(func.count()).where(
        PracticeComment.practice_id == practice.id, PracticeComment.person_id == work.person_id
    )
    if work.session.exec(count).one() >= MOST_COMMENTS:
        return Refusal(_("You have written {count} comments here; please leave room for others.", count=MOST_COMMENTS))
    who = person_of(work)
    language = who.language or work.translator.spoken(None)
    row = PracticeComment(practice_id=practice.id, person_id=who.id, language=language, text=text, at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.note(work, "comment on practice", KIND, practice.id, comment=row.id)
    if practice.author_id not in {None, who.id}:
        words = Lines(
            (
                _(
                    "*{name}* writes about your practice *{title}*:",
                    name=who.name or "?",
                    title=title_of(work, practice),
                ),
                text,
            )
        )
        tell(work, [practice.author_id or 0], Notice(f"practice_comment:{row.id}", words, acts=(look(practice.id),)))
    return row.id


def take_back(work: Work, comment_id: int) -> Refusal | None:
    """One's own."""
    row = work.session.get(PracticeComment, comment_id)
    if row is None or row.person_id != work.person_id or row.is_hidden:
        return Refusal(_("This is taken away already."))
    row.is_hidden, row.text = True, ""
    work.session.add(row)
    audit.note(work, "take comment back", KIND, row.practice_id, comment=row.id)
    return None


def follow(work: Work, areas: Collection[str]) -> None:
    """These, and no others."""
    wanted = {PriorityArea(one) for one in areas}
    known = followed_by(work.session, work.person_id)
    work.session.exec(
        delete(PracticeFollow).where(
            col(PracticeFollow.person_id) == work.person_id, col(PracticeFollow.area).in_(known - wanted)
        )
    )
    work.session.add_all(
        PracticeFollow(person_id=work.person_id, area=one, at=work.now) for one in PriorityArea if one in wanted - known
    )
    audit.note(work, "follow areas", "person", work.person_id, areas=sorted(wanted))


def followed(work: Work) -> frozenset[PriorityArea]:
    return followed_by(work.session, work.person_id)


def names(work: Work, people: Collection[int]) -> dict[int, str]:
    rows = work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(people))))
    return {number: name or "?" for number, name in rows}


def acts(number: int, *, is_saved: bool, is_own: bool, said: MarkKind | None) -> tuple[Act, ...]:
    """What can be tapped below a practice."""
    value = str(number)
    saving = (
        Act("practice.unsave", value, _p("button", "Saved"), chosen=True)
        if is_saved
        else Act("practice.save", value, _p("button", "Save"), SAVE)
    )
    if is_own:
        return (saving,)
    return (
        saving,
        Act("practice.useful", value, _p("button below a practice", "Useful"), USEFUL, chosen=said is MarkKind.USEFUL),
        Act("practice.no-use", value, _p("button", "Not useful"), OF_NO_USE, chosen=said is MarkKind.OF_NO_USE),
        Act("practice.thank", value, _p("button", "Say thank you"), THANK),
    )
