"""What one sees of sessions: those ahead, one of them, who comes, and whom one may invite."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES
from bot.domain.audiences import Audience
from bot.domain.rights import ROLES, Right, ScopeKind
from bot.domain.sessions import HostPart
from bot.domain.slots import LONGEST
from bot.i18n.languages import BASE
from bot.i18n.phrase import Country, Lines, Variants, Words
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction
from bot.storage.networks import Network, NetworkState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionHost, SessionState, find_rsvp, find_session
from bot.storage.variants import texts
from bot.usecases import audiences, rights, session_day
from bot.usecases.people import person_of
from bot.usecases.session_words import described, facts_for, facts_of, over, when
from bot.usecases.sessions import cannot_touch, leads, looks_after
from bot.usecases.work import Work

MOST_LISTED = 24
MOST_PREPARED = 8
MOST_LANGUAGES = 12
STEERING = (CentreFunction.HEAD.value, CentreFunction.COORDINATOR.value)  # who belongs to a steering committee
LOOKED_BACK = timedelta(days=30)
STILL_SHOWN = timedelta(hours=2)  # after its beginning: for those who look for the link; what lasts longer, to its end


@dataclass(frozen=True)
class Coming:
    """One line of the list; `answer` None: not answered yet. `when` None: it has no time yet."""

    number: int
    title: Variants
    when: Words | None
    answer: str | None
    is_draft: bool = False
    is_planned: bool = True
    is_over: bool = False


@dataclass(frozen=True)
class Seen:
    """A session as this person sees it."""

    number: int
    words: Words
    link: tuple[Words, ...]
    over: tuple[Words, ...]  # why nobody can answer
    answer: str | None
    is_invited: bool
    may_answer: bool
    may_touch: bool
    may_add: bool  # materials, also after it was held
    is_draft: bool
    is_planned: bool  # or was
    starts_at: datetime | None
    audience: Audience
    on_the_day: tuple[Act, ...] = ()  # what can be said from shortly before it begins until it ends


@dataclass(frozen=True)
class Choice:
    """A narrower audience on offer: a country's code, a network's number, an area's code."""

    value: str
    label: Words


@dataclass(frozen=True)
class Reach:
    """Whom a person may invite."""

    everybody: bool
    countries: tuple[Choice, ...] = ()
    networks: tuple[Choice, ...] = ()
    areas: tuple[Choice, ...] = ()


def may_propose(work: Work) -> bool:
    return rights.has_somewhere(work, Right.PROPOSE_SESSIONS)


def coming(work: Work) -> tuple[Coming, ...]:
    """What one is invited to, whatever one answered; soonest first."""
    zone = person_of(work).zone
    still = work.now - STILL_SHOWN
    starts_at = col(LearningSession.starts_at)
    long_ago = work.now - timedelta(minutes=LONGEST)
    rows = [
        *_invited_to(work, starts_at > long_ago, starts_at <= still),
        *_invited_to(work, starts_at > still),
    ]
    facts = facts_for(work, [number for number, _answer in rows])
    return tuple(
        Coming(number, facts[number].title, when(facts[number].row.begins, facts[number].row.zone, zone), answer)
        for number, answer in rows
        if facts[number].row.begins > still or session_day.ends(facts[number].row) > work.now
    )


def _invited_to(work: Work, *begins: ColumnElement[bool]) -> list[tuple[int, RsvpAnswer | None]]:
    rows = work.session.exec(
        select(LearningSession.id, Rsvp.answer)
        .join(Rsvp, col(Rsvp.session_id) == col(LearningSession.id))
        .where(Rsvp.person_id == work.person_id, LearningSession.state == SessionState.PLANNED, *begins)
        .order_by(col(LearningSession.starts_at), col(LearningSession.id))
        .limit(MOST_LISTED)
    ).all()
    return [(number, None if answer is None else RsvpAnswer(answer)) for number, answer in rows]


def led_lately(work: Work) -> tuple[Coming, ...]:
    """What one has organised or helped to lead and what is over: for who was there, what people say, a summary."""
    leading = select(SessionHost.session_id).where(
        SessionHost.person_id == work.person_id, SessionHost.part != HostPart.INTERPRETER
    )
    numbers = work.session.exec(
        select(LearningSession.id)
        .where(
            LearningSession.state == SessionState.PLANNED,
            col(LearningSession.starts_at) <= work.now - STILL_SHOWN,
            col(LearningSession.starts_at) > work.now - LOOKED_BACK,
            or_(LearningSession.organiser_id == work.person_id, col(LearningSession.id).in_(leading)),
        )
        .order_by(col(LearningSession.starts_at).desc(), col(LearningSession.id).desc())
        .limit(MOST_PREPARED)
    ).all()
    facts = facts_for(work, numbers)
    return tuple(
        Coming(number, facts[number].title, None, None, is_over=True)
        for number in numbers
        if session_day.ends(facts[number].row) <= work.now
    )


