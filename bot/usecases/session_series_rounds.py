"""Telling all of a series something, in one message for all of it: that it is repeated, changed, called off. In slices."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from sqlalchemy import insert, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.messages import Attachment, Priority
from bot.core.outcome import Act
from bot.domain.audiences import Audience
from bot.domain.subscriptions import SESSIONS
from bot.i18n.phrase import Lines, Words, _, _p
from bot.storage.people import Person
from bot.storage.series import planned_in
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionRound, SessionState
from bot.storage.subscriptions import without_objection
from bot.usecases import reminders
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_calendar import series_file
from bot.usecases.session_files import DELETE_THEM_THERE, DELETE_THERE
from bot.usecases.session_slices import Slice, next_of_audience, nobody
from bot.usecases.session_words import SessionFacts, about, facts_for, when
from bot.usecases.work import Work

AT_ONCE = 4  # people told in one transaction: each has a row for each session
ALL, NONE = _p("word", "always"), _p("word", "never")
_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above


def invite(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Everybody who is in the audience now, to all that lie ahead and that they are not invited to yet."""
    rows = planned_in(work.session, row, work.now)
    if not rows:
        return nobody(round_)
    slice_ = next_of_audience(work, round_, Audience.from_json(row.audience), AT_ONCE)
    connection = work.session.connection()
    rsvps = connection.execute(
        select(_rsvp.c.person_id, _rsvp.c.session_id).where(
            _rsvp.c.session_id.in_([one.id for one in rows]), _rsvp.c.person_id.in_(slice_.people)
        )
    )
    invited = {(one.person_id, one.session_id) for one in rsvps}
    new = [(person, one.id) for person in slice_.people for one in rows if (person, one.id) not in invited]
    if new:
        connection.execute(
            insert(_rsvp), [{"session_id": one, "person_id": person, "at": work.now} for person, one in new]
        )
        told = without_objection(work.session, sorted({person for person, _one in new}), SESSIONS)
        tell(work, told, _invitation(_facts(work, rows), round_))
    return slice_


