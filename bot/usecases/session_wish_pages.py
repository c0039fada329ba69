"""What one sees of wishes for sessions: one's own, those of others that one may join, and those of one's own scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Variants
from bot.storage.memberships import Membership, belongs
from bot.storage.people import Person
from bot.storage.session_wishes import SessionWish, WishPerson, find_wish, wanting
from bot.storage.variants import texts
from bot.usecases.people import person_of
from bot.usecases.session_wish_places import Reach, is_free, own_centres, reach_of, waits_within
from bot.usecases.session_wishes import is_offered, is_planned, is_taken_up
from bot.usecases.work import Work

MOST_LISTED = 24
MOST_NAMES = 8


@dataclass(frozen=True)
class Line:
    """One of a list. `people` want it: those one sees by a role, or all."""

    number: int
    text: str
    area: PriorityArea | None
    people: int
    is_mine: bool = False


@dataclass(frozen=True)
class Wanting:
    name: str
    centre: Variants


@dataclass(frozen=True)
class Seen:
    """A wish as this person sees it; `names` for those who coordinate, of their own scope only."""

    number: int
    text: str
    written_in: str | None  # where that is another language than the reader's
    area: PriorityArea | None
    languages: Sequence[str]
    people: int  # who want it and wait, everywhere
    names: tuple[Wanting, ...]
    is_mine: bool
    is_seen: bool  # where it is mine: one belongs to a centre, of which somebody may see it
    is_answered: bool  # "not now", where it is mine
    answer: str | None
    session: int | None  # that comes of it
    is_planned: bool
    may_answer: bool
    may_join: bool


def any_to_see(work: Work) -> bool:
    """Of those to answer, and of one's own."""
    return bool(within_reach(work)) or bool(own(work))


def within_reach(work: Work) -> tuple[Line, ...]:
    """By area, in each what most people want first; for whoever may propose a session."""
    reach = reach_of(work, work.person_id)
    return () if reach == () else _by_area(_lines(work, waits_within(work, reach), is_free()))


def own(work: Work) -> tuple[Line, ...]:
    """The latest first, whatever became of them."""
    rows = work.session.exec(
        select(SessionWish)
        .join(WishPerson, col(WishPerson.wish_id) == col(SessionWish.id))
        .where(WishPerson.person_id == work.person_id)
        .order_by(col(SessionWish.id).desc())
        .limit(MOST_LISTED)
    ).all()
    return tuple(Line(one.id, one.text, one.area, 0, is_mine=True) for one in rows)


def of_others(work: Work) -> tuple[Line, ...]:
    """What one could join, for whoever cannot propose sessions: without names."""
    if not is_offered(work):
        return ()
    mine = select(WishPerson.wish_id).where(WishPerson.person_id == work.person_id)
    return _by_area(_lines(work, waits_within(work, None), is_free(), col(SessionWish.id).not_in(mine)))


def _by_area(lines: Sequence[Line]) -> tuple[Line, ...]:
    """In each what most people want first; what belongs to none comes last."""
    order = {area: number for number, area in enumerate(PriorityArea)}
    return tuple(sorted(lines, key=lambda one: order[one.area] if one.area else len(order)))


def seen(work: Work, number: str) -> Seen | None:
    """None: there is none, or it is none of theirs."""
    row = find_wish(work.session, number)
    if row is None:
        return None
    people = wanting(work.session, row.id)
    mine = next((one for one in people if one.person_id == work.person_id), None)
    waiting = [one for one in people if one.answered_at is None]
    taken_up = is_taken_up(work, row)
    reach = reach_of(work, work.person_id)
    names = {} if reach == () else _names(work, row.id, reach)
    may_join = mine is None and is_offered(work) and bool(waiting) and not is_planned(work, row)
    if mine is None and not names and not may_join:
        return None
    reader = work.translator.spoken(person_of(work).language)
    return Seen(
        number=row.id,
        text=row.text,
        written_in=None if row.language == reader else row.language,
        area=row.area,
        languages=tuple(row.languages),
        people=len(waiting),
        names=tuple(names.values())[:MOST_NAMES],
        is_mine=mine is not None,
        is_seen=bool(own_centres(work, work.person_id)),
        is_answered=mine is not None and mine.answered_at is not None,
        answer=None if mine is None else mine.answer,
        session=row.session_id if taken_up else None,
        is_planned=is_planned(work, row),
        may_answer=bool(names) and not taken_up,
        may_join=may_join,
    )


def _lines(work: Work, *conditions: ColumnElement[bool]) -> tuple[Line, ...]:
    people = func.count(col(WishPerson.id))
    rows = work.session.exec(
        select(SessionWish.id, SessionWish.text, SessionWish.area, people)
        .join(WishPerson, col(WishPerson.wish_id) == col(SessionWish.id))
        .where(*conditions)
        .group_by(col(SessionWish.id), col(SessionWish.text), col(SessionWish.area))
        .order_by(people.desc(), col(SessionWish.id))
        .limit(MOST_LISTED)
    ).all()
    return tuple(
        Line(number, text, None if area is None else PriorityArea(area), count) for number, text, area, count in rows
    )


def _names(work: Work, wish: int, reach: Reach) -> Mapping[int, Wanting]:
    """By person, in the order in which they came: of whom one coordinates."""
    there = (
        select(Person.id, Person.name, Membership.centre_id)
        .join(WishPerson, col(WishPerson.person_id) == col(Person.id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(WishPerson.wish_id == wish, col(WishPerson.answered_at).is_(None), belongs(work.now.date()))
        .order_by(col(WishPerson.id), col(Membership.id).desc())
    )
    if reach is not None:
        there = there.where(col(Membership.centre_id).in_(reach))
    rows = work.session.exec(there).all()
    named = texts(work.session, "centre", sorted({centre for _id, _name, centre in rows}), "name")
    return {person: Wanting(name or "?", Variants(named.get(centre, {}))) for person, name, centre in rows}
