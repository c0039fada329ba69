"""Proposing a session: at once, or kept as a draft to go on with later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.domain.sessions import HostPart, OriginKind, SessionKind
from bot.i18n.phrase import _
from bot.storage.sessions import LearningSession, SessionState, find_session
from bot.usecases import (
    audiences,
    audit,
    partner_introductions,
    session_hosts,
    session_wish_origins,
    sessions,
    topic_origins,
)
from bot.usecases.people import person_of
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

MOST_PEOPLE = 100_000  # of a capacity: more is a slip of the finger


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes. `starts_at` None: not known yet, so it can only be kept."""

    title: str
    area: PriorityArea
    minutes: int
    audience: Audience
    starts_at: datetime | None = None
    link: str | None = None
    room: str | None = None
    kind: SessionKind = SessionKind.PEER_LEARNING
    aim: str | None = None
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    per_centre: int | None = None
    hosts: Mapping[HostPart, tuple[int, ...]] = field(default_factory=dict)  # people
    origin: tuple[OriginKind, int] | None = None


def propose(work: Work, proposal: Proposal) -> int | Refusal:
    """The number of the new session. Who is in the audience is told in slices, by the clock."""
    if proposal.starts_at is None:
        return Refusal(_("Please say when it begins."), key="starts_at")
    row = _draft(work, proposal)
    if isinstance(row, Refusal):
        return row
    if refusal := sessions.plan_at(work, row, proposal.starts_at, proposal.minutes):
        return refusal
    audit.note(work, "propose", "session", row.id, area=proposal.area, minutes=proposal.minutes)
    return row.id


def keep(work: Work, proposal: Proposal) -> int | Refusal:
    """As a draft: nobody is told. Its number."""
    row = _draft(work, proposal)
    if isinstance(row, Refusal):
        return row
    audit.note(work, "draft", "session", row.id, area=proposal.area)
    return row.id


def invite(work: Work, number: int) -> Refusal | None:
    """A draft that has its time becomes a session, and everybody in its audience is told."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(sessions.UNKNOWN)
    if refusal := sessions.cannot_touch(work, row):
        return refusal
    if row.starts_at is None:
        return Refusal(_("Session {number} has no time yet. Please choose one first.", number=str(row.id)))
    if not audiences.is_anybody_in(work, Audience.from_json(row.audience)):
        return Refusal(sessions.NOBODY)
    return sessions.plan_at(work, row, row.starts_at, row.minutes)


def _draft(work: Work, proposal: Proposal) -> LearningSession | Refusal:
    if refusal := _cannot_be(work, proposal):
        return refusal
    organiser = person_of(work)
    origin_kind, origin_id = proposal.origin or (None, None)
    row = LearningSession(
        programme_id=the_programme(work).id,
        organiser_id=organiser.id,
        kind=proposal.kind,
        area=proposal.area,
        starts_at=proposal.starts_at,
        zone=organiser.zone,
        minutes=proposal.minutes,
        languages=list(proposal.languages),
        capacity=proposal.capacity,
        per_centre=proposal.per_centre,
        link=proposal.link,
        room=proposal.room,
        audience=proposal.audience.to_json(),
        state=SessionState.DRAFT,
        origin_kind=origin_kind,
        origin_id=origin_id,
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    sessions.write_text(work, row, "title", proposal.title)
    if proposal.aim is not None:
        sessions.write_text(work, row, "aim", proposal.aim)
    if origin_kind is OriginKind.TOPIC and origin_id is not None:
        topic_origins.note(work, origin_id, row.id)
    if origin_kind is OriginKind.WISH and origin_id is not None:
        session_wish_origins.note(work, origin_id, row.id)
    if proposal.hosts and (refusal := session_hosts.name(work, row, proposal.hosts)):
        return refusal
    return row


def _cannot_be(work: Work, proposal: Proposal) -> Refusal | None:
    if refusal := sessions.cannot_be(
        work, proposal.starts_at, proposal.link, proposal.capacity, proposal.per_centre
    ) or _cannot_reach(work, proposal.audience):
        return refusal
    if not audiences.is_anybody_in(work, proposal.audience):
        key = "priority" if proposal.audience.areas else "audience"
        return Refusal(sessions.NOBODY, key=key)
    kind, number = proposal.origin or (None, 0)
    if kind is OriginKind.TOPIC and (refusal := topic_origins.taken(work, number)):
        return refusal
    if kind is OriginKind.WISH and (refusal := session_wish_origins.taken(work, number)):
        return refusal
    return session_hosts.cannot_be_named(work, proposal.audience, proposal.hosts)


def _cannot_reach(work: Work, audience: Audience) -> Refusal | None:
    """Whoever was introduced to a partner may invite the people of both, whatever their roles."""
    if partner_introductions.is_among_partners(work, audience):
        return None
    return audiences.refused(work, Right.PROPOSE_SESSIONS, audience)
