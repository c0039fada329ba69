"""Who leads a session, who helps to lead it, who interprets: found by name, named, and asked whether they come."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement
from sqlmodel import and_, case, col, delete, false, or_, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.names import fold, rank, search_text
from bot.domain.rights import WHOLE_PROGRAMME, Right, allows
from bot.domain.sessions import HostPart
from bot.i18n.phrase import Lines, Variants, Words, _
from bot.storage.centres import Centre
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.sessions import LearningSession, Rsvp, SessionHost, SessionState
from bot.storage.variants import texts
from bot.usecases import audiences, audit, partner_introductions, rights, session_words
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_words import SessionFacts, facts_of
from bot.usecases.work import Work

MOST_NAMED = 10  # people of one session
MOST_FOUND = 6
_SHORTEST_OF_CENTRE = 3  # signs
_LOOKED_AT = 60  # people of that name, of whom the best are shown


@dataclass(frozen=True)
class Found:
    id: int
    name: str
    centre: Variants


def find_people(work: Work, audience: Audience, query: str) -> tuple[Found, ...]:
    """
    The best few of that name, of the centres that the actor coordinates, or may invite as one of this audience.

    A word may also be of their centre's name or its town: a name of another script can be typed by few.
    """
    words = query[:100].split()[:4]
    if not words:
        return ()
    is_named = and_(*(_in_name(one) for one in words))
    rows = work.session.exec(
        select(Person.id, Person.name, Centre)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Centre, col(Centre.id) == col(Membership.centre_id))
        .where(
            Person.state == PersonState.ACTIVE,
            Membership.state == MembershipState.CONFIRMED,
            col(Membership.centre_id).in_(_within_reach(work, audience)),
            *(or_(_in_name(one), _in_centre(one)) for one in words),
        )
        .order_by(case((is_named, 0), else_=1), col(Person.id), col(Membership.id))
        .limit(_LOOKED_AT)
    ).all()
    by_person = {person: (name or "", centre) for person, name, centre in reversed(rows)}
    best = rank(
        query,
        [(one, search_text(name, *at.search.split("\n"), at.city or "")) for one, (name, at) in by_person.items()],
        at_most=MOST_FOUND,
    )
    centres = texts(work.session, "centre", [by_person[one][1].id for one in best], "name")
    return tuple(Found(one, name, Variants(centres.get(at.id, {}))) for one in best for name, at in [by_person[one]])


def _in_name(word: str) -> ColumnElement[bool]:
    return or_(*(col(Person.name).contains(way, autoescape=True) for way in _ways(word)))


def _in_centre(word: str) -> ColumnElement[bool]:
    folded = fold(word)
    if len(folded) < _SHORTEST_OF_CENTRE:
        return false()
    city = (col(Centre.city).contains(way, autoescape=True) for way in _ways(word))
    return or_(col(Centre.search).contains(folded, autoescape=True), *city)


def _ways(word: str) -> Iterable[str]:
    """How somebody may have written it: SQLite folds the case of Latin letters without accents only."""
    return dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))


def _within_reach(work: Work, audience: Audience) -> list[int]:
    held = rights.roles_of(work, work.person_id)
    everywhere = allows(held, Right.PROPOSE_SESSIONS, WHOLE_PROGRAMME)
    invites = everywhere or partner_introductions.is_among_partners(work, audience) or _leads_for(work, audience)
    return [
        one.id
        for one in audiences.all_centres(work)
        if everywhere or (invites and audience.takes_in(one)) or allows(held, Right.PROPOSE_SESSIONS, one.where)
    ]


def _leads_for(work: Work, audience: Audience) -> bool:
    """Whether the actor leads a session, or helps to, to which these are invited."""
    parts = (HostPart.HOST, HostPart.CO_HOST)
    led = select(SessionHost.session_id).where(
        SessionHost.person_id == work.person_id, col(SessionHost.part).in_(parts)
    )
    audiences_led = work.session.exec(
        select(LearningSession.audience).where(
            or_(LearningSession.organiser_id == work.person_id, col(LearningSession.id).in_(led))
        )
    )
    return any(Audience.from_json(one) == audience for one in audiences_led)


def cannot_be_named(work: Work, audience: Audience, hosts: Mapping[HostPart, Collection[int]]) -> Refusal | None:
    """Only who could have been found, and each once."""
    people = [person for named in hosts.values() for person in named]
    if not people:
        return None
    if len(set(people)) < len(people):
        return Refusal(_("One person can have one part only. Please name each person once."), key=_first(hosts))
    if len(people) > MOST_NAMED:
        return Refusal(_("At most {count} people can be named.", count=MOST_NAMED), key=_first(hosts))
    known = set(
        work.session.exec(
            select(Person.id)
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .where(
                col(Person.id).in_(people),
                Person.state == PersonState.ACTIVE,
                Membership.state == MembershipState.CONFIRMED,
                col(Membership.centre_id).in_(_within_reach(work, audience)),
            )
        )
    )
    if set(people) - known:
        return Refusal(_("One of those named has left meanwhile. Please choose again."), key=_first(hosts))
    return None


def _first(hosts: Mapping[HostPart, Collection[int]]) -> str:
    """The question in which the first of them was named."""
    return next(f"{part} 1" for part in HostPart if hosts.get(part))


def name(work: Work, row: LearningSession, hosts: Mapping[HostPart, Collection[int]]) -> Refusal | None:
    """Those given have these parts, nobody else has; where the session is planned, the new ones are asked."""
    if refusal := cannot_be_named(work, Audience.from_json(row.audience), hosts):
        return refusal
    work.session.exec(delete(SessionHost).where(col(SessionHost.session_id) == row.id))
    work.session.add_all(
        SessionHost(session_id=row.id, person_id=person, part=part)
        for part in HostPart
        for person in hosts.get(part, ())
    )
    work.session.flush()
    audit.note(work, "name hosts", "session", row.id, people=sum(len(named) for named in hosts.values()))
    if row.state is SessionState.PLANNED:
        ask_named(work, row)
    return None


def ask_named(work: Work, row: LearningSession) -> None:
    """They are invited, whether they are in the audience or not, and asked once for each part."""
    rows = work.session.exec(
        select(SessionHost).where(SessionHost.session_id == row.id, SessionHost.person_id != row.organiser_id)
    ).all()
    if not rows:
        return
    parts = {one.person_id: one.part for one in rows}
    invited = work.session.exec(
        select(Rsvp.person_id).where(Rsvp.session_id == row.id, col(Rsvp.person_id).in_(list(parts)))
    )
    new = sorted(set(parts).difference(invited))
    work.session.add_all(Rsvp(session_id=row.id, person_id=person, at=work.now) for person in new)
    work.session.flush()
    tell(work, sorted(parts), _asking(facts_of(work, row), parts))


def _asking(facts: SessionFacts, parts: Mapping[int, HostPart]) -> Callable[[Recipient], Notice]:
    number = facts.number
    acts = (session_words.yes(number), session_words.maybe(number), session_words.no(number))

    @cache
    def for_part(part: HostPart, zone: str) -> Notice:
        lines = (
            _asked(part, facts.organiser),
            session_words.described(facts, zone),
            *facts.details,
            _("Will you come?"),
        )
        return Notice(f"session:{number}:part:{part}", Lines(lines), acts=acts)

    return lambda to: for_part(parts[to.person_id], to.zone)


def _asked(part: HostPart, organiser: str) -> Words:
    match part:
        case HostPart.HOST:
            return _("{name} asks you to lead this session:", name=organiser)
        case HostPart.CO_HOST:
            return _("{name} asks you to help lead this session:", name=organiser)
        case HostPart.INTERPRETER:
            return _("{name} asks you to interpret at this session:", name=organiser)
