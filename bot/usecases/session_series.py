"""A session is repeated; one of a series and all that follow it are changed or called off together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.series import MOST, Every, Occurrence, moved, occurrences, rule_for, wall_of
from bot.domain.slots import Comfort
from bot.domain.web_links import is_web_link
from bot.i18n.phrase import City, Moment, Words, _, _p
from bot.storage.series import SessionSeries, planned_in
from bot.storage.sessions import (
    LearningSession,
    RoundKind,
    Rsvp,
    RsvpAnswer,
    SessionHost,
    SessionRound,
    SessionState,
    find_session,
)
from bot.storage.variants import TextVariant
from bot.usecases import audit, reminders, slot_search
from bot.usecases.people import person_of
from bot.usecases.session_words import described, facts_of, when
from bot.usecases.sessions import UNKNOWN, WRONG_LINK, cannot_touch, write_text
from bot.usecases.work import Work

TALK = "series"
# What the others have in common with the first; not who comes, nor what is handed out there.
_COPIED = (
    *("programme_id", "organiser_id", "kind", "area", "zone", "minutes", "languages", "capacity", "per_centre"),
    *("link", "room", "audience", "origin_kind", "origin_id"),
)


@dataclass(frozen=True)
class Looked:
    """A session that may be repeated (`following` 0), or one of a series with those that follow it."""

    number: int
    words: Words
    starts_at: datetime | None
    following: int


def look(work: Work, argument: str) -> Looked | Refusal:
    row = find_session(work.session, argument)
    if row is None:
        return Refusal(UNKNOWN)
    if refusal := _cannot(work, row):
        return refusal
    following = len(planned_in(work.session, row, work.now)) - 1 if row.series_id is not None else 0
    return Looked(row.id, described(facts_of(work, row), person_of(work).zone), row.starts_at, following)


def offered(work: Work, number: int) -> tuple[Act, ...]:
    """What stands below a session that was just planned."""
    row = work.session.get_one(LearningSession, number)
    if _cannot(work, row) or row.series_id is not None:
        return ()
    return (Act("begin", f"{TALK}:{number}", _p("button", "Repeat it")),)


def is_in_series(work: Work, number: int) -> bool:
    return work.session.get_one(LearningSession, number).series_id is not None


def preview(work: Work, number: int, every: Every, more: int) -> tuple[Words, ...] | Refusal:
    """When the others would be, on the reader's clock and on the organiser's; an hour that clocks leave out, and days off, so said."""
    row = work.session.get_one(LearningSession, number)
    if refusal := _cannot(work, row):
        return refusal
    reader = person_of(work).zone
    others = _planned(row, every, more)[1:]
    comforts, unknown = slot_search.comfort_of(work, row, [one.starts_at for one in others])
    lines = (_line(one, row, reader, comfort) for one, comfort in zip(others, comforts, strict=True))
    return (*lines, *slot_search.holidays_not_known(unknown))


def repeat(work: Work, number: int, every: Every, more: int) -> list[int] | Refusal:
    """The numbers of the new sessions. Who is in the audience is told of all in one message, in slices, by the clock."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(UNKNOWN)
    if refusal := _cannot(work, row):
        return refusal
    if row.series_id is not None:
        return Refusal(_("Session {number} is one of a series already.", number=str(row.id)))
    assert 0 < more < MOST, "asked within these bounds"
    first, *others = _planned(row, every, more)
    begins = wall_of(row.begins, row.zone)
    series = SessionSeries(
        rule=rule_for(every, begins.date(), more + 1),
        begins_wall=begins.isoformat(timespec="minutes"),
        zone=row.zone,
        by_id=work.person_id,
        created_at=work.now,
    )
    work.session.add(series)
    work.session.flush()
    row.series_id, row.occurrence = series.id, first.day
    made = [_copy(work, row, one) for one in others]
    work.session.add_all([row, *made])
    work.session.flush()
    _copy_what_hangs_on_it(work, row, made)
    reminders.plan_all(work, [(one, {row.organiser_id: RsvpAnswer.YES}) for one in made])
    work.session.add(SessionRound(session_id=made[0].id, kind=RoundKind.SERIES, created_at=work.now))
    audit.note(work, "repeat", "session", row.id, rule=series.rule)
    return [one.id for one in made]


