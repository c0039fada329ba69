"""What an action of a centre can come from: what its self-assessment lacks, what others recommend, what it tries or has heard.

What is in the plan already is left out, unless it was given up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, or_, select

from bot.core.refusal import Refusal
from bot.domain.action_plans import ActionOrigin, ActionState
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.transfers import TRIED, SheetPart, TransferOutcome
from bot.domain.visit_findings import FindingKind
from bot.i18n.phrase import Variants, Words, _
from bot.storage.action_plans import actions_of
from bot.storage.memberships import Membership, MembershipState
from bot.storage.practices import Practice, titles
from bot.storage.recommendations import RECOMMENDATION, Ballot, BallotState, Recommendation
from bot.storage.sessions import LearningSession, Rsvp, SessionState
from bot.storage.sessions import titles as session_titles
from bot.storage.transfers import KIND as TRANSFER
from bot.storage.transfers import Transfer
from bot.storage.variants import texts
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import audiences
from bot.usecases.action_plan_places import to_write
from bot.usecases.editions import Editions
from bot.usecases.recommendation_pages import tells_of_few
from bot.usecases.results_lacking import lacking
from bot.usecases.work import Work

MOST = 5  # of each kind, the latest or most important first: a list to choose from on a phone
BALLOTS, BEST = 3, 3  # the latest votes, and what came first in each
RECENT = timedelta(days=90)  # of sessions


@dataclass(frozen=True)
class Suggestion:
    """`wording`: by language, what the action can be called as it is; None: it says what is lacking, not what to do."""

    origin: ActionOrigin
    origin_id: int
    words: Words
    origin_part: str = ""
    wording: Mapping[str, str] | None = None
    area: PriorityArea | None = None

    @property
    def key(self) -> str:
        """Stands in an argument."""
        return "-".join((self.origin.value, str(self.origin_id), *filter(None, (self.origin_part,))))


def suggested(work: Work, editions: Editions, centre_id: int) -> tuple[Suggestion, ...]:
    """For those who write the plan."""
    if isinstance(to_write(work, centre_id), Refusal):
        return ()
    known = {
        (one.origin, one.origin_id, one.origin_part)
        for one in actions_of(work.session, centre_id)
        if one.state is not ActionState.GIVEN_UP and one.origin is not ActionOrigin.SESSION
    }
    found = (one for source in _sources(work, editions, centre_id).values() for one in source())
    return tuple(one for one in found if (one.origin, one.origin_id, one.origin_part) not in known)


def meant(work: Work, editions: Editions, centre_id: int, key: str) -> Suggestion | None:
    """Also where it is in the plan by now: whoever puts it in is told."""
    if isinstance(to_write(work, centre_id), Refusal):
        return None
    sources = _sources(work, editions, centre_id)
    wanted = [source for origin, source in sources.items() if key.startswith(f"{origin}-")]
    return next((one for source in wanted for one in source() if one.key == key), None)


def _sources(
    work: Work, editions: Editions, centre_id: int
) -> Mapping[ActionOrigin, Callable[[], Iterator[Suggestion]]]:
    """In the order in which they are offered; each is asked only where it is wanted."""
    return {
        ActionOrigin.ASSESSMENT: lambda: _of_assessment(work, editions, centre_id),
        ActionOrigin.VISIT: lambda: _of_visits(work, centre_id),
        ActionOrigin.VOTE: lambda: _of_votes(work, centre_id),
        ActionOrigin.PRACTICE: lambda: _of_practices(work, centre_id),
        ActionOrigin.SESSION: lambda: _of_sessions(work, centre_id),
    }


def _of_assessment(work: Work, editions: Editions, centre_id: int) -> Iterator[Suggestion]:
    for one in lacking(work, editions, centre_id):
        yield Suggestion(
            origin=ActionOrigin.ASSESSMENT,
            origin_id=one.assessment,
            origin_part=one.indicator,
            words=_("{area}: {indicator}", area=one.name, indicator=Variants(one.question)),
            area=one.area,
        )


def _of_visits(work: Work, centre_id: int) -> Iterator[Suggestion]:
    rows = work.session.exec(
        select(VisitFinding)
        .join(Visit, col(Visit.id) == col(VisitFinding.visit_id))
        .where(Visit.host_centre_id == centre_id, VisitFinding.kind == FindingKind.RECOMMENDATION)
        .order_by(col(VisitFinding.visit_id).desc(), col(VisitFinding.id))
        .limit(MOST)
    ).all()
    for one in rows:
        yield Suggestion(
            origin=ActionOrigin.VISIT,
            origin_id=one.id,
            words=_("Your visitors recommend: {text}", text=one.text),
            wording={one.language: one.text},
            area=one.area,
        )


def _of_votes(work: Work, centre_id: int) -> Iterator[Suggestion]:
    """What came first, where this centre was asked."""
    ballots = work.session.exec(
        select(Ballot)
        .where(Ballot.state == BallotState.CLOSED, col(Ballot.voters) > 0)
        .order_by(col(Ballot.id).desc())
        .limit(4 * BALLOTS)
    ).all()
    here = [one for one in audiences.all_centres(work) if one.id == centre_id] if ballots else []
    asked = [one for one in ballots if here and Audience.from_json(one.audience).takes_in(here[0])][:BALLOTS]
    rows: Sequence[Any] = work.session.exec(
        select(Recommendation, VisitFinding.area)
        .outerjoin(VisitFinding, col(VisitFinding.id) == col(Recommendation.finding_id))
        .where(col(Recommendation.ballot_id).in_([one.id for one in asked]))
        .order_by(
            col(Recommendation.ballot_id).desc(),
            col(Recommendation.points).desc(),
            col(Recommendation.first).desc(),
            col(Recommendation.id),
        )
    ).all()
    written = texts(work.session, RECOMMENDATION, [one.id for one, _area in rows], "text")
    left = {one.id: 1 if tells_of_few(one.voters or 0) else BEST for one in asked}
    for one, area in rows:
        if one.points and left[one.ballot_id]:
            left[one.ballot_id] -= 1
            told = written.get(one.id, {})
            yield Suggestion(
                origin=ActionOrigin.VOTE,
                origin_id=one.id,
                words=_("Chosen by vote: {text}", text=Variants(told)),
                wording=told,
                area=area,
            )


def _of_practices(work: Work, centre_id: int) -> Iterator[Suggestion]:
    """Of other centres, on their way to this one; called as on the transfer sheet, where there is one."""
    outcome = col(Transfer.outcome)
    rows = work.session.exec(
        select(Transfer, Practice.areas)
        .join(Practice, col(Practice.id) == col(Transfer.practice_id))
        .where(
            Transfer.centre_id == centre_id,
            col(Transfer.state).in_(TRIED),
            or_(outcome.is_(None), outcome != TransferOutcome.GIVEN_UP),
        )
        .order_by(col(Transfer.id).desc())
        .limit(MOST)
    ).all()
    named = titles(work.session, [one.practice_id for one, _areas in rows])
    called = texts(work.session, TRANSFER, [one.id for one, _areas in rows], SheetPart.ACTION.value)
    for one, areas in rows:
        title = named.get(one.practice_id, {})
        yield Suggestion(
            origin=ActionOrigin.PRACTICE,
            origin_id=one.id,
            words=_("The practice you try: {title}", title=Variants(title)),
            wording=called.get(one.id) or title,
            area=PriorityArea(areas[0]) if areas else None,
        )


def _of_sessions(work: Work, centre_id: int) -> Iterator[Suggestion]:
    """To which somebody of the centre has been lately."""
    people = select(Membership.person_id).where(
        Membership.centre_id == centre_id, Membership.state == MembershipState.CONFIRMED
    )
    been = select(Rsvp.session_id).where(
        col(Rsvp.person_id).in_(people), or_(col(Rsvp.attended).is_(True), col(Rsvp.checked_in_at).is_not(None))
    )
    rows = work.session.exec(
        select(LearningSession)
        .where(
            LearningSession.state == SessionState.PLANNED,
            col(LearningSession.starts_at) > work.now - RECENT,
            col(LearningSession.starts_at) < work.now,
            col(LearningSession.id).in_(been),
        )
        .order_by(col(LearningSession.starts_at).desc())
        .limit(MOST)
    ).all()
    named = session_titles(work.session, [one.id for one in rows])
    for one in rows:
        yield Suggestion(
            origin=ActionOrigin.SESSION,
            origin_id=one.id,
            words=_("What you heard in the session: {title}", title=Variants(named.get(one.id, {}))),
            area=one.area,
        )
