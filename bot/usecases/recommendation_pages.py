"""What one sees of votes on recommendations: what may be put to one, which are open, and what came out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import and_, col, func, or_, select

from bot.core.identifiers import row_number
from bot.domain.areas import AREA_NAMES
from bot.domain.recommendations import BallotMethod, BallotVoter
from bot.domain.rights import Right
from bot.domain.suppression import FEWEST
from bot.i18n.phrase import Variants, Words, _, _n
from bot.storage.recommendations import (
    KIND,
    RECOMMENDATION,
    Ballot,
    BallotState,
    BallotVote,
    recommendations_of,
)
from bot.storage.variants import texts
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import recommendation_findings, rights
from bot.usecases.centre_report_sources import programme_name
from bot.usecases.invitations import centre_name
from bot.usecases.recommendations import looks_after, votes_as
from bot.usecases.work import Work

MOST_LISTED, MOST_FOUND = 12, 30


@dataclass(frozen=True)
class Found:
    """A recommendation of a report, to choose from."""

    number: int
    words: Words


@dataclass(frozen=True)
class Line:
    number: int
    title: Variants
    is_open: bool


@dataclass(frozen=True)
class Placed:
    """A recommendation; `points` once they are counted."""

    number: int
    words: Variants
    points: int = 0
    first: int = 0


@dataclass(frozen=True)
class Shown:
    """A vote as somebody sees it. `votes_as`: for which centres, by id and name; (None, "") stands for themselves."""

    number: int
    title: Variants
    method: BallotMethod
    voter: BallotVoter
    is_open: bool
    closes_at: datetime
    recommendations: tuple[Placed, ...]  # the most points first, once they are counted
    voters: int  # while it is open, only for whoever looks after it
    votes_as: tuple[tuple[int | None, Words], ...]
    voted_as: frozenset[int | None]  # those of them who have voted, while it is open
    looks_after: bool
    programme: Words


def may_open(work: Work) -> bool:
    return rights.has_somewhere(work, Right.PUBLISH)


def found(work: Work) -> tuple[Found, ...]:
    """Of the latest reports of visits to centres that the person coordinates."""
    rows = work.session.exec(
        recommendation_findings.within_reach(work).order_by(col(VisitFinding.id).desc()).limit(MOST_FOUND)
    ).all()
    hosts = dict(
        work.session.exec(
            select(Visit.id, Visit.host_centre_id).where(col(Visit.id).in_({one.visit_id for one in rows}))
        ).all()
    )
    named = texts(work.session, "centre", set(hosts.values()), "name")
    return tuple(
        Found(
            one.id,
            _(
                "{text} ({area}, at {centre})",
                text=one.text,
                area=AREA_NAMES[one.area],
                centre=Variants(named.get(hosts[one.visit_id], {})),
            ),
        )
        for one in rows
    )


def any_in_sight(work: Work) -> bool:
    return may_open(work) or bool(listed(work))


def listed(work: Work) -> tuple[Line, ...]:
    """Those that are open, and the latest that were counted, of whoever is asked or looks after them."""
    rows = work.session.exec(
        select(Ballot).where(Ballot.state != BallotState.DROPPED).order_by(col(Ballot.id).desc()).limit(MOST_LISTED)
    ).all()
    mine = [one for one in rows if votes_as(work, one) or looks_after(work, one)]
    named = texts(work.session, KIND, [one.id for one in mine], "title")
    return tuple(Line(one.id, Variants(named.get(one.id, {})), _is_open(work, one)) for one in mine)


def seen(work: Work, number: str) -> Shown | None:
    """None: there is none, or it is none of theirs."""
    known = row_number(number)
    ballot = None if known is None else work.session.get(Ballot, known)
    if ballot is None or ballot.state is BallotState.DROPPED:
        return None
    mine, may = votes_as(work, ballot), looks_after(work, ballot)
    if not mine and not may:
        return None
    return Shown(
        number=ballot.id,
        title=Variants(texts(work.session, KIND, [ballot.id], "title").get(ballot.id, {})),
        method=ballot.method,
        voter=ballot.voter,
        is_open=_is_open(work, ballot),
        closes_at=ballot.closes_at,
        recommendations=placed(work, ballot),
        voters=_so_far(work, ballot) if may and _is_open(work, ballot) else ballot.voters or 0,
        votes_as=tuple((one, "" if one is None else centre_name(work, one)) for one in mine),
        voted_as=_voted_as(work, ballot, mine),
        looks_after=may,
        programme=_programme(work, mine),
    )


def placed(work: Work, ballot: Ballot) -> tuple[Placed, ...]:
    rows = recommendations_of(work.session, ballot.id)
    written = texts(work.session, RECOMMENDATION, [one.id for one in rows], "text")
    found = [Placed(one.id, Variants(written.get(one.id, {})), one.points or 0, one.first or 0) for one in rows]
    ordered = sorted(found, key=lambda one: (-one.points, -one.first))
    if tells_of_few(ballot.voters or 0):
        rest = sorted(ordered[1:], key=lambda one: one.number)
        ordered = [replace(one, points=0, first=0) for one in (*ordered[:1], *rest)]
    return tuple(ordered)


def tells_of_few(voters: int) -> bool:
    """Then points, and the order of all, would tell how somebody has voted: only what came first is told."""
    return 0 < voters < FEWEST


def so_far(voters: int) -> Words:
    return _n("{count} has voted.", "{count} have voted.", voters) if voters else _("Nobody has voted yet.")


def result(placed: Sequence[Placed], voters: int) -> tuple[Words, ...]:
    """In words: how many have voted, then a line each, the most points first."""
    if not voters:
        return (_("Nobody has voted."),)
    if tells_of_few(voters):
        return (
            _n("{count} has voted.", "{count} have voted.", voters),
            _("First came: {text}", text=placed[0].words),
            _("Points are shown from five votes on, so that nobody's vote can be told from them."),
        )
    lines = (
        _n("{place}. {text}: {count} point", "{place}. {text}: {count} points", one.points, place=place, text=one.words)
        for place, one in enumerate(placed, 1)
    )
    return (_n("{count} has voted.", "{count} have voted.", voters), *lines)


def _is_open(work: Work, ballot: Ballot) -> bool:
    return ballot.state is BallotState.OPEN and ballot.closes_at > work.now


def _so_far(work: Work, ballot: Ballot) -> int:
    return work.session.exec(select(func.count()).where(BallotVote.ballot_id == ballot.id)).one()


def _voted_as(work: Work, ballot: Ballot, mine: Sequence[int | None]) -> frozenset[int | None]:
    own = and_(col(BallotVote.centre_id).is_(None), BallotVote.person_id == work.person_id)
    centres = col(BallotVote.centre_id).in_([one for one in mine if one is not None])
    rows = work.session.exec(
        select(BallotVote.centre_id).where(BallotVote.ballot_id == ballot.id, or_(own, centres)).distinct()
    )
    return frozenset(rows)


def _programme(work: Work, centres: Sequence[int | None]) -> Words:
    centre = next((one for one in centres if one is not None), None)
    return "" if centre is None else programme_name(work, centre)
