"""A wish for a session: saying it, wanting the same, taking it back, and the kind no of whoever coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.names import fold
from bot.i18n.languages import BASE
from bot.i18n.phrase import Words, _, _p
from bot.storage.centres import Centre
from bot.storage.session_wishes import SessionWish, WishPerson, find_wish, wanting
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases import audit, session_lists, session_wish_telling
from bot.usecases.people import person_of
from bot.usecases.programmes import the_programme
from bot.usecases.session_wish_places import is_free, own_centres, reach_of, waits_within
from bot.usecases.work import Work

KIND = "session_wish"  # in the audit
LONGEST_WISH, LONGEST_ANSWER = 300, 500  # signs
MOST_SAID, MOST_WANTED = 5, 20  # that are open: in one's own words, and in all
MOST_LANGUAGES = 8
WISH = Act("begin", "wish", _p("button", "Wish for a session"))
GONE = _("There is no such wish, or it was taken back meanwhile. Write *wishes* to see those there are.")


@dataclass(frozen=True)
class Wish:
    text: str
    area: PriorityArea | None = None
    languages: Sequence[str] = ()


def is_offered(work: Work) -> bool:
    """To whoever belongs to a centre, and cannot propose a session instead."""
    return not session_lists.may_propose(work) and bool(own_centres(work, work.person_id))


def cannot_wish(work: Work) -> Refusal | None:
    if refusal := _cannot_want(work):
        return refusal
    mine = _open_ones(work, SessionWish.person_id == work.person_id)
    if mine < MOST_SAID:
        return None
    return Refusal(
        _(
            "You have {count} wishes that are open. Take one back that matters less, then there is room for this one: "
            "write *wishes*.",
            count=MOST_SAID,
        )
    )


def spoken(work: Work) -> tuple[str, ...]:
    """On offer: the language of the talk, and those of one's centres."""
    of_centres = work.session.exec(
        select(Centre.languages).where(col(Centre.id).in_(own_centres(work, work.person_id))).order_by(col(Centre.id))
    )
    own = person_of(work).language or BASE
    found = dict.fromkeys((own, *(tag for languages in of_centres for tag in languages), BASE))
    return tuple(found)[:MOST_LANGUAGES]


def say(work: Work, wish: Wish) -> int | Refusal:
    """Whoever coordinates their centre hears of it. Its number."""
    if refusal := cannot_wish(work):
        return refusal
    if same := _said_already(work, wish.text):
        why = _(
            "Somebody has wished for just this: it is wish {number}. Write *wishes {number}* to say that you would come, "
            "too; or change your words.",
            number=str(same),
        )
        return Refusal(why, key="text")
    session_wish_telling.note(work, own_centres(work, work.person_id))
    author = person_of(work)
    row = SessionWish(
        programme_id=the_programme(work).id,
        person_id=author.id,
        text=wish.text,
        language=work.translator.spoken(author.language),
        area=wish.area,
        languages=list(wish.languages),
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add(WishPerson(wish_id=row.id, person_id=author.id, at=work.now))
    work.session.flush()
    audit.note(work, "wish", KIND, row.id, area=wish.area)
    return row.id


def join(work: Work, number: int) -> Refusal | None:
    """I would come, too."""
    row = find_wish(work.session, number, to_change=True)
    people = [] if row is None else wanting(work.session, row.id)
    if row is None or all(one.answered_at is not None for one in people):
        return Refusal(GONE)
    if any(one.person_id == work.person_id for one in people):
        return None
    if refusal := _cannot_want(work) or _cannot_join(work, row):
        return refusal
    session_wish_telling.note(work, own_centres(work, work.person_id))
    work.session.add(WishPerson(wish_id=row.id, person_id=work.person_id, at=work.now))
    work.session.flush()
    audit.note(work, "join wish", KIND, row.id)
    return None


def _cannot_join(work: Work, row: SessionWish) -> Refusal | None:
    if is_planned(work, row):
        return Refusal(_("There is a session about it already: write *sessions* to see yours."))
    if _open_ones(work) < MOST_WANTED:
        return None
    return Refusal(
        _(
            "You have said of {count} wishes that you would come. Take one back that matters less: write *wishes*.",
            count=MOST_WANTED,
        )
    )


def take_back(work: Work, number: int) -> int | Refusal:
    """How many others still want it: then the words stay, without a name."""
    row = find_wish(work.session, number, to_change=True)
    people = [] if row is None else wanting(work.session, row.id)
    mine = next((one for one in people if one.person_id == work.person_id), None)
    if row is None or mine is None:
        return Refusal(GONE)
    work.session.delete(mine)
    work.session.flush()
    if len(people) == 1:
        work.session.delete(row)
    elif row.person_id == work.person_id:
        row.person_id = None
        work.session.add(row)
    work.session.flush()
    audit.note(work, "take wish back", KIND, number)
    return len(people) - 1


def not_now(work: Work, number: int, answer: str | None) -> int | Refusal:
    """To those of one's own scope; whoever else wants it is answered by their own coordinators. How many are told."""
    row = find_wish(work.session, number, to_change=True)
    if row is None:
        return Refusal(GONE)
    mine = work.session.exec(
        select(WishPerson)
        .where(WishPerson.wish_id == row.id, waits_within(work, reach_of(work, work.person_id)))
        .order_by(col(WishPerson.id))
    ).all()
    if not mine:
        return Refusal(GONE)
    if is_taken_up(work, row):
        return Refusal(_("A session comes of this wish already: number {number}.", number=str(row.session_id)))
    for one in mine:
        one.answer, one.answered_by_id, one.answered_at, one.to_tell = answer, work.person_id, work.now, True
    work.session.add_all(mine)
    work.session.flush()
    audit.note(work, "answer wish", KIND, row.id, people=len(mine))
    return len(mine)


def is_taken_up(work: Work, row: SessionWish) -> bool:
    """A session comes of it that was not called off."""
    return _state(work, row) not in {None, SessionState.CANCELLED}


def is_planned(work: Work, row: SessionWish) -> bool:
    return _state(work, row) is SessionState.PLANNED


def _state(work: Work, row: SessionWish) -> SessionState | None:
    session = None if row.session_id is None else work.session.get(LearningSession, row.session_id)
    return None if session is None else session.state


def _cannot_want(work: Work) -> Refusal | None:
    if session_lists.may_propose(work):
        return Refusal(_("You can propose sessions yourself: write *propose*. *wishes* shows what others wish for."))
    if not own_centres(work, work.person_id):
        return Refusal(NO_CENTRE)
    return None


NO_CENTRE: Words = _(
    "Wishes come from the people of a centre, and you belong to none at present. The *menu* shows how to join yours."
)


def _open_ones(work: Work, *more: bool) -> int:
    """Wishes of the actor that nobody has answered."""
    mine = (
        select(func.count())
        .select_from(SessionWish)
        .join(WishPerson, col(WishPerson.wish_id) == col(SessionWish.id))
        .where(WishPerson.person_id == work.person_id, col(WishPerson.answered_at).is_(None), is_free(), *more)
    )
    return work.session.exec(mine).one()


def _said_already(work: Work, text: str) -> int | None:
    """By its number: in the same words, but for accents and capitals, and still open."""
    waits = select(WishPerson.id).where(WishPerson.wish_id == SessionWish.id, col(WishPerson.answered_at).is_(None))
    rows = work.session.exec(
        select(SessionWish.id, SessionWish.text).where(is_free(), waits.exists()).order_by(col(SessionWish.id))
    )
    wanted = fold(text)
    return next((number for number, said in rows if fold(said) == wanted), None)