def change_following(
    work: Work,
    number: int,
    *,
    title: str | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    link: str | None = None,
) -> int | Refusal:
    """This one and all that follow it; how many that are. A new time is another day for all, at another hour of the wall."""
    rows = _following(work, number)
    if isinstance(rows, Refusal):
        return rows
    if link is not None and not is_web_link(link):
        return Refusal(WRONG_LINK, key="link")
    if starts_at is not None:
        if starts_at <= work.now:
            why = _(
                "That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(starts_at)
            )
            return Refusal(why, key="starts_at")
        _move(rows, starts_at)
    for row in rows:
        row.minutes = minutes or row.minutes
        row.link = link or row.link
        if title is not None:
            write_text(work, row, "title", title)
    _told(work, rows, RoundKind.SERIES_CHANGE)
    given = {"title": title, "starts_at": starts_at, "minutes": minutes, "link": link}
    audit.note(work, "change all that follow", "session", number, what=[name for name, new in given.items() if new])
    return len(rows)


def cancel_following(work: Work, number: int, reason: str | None) -> int | Refusal:
    rows = _following(work, number)
    if isinstance(rows, Refusal):
        return rows
    for row in rows:
        row.state, row.reason = SessionState.CANCELLED, reason
    _told(work, rows, RoundKind.SERIES_CANCELLATION)
    audit.note(work, "cancel all that follow", "session", number)
    return len(rows)


def _cannot(work: Work, row: LearningSession) -> Refusal | None:
    if refusal := cannot_touch(work, row):
        return refusal
    if row.state is not SessionState.PLANNED:
        return Refusal(_("Session {number} has no time yet: it can be repeated once it has one.", number=str(row.id)))
    return None


def _following(work: Work, number: int) -> list[LearningSession] | Refusal:
    row = find_session(work.session, number)
    if row is None:
        return Refusal(UNKNOWN)
    return _cannot(work, row) or planned_in(work.session, row, work.now)


def _planned(row: LearningSession, every: Every, more: int) -> Sequence[Occurrence]:
    begins = wall_of(row.begins, row.zone)
    return occurrences(rule_for(every, begins.date(), more + 1), begins, row.zone)


def _line(one: Occurrence, row: LearningSession, reader: str, comfort: Comfort) -> Words:
    moment = when(one.starts_at, row.zone, reader)
    if comfort.off:
        moment = _("{when}: {comfort}", when=moment, comfort=_("a day off for {count}", count=comfort.off))
    if not one.is_shifted:
        return _("• {when}", when=moment)
    return _("• {when} (in {city} the clocks leave the usual hour out that day)", when=moment, city=City(row.zone))


def _copy(work: Work, row: LearningSession, one: Occurrence) -> LearningSession:
    copied: dict[str, Any] = {name: getattr(row, name) for name in _COPIED}
    return LearningSession(
        **copied,
        state=SessionState.PLANNED,
        starts_at=one.starts_at,
        series_id=row.series_id,
        occurrence=one.day,
        created_at=work.now,
        changed_at=work.now,
    )


def _copy_what_hangs_on_it(work: Work, row: LearningSession, made: Sequence[LearningSession]) -> None:
    """Its texts, who leads it, and that its organiser comes."""
    texts = work.session.exec(
        select(TextVariant).where(TextVariant.subject_kind == "session", TextVariant.subject_id == row.id)
    ).all()
    hosts = work.session.exec(
        select(SessionHost).where(SessionHost.session_id == row.id).order_by(col(SessionHost.id))
    ).all()
    for one in made:
        work.session.add_all(TextVariant(**{**text.model_dump(exclude={"id"}), "subject_id": one.id}) for text in texts)
        work.session.add_all(SessionHost(session_id=one.id, person_id=host.person_id, part=host.part) for host in hosts)
        come = Rsvp(session_id=one.id, person_id=row.organiser_id, at=work.now)
        come.answer, come.in_calendar = RsvpAnswer.YES, True
        work.session.add(come)
    work.session.flush()


def _move(rows: Sequence[LearningSession], starts_at: datetime) -> None:
    days: tuple[date, ...] = tuple(row.occurrence for row in rows if row.occurrence is not None)
    zone = rows[0].zone
    for row, one in zip(rows, moved(days, wall_of(starts_at, zone), zone), strict=True):
        row.starts_at, row.occurrence = one.starts_at, one.day


def _told(work: Work, rows: Sequence[LearningSession], kind: RoundKind) -> None:
    for row in rows:
        row.sequence += 1
        row.changed_at = work.now
    work.session.add_all(rows)
    work.session.add(SessionRound(session_id=rows[0].id, kind=kind, created_at=work.now))
