"""Recommendations put to a vote: opening it, voting for oneself or one's centre, and the count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.names import fold
from bot.domain.recommendations import LEAST, MOST, BallotMethod, BallotVoter, counted, is_fair, of_ranking
from bot.domain.rights import Right
from bot.i18n.phrase import _
from bot.storage.next_free import next_free
from bot.storage.recommendations import (
    KIND,
    RECOMMENDATION,
    Ballot,
    BallotNews,
    BallotState,
    BallotVote,
    Recommendation,
    locked_ballot,
    recommendations_of,
)
from bot.storage.visit_reports import VisitFinding
from bot.usecases import audiences, audit, recommendation_findings, recommendation_rounds, variants
from bot.usecases.partner_rights import spoken_for
from bot.usecases.people import person_of
from bot.usecases.rights import NO_RIGHT
from bot.usecases.work import Work

UNKNOWN = _("There is no such vote. Write *recommendations* to see yours.")
OVER = _("This vote is over; your earlier votes have counted.")


@dataclass(frozen=True)
class Opening:
    """`findings`: recommendations of visits by number; `weak`: what a round found, by value; `own`: others, a line each."""

    title: str
    findings: tuple[int, ...]
    own: tuple[str, ...]
    audience: Audience
    method: BallotMethod
    voter: BallotVoter
    closes_at: datetime
    weak: tuple[str, ...] = ()


def open_ballot(work: Work, opening: Opening) -> int | Refusal:
    """Its number. Those who are asked are told in slices, by the clock."""
    if refusal := audiences.refused(work, Right.PUBLISH, opening.audience):
        return refusal
    if opening.closes_at <= work.now:
        return Refusal(_("That day has passed already. Please give a day to come."), key="closes")
    found = _findings(work, opening.findings)
    language = work.translator.spoken(person_of(work).language)
    told: list[_Told] = [(one.id, {one.language or language: one.text}, one.language or language) for one in found]
    told += [(None, texts, language) for texts in recommendation_rounds.chosen(work, opening.weak)]
    seen = {fold(text) for _finding, texts, _language in told for text in texts.values()}
    for words in opening.own:
        if fold(words) not in seen:
            seen.add(fold(words))
            told.append((None, {language: words}, language))
    if not LEAST <= len(told) <= MOST:
        return Refusal(
            _(
                "A vote needs {least} to {most} recommendations; this has {count}.",
                least=LEAST,
                most=MOST,
                count=len(told),
            ),
            key="own",
        )
    ballot = Ballot(
        author_id=work.person_id,
        audience=opening.audience.to_json(),
        method=opening.method,
        voter=opening.voter,
        closes_at=opening.closes_at,
        created_at=work.now,
    )
    work.session.add(ballot)
    work.session.flush()
    variants.write(work, KIND, ballot.id, "title", {language: opening.title}, language)
    for finding, texts, original in told:
        row = Recommendation(ballot_id=ballot.id, finding_id=finding)
        work.session.add(row)
        work.session.flush()
        variants.write(work, RECOMMENDATION, row.id, "text", texts, original)
    work.session.flush()
    audit.note(work, "open vote", KIND, ballot.id, recommendations=len(told))
    return ballot.id


def rank(work: Work, number: int, order: Sequence[int], centre: int | None) -> Refusal | None:
    """All of them, the most important first; as often as one changes one's mind. `centre`: for which one votes, if so."""
    ballot = _to_vote(work, number, centre)
    if isinstance(ballot, Refusal):
        return ballot
    if ballot.method is not BallotMethod.RANKING or sorted(order) != sorted(_known(work, ballot)):
        return Refusal(_("The list has changed meanwhile. Please choose again."), key="order")
    _keep(work, ballot, centre, of_ranking(order))
    return None


def give_points(work: Work, number: int, points: Mapping[int, int], centre: int | None) -> Refusal | None:
    ballot = _to_vote(work, number, centre)
    if isinstance(ballot, Refusal):
        return ballot
    if ballot.method is not BallotMethod.POINTS or not is_fair(points, _known(work, ballot)):
        return Refusal(_("The points do not add up to ten. Please give them away once more."))
    _keep(work, ballot, centre, {one: given for one, given in points.items() if given})
    return None


def close(work: Work, number: int) -> Refusal | None:
    """Before its day: whoever could have opened it."""
    ballot = _looked_after(work, number)
    if isinstance(ballot, Refusal):
        return ballot
    if ballot.state is not BallotState.OPEN:
        return Refusal(OVER)
    _count(work, ballot)
    return None


def drop(work: Work, number: int) -> Refusal | None:
    """Nobody is told, and nothing comes of it."""
    ballot = _looked_after(work, number)
    if isinstance(ballot, Refusal):
        return ballot
    if ballot.state is not BallotState.OPEN:
        return Refusal(OVER)
    ballot.state, ballot.news = BallotState.DROPPED, None
    work.session.add(ballot)
    work.session.exec(delete(BallotVote).where(col(BallotVote.ballot_id) == ballot.id))
    audit.note(work, "drop vote", KIND, ballot.id)
    return None