def in_preparation(work: Work) -> tuple[Coming, ...]:
    """What is not planned yet: of what one organises, leads or helps to lead, and where one is asked for a time; the latest first."""
    asked = select(Rsvp.session_id).where(Rsvp.person_id == work.person_id)
    zone = person_of(work).zone
    leading = select(SessionHost.session_id).where(
        SessionHost.person_id == work.person_id, SessionHost.part != HostPart.INTERPRETER
    )
    numbers = work.session.exec(
        select(LearningSession.id)
        .where(
            col(LearningSession.state).in_([SessionState.DRAFT, SessionState.SEEKING]),
            or_(
                LearningSession.organiser_id == work.person_id,
                col(LearningSession.id).in_(leading),
                and_(col(LearningSession.state) == SessionState.SEEKING, col(LearningSession.id).in_(asked)),
            ),
        )
        .order_by(col(LearningSession.changed_at).desc(), col(LearningSession.id).desc())
        .limit(MOST_PREPARED)
    ).all()
    facts = facts_for(work, numbers)
    return tuple(
        Coming(
            number,
            facts[number].title,
            None if (at := facts[number].row.starts_at) is None else when(at, facts[number].row.zone, zone),
            None,
            is_draft=facts[number].row.state is SessionState.DRAFT,
            is_planned=False,
        )
        for number in numbers
    )


def seen(work: Work, number: str) -> Seen | None:
    """None: there is none, or it is none of theirs."""
    row = find_session(work.session, number)
    if row is None:
        return None
    rsvp = find_rsvp(work.session, row.id, work.person_id)
    may_touch = cannot_touch(work, row) is None
    was_led = row.state is SessionState.PLANNED and leads(work, row)
    was_looked_after = row.state is SessionState.CANCELLED and looks_after(work, row)  # by somebody who is told so
    if rsvp is None and not (may_touch or was_led or was_looked_after):
        return None
    facts = facts_of(work, row)
    return Seen(
        number=row.id,
        words=Lines((described(facts, person_of(work).zone), *facts.details)),
        link=facts.link if may_touch or was_led or session_day.has_place(row, rsvp) else (),
        over=over(facts, work.now),
        answer=rsvp.answer if rsvp is not None else None,
        is_invited=rsvp is not None,
        may_answer=rsvp is not None and row.lies_ahead(work.now),
        may_touch=may_touch,
        may_add=row.state is not SessionState.CANCELLED and looks_after(work, row),
        is_draft=row.state is SessionState.DRAFT,
        is_planned=row.state is SessionState.PLANNED,
        starts_at=row.starts_at,
        audience=Audience.from_json(row.audience),
        on_the_day=() if rsvp is None else session_day.offered(row, rsvp, work.now),
    )


def reach(work: Work) -> Reach:
    """Everything for the programme; else the countries and networks of one's roles."""
    held = [role for role in rights.roles_of(work, work.person_id) if role.role in ROLES[Right.PROPOSE_SESSIONS]]
    if any(role.scope_kind is ScopeKind.PROGRAMME for role in held):
        codes = work.session.exec(
            select(Centre.country).where(Centre.state == CentreState.ACTIVE).distinct().order_by(Centre.country)
        ).all()
        numbers = work.session.exec(
            select(Network.id).where(Network.state == NetworkState.ACTIVE).order_by(col(Network.id))
        ).all()
        areas = tuple(Choice(area.value, name) for area, name in AREA_NAMES.items())
        return Reach(True, _countries(codes), _networks(work, numbers), areas)
    codes = sorted({role.scope_id for role in held if role.scope_kind is ScopeKind.COUNTRY})
    numbers = sorted({int(role.scope_id) for role in held if role.scope_kind is ScopeKind.NETWORK})
    return Reach(False, _countries(codes), _networks(work, numbers))


def _countries(codes: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Country(code)) for code in codes)


def _networks(work: Work, numbers: Sequence[int]) -> tuple[Choice, ...]:
    named = texts(work.session, "network", numbers, "name")
    slugs = dict(work.session.exec(select(Network.id, Network.slug).where(col(Network.id).in_(list(numbers)))).all())
    return tuple(
        Choice(str(number), Variants(named[number]) if number in named else slugs[number]) for number in numbers
    )


def spoken(work: Work, audience: Audience) -> tuple[str, ...]:
    """The languages of the centres that are invited, the most frequent first."""
    rows = work.session.exec(select(Centre.id, Centre.languages).where(Centre.state == CentreState.ACTIVE)).all()
    of_centre = {row[0]: row[1] for row in rows}
    found = Counter(tag for one in audiences.centres_in(work, audience) for tag in of_centre.get(one.id, ()))
    own = person_of(work).language or BASE
    return tuple(dict.fromkeys((*(tag for tag, _times in found.most_common(MOST_LANGUAGES)), own, BASE)))


def people_reached(work: Work, audience: Audience) -> int:
    return audiences.how_many(work, audience)
