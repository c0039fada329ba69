"""What a room belongs to, a session or a network: how people call it, who may touch it, who is in it, what its agenda says."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right, Where
from bot.domain.sessions import OriginKind
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Lines, Moment, Variants, Words, _
from bot.storage.networks import Network, NetworkState
from bot.storage.rooms import SessionRoom
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState, find_rsvp, find_session
from bot.storage.variants import texts
from bot.storage.visits import Visit, VisitTask
from bot.usecases import audiences, rights, session_words, sessions
from bot.usecases.session_words import facts_for, facts_of
from bot.usecases.work import Work

STAYS_OPEN = timedelta(days=7)  # after the session: what was begun there is talked to its end
MOST_AHEAD, MOST_LOOKED_AT = 5, 200
_CALLED = re.compile(r"(?P<network>n|network)?[ -]*(?P<number>\d{1,15})", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """`key` is what people and links call it: "31" for a session, "n5" for a network."""

    session: LearningSession | None = None
    network: Network | None = None

    @property
    def key(self) -> str:
        return str(self.session.id) if self.session is not None else f"n{self._network.id}"

    @property
    def _network(self) -> Network:
        assert self.network is not None, "it is one of the two"
        return self.network

    @property
    def audit_as(self) -> tuple[str, int]:
        return ("session", self.session.id) if self.session is not None else ("network", self._network.id)


def called(work: Work, key: str) -> Subject | None:
    """As it was typed, or as it stands in a link."""
    found = _CALLED.fullmatch(key.strip())
    if found is None:
        return None
    if found["network"] is None:
        session = find_session(work.session, found["number"])
        return None if session is None else Subject(session=session)
    network = work.session.get(Network, int(found["number"]))
    return None if network is None else Subject(network=network)


def subject_of(work: Work, room: SessionRoom) -> Subject:
    if room.session_id is not None:
        return Subject(session=work.session.get_one(LearningSession, room.session_id))
    return Subject(network=work.session.get_one(Network, room.network_id))


def same_subject(room: SessionRoom) -> ColumnElement[bool]:
    """Rooms of what this room belongs to."""
    if room.session_id is not None:
        return col(SessionRoom.session_id) == room.session_id
    return col(SessionRoom.network_id) == room.network_id


def is_of(subject: Subject) -> ColumnElement[bool]:
    if subject.session is not None:
        return col(SessionRoom.session_id) == subject.session.id
    return col(SessionRoom.network_id) == subject.audit_as[1]


def refused(work: Work, subject: Subject) -> Refusal | None:
    """Who looks after a session looks after its rooms, also once it has begun; of a network, who may invite it."""
    session = subject.session
    if session is None:
        return rights.refused(work, Right.PROPOSE_SESSIONS, Where(networks=frozenset({subject.audit_as[1]})))
    audience = Audience.from_json(session.audience)
    if sessions.leads(work, session) or audiences.refused(work, Right.PROPOSE_SESSIONS, audience) is None:
        return None
    return Refusal(_("Only the organiser of session {number} or a coordinator can do that.", number=subject.key))


def too_late(work: Work, subject: Subject) -> Refusal | None:
    """Why no room is opened for it, or not yet."""
    session = subject.session
    if session is None:
        closed = subject.network is not None and subject.network.state is NetworkState.CLOSED
        return Refusal(_("This network is closed.")) if closed else None
    if session.state is SessionState.CANCELLED:
        return Refusal(_("Session {number} was cancelled already.", number=subject.key))
    if session.state is not SessionState.PLANNED:
        return Refusal(_("Session {number} has no time yet: please plan it first.", number=subject.key))
    if closes_at(session) <= work.now:
        return Refusal(_("Session {number} is over.", number=subject.key))
    return None


def is_finished(work: Work, subject: Subject) -> bool:
    """Its rooms close by themselves."""
    session = subject.session
    if session is None:
        return subject.network is not None and subject.network.state is NetworkState.CLOSED
    if session.state is SessionState.PLANNED:
        return closes_at(session) <= work.now
    return session.state is SessionState.CANCELLED


def closes_at(session: LearningSession) -> datetime:
    """When the rooms of a planned session close by themselves."""
    return session.begins + timedelta(minutes=session.minutes) + STAYS_OPEN


def may_speak(work: Work, subject: Subject) -> bool:
    """Whether this person belongs to those who may ask everybody from outside of the rooms."""
    if subject.session is not None:
        rsvp = find_rsvp(work.session, subject.session.id, work.person_id)
        return rsvp is not None or refused(work, subject) is None
    in_network = audiences.fitting(work, work.person_id)(Audience(networks=(subject.audit_as[1],)))
    return in_network or refused(work, subject) is None


def guests(work: Work, subject: Subject) -> Select[int]:
    """Selects the ids of those to be invited: who comes to the session; of a network, whoever belongs to it."""
    if subject.session is None:
        return audiences.people_in(work, Audience(networks=(subject.audit_as[1],)))
    comes = (
        col(Rsvp.session_id) == subject.session.id,
        col(Rsvp.answer) == RsvpAnswer.YES,
        col(Rsvp.waiting_since).is_(None),
    )
    return select_columns(col(Rsvp.person_id)).where(*comes)


def title(work: Work, subject: Subject) -> Words:
    if subject.session is not None:
        return facts_of(work, subject.session).title
    number = subject.audit_as[1]
    named = texts(work.session, "network", [number], "name")
    return Variants(named[number]) if number in named else subject.audit_as[0]


def called_in_full(work: Work, subject: Subject) -> Words:
    """In a sentence: "…the room of …"."""
    if subject.session is not None:
        return session_called(subject.key, title(work, subject))
    return network_called(title(work, subject))


def session_called(number: str, title: Words) -> Words:
    return _("session {number} (*{title}*)", number=number, title=title)


def network_called(title: Words) -> Words:
    return _("the network *{title}*", title=title)


def agenda(work: Work, subject: Subject) -> Words:
    """What is pinned; without what depends on the room."""
    if subject.session is not None:
        facts = facts_of(work, subject.session)
        told = (session_words.described_to_several(facts), *facts.link, *_as_written(work, subject.session))
        return Lines((*told, *session_words.over(facts, work.now)))
    ahead = _ahead(work, subject.audit_as[1])
    heading = _("*{title}*: the room of the network", title=title(work, subject))
    if not ahead:
        return Lines((heading, _("No session of this network is planned at the moment.")))
    facts_by_id = facts_for(work, ahead)
    coming = [
        _(
            "{title} (session {number}): {when}",
            title=facts_by_id[one].title,
            number=str(one),
            when=Moment(facts_by_id[one].row.begins, zone=facts_by_id[one].row.zone),
        )
        for one in ahead
    ]
    return Lines((heading, _("These sessions lie ahead:"), *coming))


def _as_written(work: Work, session: LearningSession) -> tuple[Words, ...]:
    """The agenda of a peer visit, as its host has written it."""
    if session.origin_kind is not OriginKind.VISIT:
        return ()
    words = work.session.exec(
        select(VisitTask.words)
        .join(Visit, col(Visit.id) == col(VisitTask.visit_id))
        .where(Visit.session_id == session.id, VisitTask.kind == VisitStep.AGENDA, VisitTask.words != "")
    ).first()
    return () if words is None else (_("Agenda:"), words)


def _ahead(work: Work, network_id: int) -> list[int]:
    """The next sessions to which this network is invited as such."""
    rows = work.session.exec(
        select(LearningSession)
        .where(LearningSession.state == SessionState.PLANNED, col(LearningSession.starts_at) > work.now)
        .order_by(col(LearningSession.starts_at), col(LearningSession.id))
        .limit(MOST_LOOKED_AT)
    )
    return [one.id for one in rows if Audience.from_json(one.audience).networks == (network_id,)][:MOST_AHEAD]
