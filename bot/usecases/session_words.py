"""What a session is called in a message: its title, when it is for whom, its facts, and what one can answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES
from bot.i18n.phrase import City, Lines, Moment, MomentStyle, Variants, Words, _, _n, _p
from bot.i18n.translator import wall_time
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, SessionState, titles
from bot.usecases.work import Work

YES, NO, MAYBE = _p("word", "yes|come"), _p("word", "no"), _p("word", "maybe")


@dataclass(frozen=True)
class SessionFacts:
    """Everything that is said of a session, read once for many messages."""

    row: LearningSession
    title: Variants
    organiser: str

    @property
    def number(self) -> str:
        return str(self.row.id)

    @property
    def link(self) -> tuple[Words, ...]:
        """The line that says where to meet, for those who come."""
        return () if self.row.link is None else (_("Link: {link}", link=self.row.link),)


def facts_of(work: Work, row: LearningSession) -> SessionFacts:
    return facts_for(work, [row.id])[row.id]


def facts_for(work: Work, ids: Collection[int]) -> dict[int, SessionFacts]:
    """Two queries for any number of sessions."""
    rows = work.session.exec(
        select(LearningSession, Person.name)
        .join(Person, col(Person.id) == col(LearningSession.organiser_id))
        .where(col(LearningSession.id).in_(list(ids)))
    ).all()
    named = titles(work.session, list(ids))
    return {row.id: SessionFacts(row, Variants(named.get(row.id, {})), name or "?") for row, name in rows}


def when(at: datetime, organisers_zone: str, readers_zone: str) -> Words:
    """On the reader's clock; on the organiser's too where the two differ."""
    there, here = wall_time(at, organisers_zone), wall_time(at, readers_zone)
    date, time = Moment(at, MomentStyle.DATE), Moment(at, MomentStyle.TIME)
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
            _(
                "{length}. Area: {area}. Organised by {name}.",
                length=length(facts.row.minutes),
                area=AREA_NAMES[facts.row.area],
                name=facts.organiser,
            ),
        )
    )


def over(facts: SessionFacts, now: datetime) -> tuple[Words, ...]:
    """Why nobody can answer, or not any more; nothing as long as one can."""
    match facts.row.state:
        case SessionState.PLANNED:
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
