"""When whoever organises sessions is forgotten: who leads them takes them over; else those who coordinate the programme are told.

As soon as somebody asks for that, these hear of the sessions that come before it is done: that somebody else has to look after them, and not why.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import and_, col, or_, select

from bot.domain.rights import Role
from bot.domain.sessions import HostPart
from bot.i18n.phrase import Lines, Words, _
from bot.storage.people import Person, PersonState
from bot.storage.sessions import LearningSession, SessionHost, SessionState, hosts_of
from bot.storage.time_votes import TimeVote, VoteState
from bot.usecases.coordinators import holding
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_withdrawals import see
from bot.usecases.session_words import described, facts_for
from bot.usecases.sessions import leading_of
from bot.usecases.work import Work


def any_before(work: Work, until: datetime) -> bool:
    """Whether the actor leads any until then."""
    return bool(_led_before(work, until))


def warn(work: Work, until: datetime) -> None:
    """The actor leads nothing any more until then."""
    lead = _("Whoever was to lead this no longer can. Please see to it that somebody else does, or call it off:")
    _tell_of_those(work, until, lead)


def take_back(work: Work, until: datetime) -> None:
    """After all, the actor does."""
    _tell_of_those(work, until, _("Whoever was to lead this looks after it again:"))


def _led_before(work: Work, until: datetime) -> Sequence[LearningSession]:
    """Those that take place until then, and those whose time is found until then: a vote that nobody leads calls them off."""
    named = select(SessionHost.session_id).where(
        SessionHost.person_id == work.person_id, SessionHost.part == HostPart.HOST
    )
    voted_on = select(TimeVote.session_id).where(TimeVote.state == VoteState.OPEN, col(TimeVote.closes_at) <= until)
    takes_place = and_(
        LearningSession.state == SessionState.PLANNED,
        col(LearningSession.starts_at) > work.now,
        col(LearningSession.starts_at) <= until,
    )
    return work.session.exec(
        select(LearningSession)
        .where(
            or_(takes_place, col(LearningSession.id).in_(voted_on)),
            or_(LearningSession.organiser_id == work.person_id, col(LearningSession.id).in_(named)),
        )
        .order_by(col(LearningSession.starts_at).nulls_last(), col(LearningSession.id))
    ).all()


def _tell_of_those(work: Work, until: datetime, lead: Words) -> None:
    """Whoever else leads them; where nobody does, those who coordinate the programme."""
    rows = _led_before(work, until)
    if not rows:
        return
    hosts = hosts_of(work.session, [row.id for row in rows])
    leading = {row.id: leading_of(row, hosts.get(row.id, {})) - {work.person_id} for row in rows}
    asked = set[int]().union(*leading.values())
    there = set(
        work.session.exec(select(Person.id).where(col(Person.id).in_(asked), Person.state == PersonState.ACTIVE))
    )
    coordinators = set(holding(work, {Role.PROGRAMME_COORDINATOR})) - {work.person_id}
    told: dict[int, list[int]] = {}
    for number, people in leading.items():
        for person in people & there or coordinators:
            told.setdefault(person, []).append(number)
    facts = facts_for(work, [row.id for row in rows])

    def notice(to: Recipient) -> Notice:
        numbers = told[to.person_id]
        words = Lines((lead, *(described(facts[one], to.zone) for one in numbers)))
        return Notice(
            f"sessions:{numbers[0]}:led:{work.now.isoformat()}", words, acts=tuple(see(one) for one in numbers)
        )

    tell(work, sorted(told), notice)


def hand_on(work: Work, people: Sequence[int]) -> None:
    """Before these people are erased. Drafts that nobody else has a part in go with them."""
    rows = work.session.exec(
        select(LearningSession)
        .where(
            col(LearningSession.organiser_id).in_(people),
            LearningSession.state != SessionState.CANCELLED,
            or_(col(LearningSession.starts_at).is_(None), col(LearningSession.starts_at) > work.now),
        )
        .order_by(col(LearningSession.id))
    ).all()
    if not rows:
        return
    hosts = hosts_of(work.session, [row.id for row in rows])
    coordinators = set(holding(work, {Role.PROGRAMME_COORDINATOR})) - set(people)
    told: dict[int, list[int]] = {}
    for row in rows:
        named = hosts.get(row.id, {})
        leading = (*named.get(HostPart.HOST, ()), *named.get(HostPart.CO_HOST, ()))
        heir = next((one for one in leading if one not in people), None)
        if heir is not None:
            row.organiser_id = heir
        elif row.state is SessionState.DRAFT:
            row.state, row.changed_at = SessionState.CANCELLED, work.now
            continue
        work.session.add(row)
        for person in coordinators if heir is None else (heir,):
            told.setdefault(person, []).append(row.id)
    work.session.add_all(rows)
    work.session.flush()
    facts = facts_for(work, [row.id for row in rows])

    def notice(to: Recipient) -> Notice:
        numbers = told[to.person_id]
        lead: Words = _("Whoever organised this has left the programme. Please look after it:")
        if facts[numbers[0]].row.organiser_id == to.person_id:
            lead = _("Whoever organised this has left the programme. As you help to lead it, it is yours now:")
        acts = tuple(see(one) for one in numbers)
        words = Lines((lead, *(described(facts[one], to.zone) for one in numbers)))
        return Notice(f"sessions:left:{numbers[0]}", words, acts=acts)

    tell(work, sorted(told), notice)
