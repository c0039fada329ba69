"""What a session is called in a message: its title, when it is for whom, its facts, and what one can answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES
from bot.domain.sessions import HostPart, SessionKind
from bot.i18n.phrase import City, LanguageName, Lines, Listed, Moment, MomentStyle, Variants, Words, _, _n, _p
from bot.i18n.translator import wall_time
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, SessionHost, SessionState
from bot.storage.variants import texts_of_fields
from bot.usecases.work import Work

YES, NO, MAYBE = _p("word", "yes|come"), _p("word", "no"), _p("word", "maybe")


@dataclass(frozen=True)
class SessionFacts:
    """Everything that is said of a session, read once for many messages."""

    row: LearningSession
    title: Variants
    organiser: str
    aim: Variants | None = None
    hosts: Mapping[HostPart, tuple[str, ...]] = field(default_factory=dict)  # their names

    @property
    def number(self) -> str:
        return str(self.row.id)

    @property
    def link(self) -> tuple[Words, ...]:
        """Where to meet, for those who come: a line for each."""
        link, room = self.row.link, self.row.room
        return (
            *([_("Link: {link}", link=link)] if link is not None else []),
            *([_("Place: {place}", place=room)] if room is not None else []),
        )

    @property
    def details(self) -> tuple[Words, ...]:
        """What helps to decide whether to come: a line for each thing that is known."""
        host, co_hosts = self.hosts.get(HostPart.HOST), self.hosts.get(HostPart.CO_HOST)
        interpreters = self.hosts.get(HostPart.INTERPRETER)
        spoken = Listed(tuple(LanguageName(one) for one in self.row.languages))
        return (
            *([_("Aim: {aim}", aim=self.aim)] if self.aim is not None else []),
            *([_("Led by {names}.", names=Listed(host))] if host else []),
            *([_("With the help of {names}.", names=Listed(co_hosts))] if co_hosts else []),
            *([_("Spoken there: {languages}.", languages=spoken)] if self.row.languages else []),
            *([_("Interpreting: {names}.", names=Listed(interpreters))] if interpreters else []),
        )


KIND_NAMES: Mapping[SessionKind, Words] = {
    SessionKind.PEER_LEARNING: _("Peer-learning activity"),
    SessionKind.COACHING: _("Coaching"),
    SessionKind.PRESENTATION: _("Presentation"),
    SessionKind.NETWORK_DAY: _("Network day"),
    SessionKind.STEERING: _("Steering committee"),
    SessionKind.PEER_VISIT: _("Peer visit"),
}


def invited_to(kind: SessionKind) -> Words:
    """The first line of an invitation."""
    match kind:
        case SessionKind.PEER_LEARNING:
            return _("You are invited to a peer-learning session:")
        case SessionKind.COACHING:
            return _("You are invited to a coaching session:")
        case SessionKind.PRESENTATION:
            return _("You are invited to a presentation:")
        case SessionKind.NETWORK_DAY:
            return _("You are invited to a day of your network:")
        case SessionKind.STEERING:
            return _("You are invited to a meeting of the steering committee:")
        case SessionKind.PEER_VISIT:
            return _("You are invited to a peer visit:")


# Put together once: these are asked for every slice of those who are told of a session.
_SESSIONS = (
    select(LearningSession, Person.name)
    .join(Person, col(Person.id) == col(LearningSession.organiser_id))
    .where(col(LearningSession.id).in_(bindparam("ids", expanding=True)))
)
_HOSTS = (
    select(SessionHost.session_id, SessionHost.part, Person.name)
    .join(Person, col(Person.id) == col(SessionHost.person_id))
    .where(col(SessionHost.session_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(SessionHost.id))
)


def facts_of(work: Work, row: LearningSession) -> SessionFacts:
    return facts_for(work, [row.id])[row.id]


def facts_for(work: Work, ids: Collection[int]) -> dict[int, SessionFacts]:
    """Three queries for any number of sessions."""
    rows = work.session.exec(_SESSIONS, params={"ids": list(ids)}).all()
    written = texts_of_fields(work.session, "session", ids, ("title", "aim"))
    hosts = _names_of_hosts(work, ids)
    found = {}
    for row, name in rows:
        texts = written.get(row.id, {})
        aim = Variants(texts["aim"]) if "aim" in texts else None
        found[row.id] = SessionFacts(row, Variants(texts.get("title", {})), name or "?", aim, hosts.get(row.id, {}))
    return found


def _names_of_hosts(work: Work, ids: Collection[int]) -> dict[int, dict[HostPart, tuple[str, ...]]]:
    found: dict[int, dict[HostPart, tuple[str, ...]]] = {}
    for number, part, name in work.session.exec(_HOSTS, params={"ids": list(ids)}):
        parts = found.setdefault(number, {})
        parts[HostPart(part)] = (*parts.get(HostPart(part), ()), name or "?")
    return found


def when(at: datetime, organisers_zone: str, readers_zone: str) -> Words:
    """On the reader's clock; on the organiser's too where the two differ."""
    there, here = wall_time(at, organisers_zone), wall_time(at, readers_zone)
    date, time = (Moment(at, style, readers_zone) for style in (MomentStyle.DATE, MomentStyle.TIME))
    if there.replace(tzinfo=None) == here.replace(tzinfo=None):
        return _("{date}, {time} your time", date=date, time=time)
    values: dict[str, Words] = {
        "date": date,
        "time": time,
        "city": City(organisers_zone),
        "there": Moment(at, MomentStyle.TIME, organisers_zone),
    }
    if there.date() == here.date():
        return _("{date}, {time} your time, {there} in {city}", **values)
    return _(
        "{date}, {time} your time; in {city} {there_date}, {there}",
        **values,
        there_date=Moment(at, MomentStyle.DATE, organisers_zone),
    )


def described(facts: SessionFacts, readers_zone: str) -> Words:
    """Title, when, how long, about what, with whom: one line each."""
    starts_at = facts.row.starts_at
    return _described(facts, None if starts_at is None else when(starts_at, facts.row.zone, readers_zone))


def described_to_several(facts: SessionFacts) -> Words:
    """As `described`, where people of several zones read: on the organiser's clock, whose city is named."""
    starts_at = facts.row.starts_at
    return _described(facts, None if starts_at is None else Moment(starts_at, zone=facts.row.zone))


