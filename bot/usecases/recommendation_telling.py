"""Telling those who are asked that they can vote on recommendations, and what came out; coordinators get the list, too."""

from sqlmodel import col, select

from bot.core.messages import Priority
from bot.core.outcome import Act
from bot.domain.audiences import Audience
from bot.domain.recommendations import BallotVoter
from bot.domain.rights import covers
from bot.i18n.phrase import Lines, Moment, MomentStyle, Variants, Words, _, _p
from bot.storage.lookups import look_up_one_by_one
from bot.storage.next_free import next_free
from bot.storage.recommendations import KIND, Ballot, BallotNews
from bot.storage.variants import texts
from bot.usecases import audiences, coordinators
from bot.usecases.action_plan_words import plans
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers
from bot.usecases.recommendation_pages import placed, result
from bot.usecases.session_slices import next_of_audience
from bot.usecases.work import Work

TALK = "recommendations"


def see(number: int) -> Act:
    return Act("begin", f"{TALK}:{number}", _p("button", "See the vote"))


def tell_next(work: Work) -> bool:
    """One slice of the oldest news; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    ballot = next_free(
        work.session,
        select(Ballot).where(col(Ballot.news).is_not(None)).order_by(col(Ballot.id)),
    )
    if ballot is None:
        return False
    audience = Audience.from_json(ballot.audience)
    if ballot.news is BallotNews.RESULT and not ballot.last_person_id:
        tell(work, _coordinating(work, audience), _notice(work, ballot))
    slice_ = next_of_audience(work, ballot, audience)
    people = slice_.people
    if ballot.voter is BallotVoter.CENTRE or ballot.news is BallotNews.PLANS:
        centres = [one.id for one in audiences.centres_in(work, audience)]
        speaking = {person for who in speakers(work, centres).values() for person in who}
        people = [one for one in people if one in speaking]
    if people:
        tell(work, people, _notice(work, ballot))
    ballot.last_person_id = slice_.through
    if slice_.is_last:
        ballot.news = None
    work.session.add(ballot)
    return True


def _coordinating(work: Work, audience: Audience) -> list[int]:
    """Whoever looks after a network, a country or the programme with one of these centres in it."""
    where = [one.where for one in audiences.centres_in(work, audience)]
    held = coordinators.holding(work, coordinators.ABOVE_CENTRES)
    return [person for person, roles in held.items() if any(covers(role, one) for role in roles for one in where)]


def _notice(work: Work, ballot: Ballot) -> Notice:
    title = Variants(texts(work.session, KIND, [ballot.id], "title").get(ballot.id, {}))
    words: Words
    if ballot.news is BallotNews.OPENED:
        until = Moment(ballot.closes_at, MomentStyle.LAST_DAY)
        words = (
            _(
                "Which recommendations matter most? *{title}*: your centre has a vote until {day}.",
                title=title,
                day=until,
            )
            if ballot.voter is BallotVoter.CENTRE
            else _("Which recommendations matter most? *{title}*: you can vote until {day}.", title=title, day=until)
        )
    elif ballot.news is BallotNews.PLANS:
        lead = _("What came out of the vote *{title}* could become part of your action plan:", title=title)
        words = Lines((lead, *result(placed(work, ballot), ballot.voters or 0)))
    else:
        lead = _("The vote *{title}* is counted:", title=title)
        words = Lines((lead, *result(placed(work, ballot), ballot.voters or 0)))
    acts = (plans(),) if ballot.news is BallotNews.PLANS else (see(ballot.id),)
    return Notice(f"{KIND}:{ballot.id}:{ballot.news}", words, acts=acts, priority=Priority.BROADCAST)