def offer_for_plans(work: Work, number: int) -> Refusal | None:
    """Of a vote that is counted: whoever writes the action plan of a centre that was asked is told, by the clock."""
    ballot = _looked_after(work, number)
    if isinstance(ballot, Refusal):
        return ballot
    if ballot.state is not BallotState.CLOSED or not ballot.voters:
        return Refusal(_("Nothing has come out of this vote yet that could be offered."))
    if ballot.news is not None:
        return Refusal(_("People are still being told of this vote. Please try again in some minutes."))
    ballot.news, ballot.last_person_id = BallotNews.PLANS, 0
    work.session.add(ballot)
    audit.note(work, "offer for plans", KIND, ballot.id)
    return None


def close_due(work: Work) -> bool:
    """One vote whose day is over; True when there may be more."""
    ballot = next_free(
        work.session,
        select(Ballot)
        .where(Ballot.state == BallotState.OPEN, Ballot.closes_at <= work.now)
        .order_by(col(Ballot.closes_at), col(Ballot.id)),
    )
    if ballot is None:
        return False
    _count(work, ballot)
    return True


def looks_after(work: Work, ballot: Ballot) -> bool:
    return audiences.refused(work, Right.PUBLISH, Audience.from_json(ballot.audience)) is None


def votes_as(work: Work, ballot: Ballot) -> tuple[int | None, ...]:
    """For which centres the actor votes; None stands for themselves. Nothing: they are not asked."""
    audience = Audience.from_json(ballot.audience)
    if ballot.voter is BallotVoter.PERSON:
        return (None,) if audiences.fitting(work, work.person_id)(audience) else ()
    mine = spoken_for(work)
    asked = {one.id for one in audiences.centres_in(work, audience)} if mine else set()
    return tuple(one for one in mine if one in asked)


def _findings(work: Work, numbers: Sequence[int]) -> list[VisitFinding]:
    if not numbers:
        return []
    wanted = recommendation_findings.within_reach(work).where(col(VisitFinding.id).in_(numbers))
    return list(work.session.exec(wanted.order_by(col(VisitFinding.id))))


_Told = tuple[
    int | None, Mapping[str, str], str
]  # what a report found, its words by language, and which is the original


def _known(work: Work, ballot: Ballot) -> list[int]:
    return [one.id for one in recommendations_of(work.session, ballot.id)]


def _to_vote(work: Work, number: int, centre: int | None) -> Ballot | Refusal:
    """Locked, so that nobody votes while the votes are counted."""
    ballot = locked_ballot(work.session, number)
    if ballot is None:
        return Refusal(UNKNOWN)
    if centre not in votes_as(work, ballot):
        return Refusal(NO_RIGHT)
    if ballot.state is not BallotState.OPEN or ballot.closes_at <= work.now:
        return Refusal(OVER)
    return ballot


def _looked_after(work: Work, number: int) -> Ballot | Refusal:
    ballot = locked_ballot(work.session, number)
    if ballot is None:
        return Refusal(UNKNOWN)
    return ballot if looks_after(work, ballot) else Refusal(NO_RIGHT)


def _keep(work: Work, ballot: Ballot, centre: int | None, points: Mapping[int, int]) -> None:
    """In place of whatever stood there."""
    gone = delete(BallotVote).where(col(BallotVote.ballot_id) == ballot.id)
    if centre is None:
        gone = gone.where(col(BallotVote.centre_id).is_(None), col(BallotVote.person_id) == work.person_id)
    else:
        gone = gone.where(col(BallotVote.centre_id) == centre)
    work.session.exec(gone)
    given = {str(one): points[one] for one in sorted(points)}
    work.session.add(
        BallotVote(ballot_id=ballot.id, person_id=work.person_id, centre_id=centre, points=given, at=work.now)
    )
    work.session.flush()
    audit.note(work, "vote", KIND, ballot.id)


def _count(work: Work, ballot: Ballot) -> None:
    """How many points, not whose: then the votes go."""
    votes = work.session.exec(select(BallotVote.points).where(BallotVote.ballot_id == ballot.id)).all()
    rows = {one.id: one for one in recommendations_of(work.session, ballot.id)}
    for placed in counted(list(rows), ({int(one): given for one, given in vote.items()} for vote in votes)):
        row = rows[placed.recommendation]
        row.points, row.first = placed.points, placed.first
        work.session.add(row)
    work.session.exec(delete(BallotVote).where(col(BallotVote.ballot_id) == ballot.id))
    ballot.state, ballot.closed_at, ballot.voters = BallotState.CLOSED, work.now, len(votes)
    ballot.news, ballot.last_person_id = BallotNews.RESULT, 0
    work.session.add(ballot)
    work.session.flush()
    audit.note(work, "count votes", KIND, ballot.id, votes=len(votes))