def _described(facts: SessionFacts, at: Words | None) -> Words:
    return Lines(
        (
            _("*{title}* (session {number})", title=facts.title, number=facts.number),
            _("The time is not fixed yet.") if at is None else at,
            about(facts),
        )
    )


def about(facts: SessionFacts) -> Words:
    return _(
        "{length}. Area: {area}. Organised by {name}.",
        length=length(facts.row.minutes),
        area=AREA_NAMES[facts.row.area],
        name=facts.organiser,
    )


def over(facts: SessionFacts, now: datetime) -> tuple[Words, ...]:
    """Why nobody can answer, or not any more; nothing as long as one can."""
    match facts.row.state:
        case SessionState.PLANNED:
            if facts.row.begins + timedelta(minutes=facts.row.minutes) <= now:
                return (_("This session is over."),)
            return (_("This session has begun already."),) if facts.row.begins <= now else ()
        case SessionState.DRAFT:
            return (_("It is a draft: nobody is invited yet."),)
        case SessionState.SEEKING:
            return (_("Those invited are still choosing the time."),)
        case SessionState.CANCELLED:
            reason = facts.row.reason
            return (_("This session is cancelled."), *([_("Reason: {reason}", reason=reason)] if reason else []))


def length(minutes: int) -> Words:
    return _n("{count} minute", "{count} minutes", minutes)


def yes(number: str) -> Act:
    return Act("session.yes", number, _p("button", "Yes, I'll come"), YES)


def maybe(number: str) -> Act:
    return Act("session.maybe", number, _p("button", "Maybe"), MAYBE)


def no(number: str) -> Act:
    return Act("session.no", number, _p("button", "No"), NO)
