"""People of an audience as SQL, over the registry: centres and holders of roles are looked up before, being few."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.sessions import Rsvp, was_there
from bot.usecases.answered import has_answered

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above
_ACTIVE = CentreState.ACTIVE


@dataclass(frozen=True)
class FoundWay:
    """One way to be in an audience, with everything looked up that a query should not have to.

    Of tuples within a tuple, one of each must hold.
    """

    centres: tuple[int, ...] | None  # None: all that are active
    functions: tuple[tuple[str, ...], ...] = ()
    languages: tuple[tuple[str, ...], ...] = ()
    sessions: tuple[tuple[int, ...], ...] = ()
    no_session: bool = False
    holders: tuple[tuple[int, ...], ...] = ()  # people who hold one of the roles
    seated: tuple[int, ...] = ()  # people who need no place in a centre: their role is for these very centres
    answered: tuple[tuple[int, ...], ...] = ()
    silent: tuple[tuple["Asked", ...], ...] = ()
    none: tuple["Found", ...] = ()


Found = tuple[FoundWay, ...]
_OF_PERSON = ("languages", "sessions", "holders", "answered", "silent", "none")


@dataclass(frozen=True)
class Asked:
    """A publication, and who is asked to answer it."""

    publication: int
    people: Found


@lru_cache(maxsize=64)  # the same object each time: who puts more around it keeps that too
def people_in(found: Found) -> Select[int]:
    """Selects the ids of active people who fit, each once."""
    # No join: so that slices follow the people's own order, whatever the number of memberships.
    return select(_person.c.id).where(_person.c.state == PersonState.ACTIVE, *_conditions(found))


def places_in(found: Found, also_at: Collection[int] = ()) -> Select[Any]:
    """Selects (centre, person): each place that makes somebody one of the audience; `also_at` counts as if it were in."""
    others = (_membership.c.centre_id + 0).in_(also_at)
    ways = (and_(or_(_at(way), others), *_as(way), *_of_person(way)) for way in found)
    return (
        select(_membership.c.centre_id, _membership.c.person_id)
        .join(_person, _person.c.id == _membership.c.person_id)
        .where(_person.c.state == PersonState.ACTIVE, _membership.c.state == MembershipState.CONFIRMED)
        .where(or_(false(), *ways))
    )


def _conditions(found: Found) -> tuple[ColumnElement[bool], ...]:
    """Of a person. What is asked of them in each of the ways is asked once."""
    shared: dict[str, Any] = {name: _shared(found, name) for name in _OF_PERSON}
    ways = []
    for way in found:
        rest: dict[str, Any] = {
            name: tuple(one for one in getattr(way, name) if one not in shared[name]) for name in _OF_PERSON
        }
        ways.append(and_(_is_there(way, is_only=len(found) == 1), *_of_person(replace(way, **rest))))
    return or_(false(), *ways), *_of_person(FoundWay(centres=None, **shared))


def _shared(found: Found, name: str) -> tuple[Any, ...]:
    first = getattr(found[0], name) if found else ()
    return tuple(one for one in first if all(one in getattr(way, name) for way in found))


def _is_there(way: FoundWay, *, is_only: bool) -> ColumnElement[bool]:
    belongs = select(_membership.c.id).where(
        _membership.c.person_id == _person.c.id, _membership.c.state == MembershipState.CONFIRMED, _at(way), *_as(way)
    )
    # Beside others PostgreSQL would rather read all memberships once than look one up, unless it has to begin somewhere.
    there = (belongs if is_only else belongs.offset(0)).correlate(_person).exists()
    return or_(there, _person.c.id.in_(way.seated)) if way.seated else there


def _at(way: FoundWay) -> ColumnElement[bool]:
    """Of a membership: its centre."""
    at: ColumnElement[bool]
    if way.centres is None:
        # No join: PostgreSQL, as long as it knows little of the tables, would try each centre with each membership.
        at = select(_centre.c.state).where(_centre.c.id == _membership.c.centre_id).scalar_subquery() == _ACTIVE
    else:
        # A sum, so that no index is asked for it: SQLite would look up each of the centres for each person.
        at = (_membership.c.centre_id + 0).in_(way.centres)
    return at


def _as(way: FoundWay) -> list[ColumnElement[bool]]:
    return [_membership.c.function.in_(one) for one in way.functions]


def _of_person(way: FoundWay) -> list[ColumnElement[bool]]:
    return [
        *(func.coalesce(_person.c.language, "").in_(one) for one in way.languages),  # never NULL: it may be negated
        *(_person.c.id.in_(one) for one in way.holders),
        *(_was_at(_rsvp.c.session_id.in_(one)) for one in way.sessions),
        *((~_was_at(),) if way.no_session else ()),
        *(or_(false(), *(has_answered(number, _person.c.id) for number in one)) for one in way.answered),
        *(or_(false(), *(_is_silent(asked) for asked in one)) for one in way.silent),
        *(~and_(*_conditions(one)) for one in way.none if one),
    ]


def _was_at(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    there = and_(_rsvp.c.person_id == _person.c.id, *which, was_there())
    return select(_rsvp.c.id).where(there).correlate(_person).exists()


def _is_silent(asked: Asked) -> ColumnElement[bool]:
    return and_(*_conditions(asked.people), ~has_answered(asked.publication, _person.c.id))
