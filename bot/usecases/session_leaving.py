"""When whoever organises sessions is forgotten: who leads them takes them over; else those who coordinate the programme are told."""

from collections.abc import Sequence

from sqlmodel import col, or_, select

from bot.domain.rights import Role
from bot.domain.sessions import HostPart
from bot.i18n.phrase import Lines, Words, _
from bot.storage.sessions import LearningSession, SessionState, hosts_of
from bot.usecases.coordinators import holding
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_withdrawals import see
from bot.usecases.session_words import described, facts_for
from bot.usecases.work import Work


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