def change(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    return _tell_invited(work, round_, planned_in(work.session, row, work.now), _changed)


def cancel(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    rows = work.session.exec(
        select_rows(LearningSession)
        .where(LearningSession.series_id == row.series_id, LearningSession.changed_at == row.changed_at)
        .where(LearningSession.state == SessionState.CANCELLED)
        .order_by(col(LearningSession.occurrence), col(LearningSession.id))
    ).all()
    return _tell_invited(work, round_, rows, _called_off)


def all_of_them(number: str) -> Act:
    return Act("series.all", number, _p("button", "Yes, to all"), ALL)


def none_of_them(number: str) -> Act:
    return Act("series.none", number, _p("button", "No, to none"), NONE)


def dates(series: Sequence[SessionFacts], zone: str) -> tuple[Words, ...]:
    return tuple(
        _(
            "• {when} (session {number})",
            when=when(one.row.begins, one.row.zone, zone),
            number=one.number,
        )
        for one in series
    )


def _facts(work: Work, rows: Sequence[LearningSession]) -> list[SessionFacts]:
    found = facts_for(work, [one.id for one in rows])
    return [found[one.id] for one in rows]


def _invitation(series: Sequence[SessionFacts], round_: SessionRound) -> Callable[[Recipient], Notice]:
    number = series[0].number

    @cache
    def in_zone(zone: str) -> Notice:
        lines = (
            _("*{title}* is repeated:", title=series[0].title),
            about(series[0]),
            *dates(series, zone),
            _("Will you come? For one of them alone, answer with its number, such as *yes {number}*.", number=number),
        )
        acts = (all_of_them(number), none_of_them(number))
        return Notice(f"series:{number}:{round_.id}", Lines(lines), acts=acts, priority=Priority.BROADCAST)

    return lambda to: in_zone(to.zone)


def _changed(series: Sequence[SessionFacts], zone: str, _in_calendar: int) -> tuple[Words, bool]:
    lines = (_("*{title}* has changed:", title=series[0].title), *dates(series, zone))
    question = _("Your answers stay as they are. Will you come? For one of them alone, answer with its number.")
    return Lines((*lines, question)), True


def _called_off(series: Sequence[SessionFacts], zone: str, in_calendar: int) -> tuple[Words, bool]:
    lines: list[Words] = [_("*{title}* is cancelled:", title=series[0].title), *dates(series, zone)]
    if series[0].row.reason:
        lines.append(_("Reason: {reason}", reason=series[0].row.reason))
    if in_calendar:
        lines.append(DELETE_THERE if in_calendar == 1 else DELETE_THEM_THERE)
    return Lines(tuple(lines)), False


def _tell_invited(
    work: Work,
    round_: SessionRound,
    rows: Sequence[LearningSession],
    word: Callable[[Sequence[SessionFacts], str, int], tuple[Words, bool]],
) -> Slice:
    """All who are invited to any of them; who has some in the calendar gets those anew in one file, if files are wanted."""
    if not rows:
        return nobody(round_)
    people = _next_invited(work, round_, rows)
    of_each = [
        (one, {person: answers[one.id][0] for person, answers in people.items() if one.id in answers}) for one in rows
    ]
    reminders.plan_all(work, of_each)
    series = _facts(work, rows)
    number = series[0].number

    @cache
    def file(kept: tuple[int, ...], language: str) -> Attachment:
        return series_file(work, [one for one in series if one.row.id in kept], language)

    @cache
    def notice(kept: tuple[int, ...], in_calendar: int, language: str, zone: str) -> Notice:
        words, is_open = word(series, zone, in_calendar)
        return Notice(
            f"series:{number}:{round_.kind}:{round_.id}",
            words,
            acts=(all_of_them(number), none_of_them(number)) if is_open else (),
            attachments=(file(kept, language),) if kept else (),
        )

    wants_files = _wanting_files(work, list(people))

    def compose(to: Recipient) -> Notice:
        answers = people[to.person_id]
        kept = tuple(one for one, (_answer, in_calendar) in answers.items() if in_calendar)
        wanted = kept if to.person_id in wants_files else ()
        return notice(wanted, len(kept), work.translator.spoken(to.language), to.zone)

    tell(work, list(people), compose)
    return Slice(list(people), max(people, default=round_.last_person_id), is_last=len(people) < AT_ONCE)


def _next_invited(
    work: Work, round_: SessionRound, rows: Sequence[LearningSession]
) -> Mapping[int, Mapping[int, tuple[RsvpAnswer | None, bool]]]:
    """`{person: {session: (answer, whether it is in their calendar)}}`"""
    connection = work.session.connection()
    ids = [one.id for one in rows]
    people = connection.execute(
        select(_rsvp.c.person_id)
        .where(_rsvp.c.session_id.in_(ids), _rsvp.c.person_id > round_.last_person_id)
        .distinct()
        .order_by(_rsvp.c.person_id)
        .limit(AT_ONCE)
    ).scalars()
    found: dict[int, dict[int, tuple[RsvpAnswer | None, bool]]] = {person: {} for person in people}
    answers = connection.execute(
        select(_rsvp.c.person_id, _rsvp.c.session_id, _rsvp.c.answer, _rsvp.c.in_calendar)
        .where(_rsvp.c.session_id.in_(ids), _rsvp.c.person_id.in_(list(found)))
        .order_by(_rsvp.c.session_id)
    )
    for row in answers:
        found[row.person_id][row.session_id] = (row.answer, bool(row.in_calendar) or row.answer is RsvpAnswer.YES)
    return found


def _wanting_files(work: Work, people: Sequence[int]) -> frozenset[int]:
    rows = work.session.connection().execute(
        select(_person.c.id).where(_person.c.id.in_(people), _person.c.text_only.is_(False))
    )
    return frozenset(rows.scalars())
