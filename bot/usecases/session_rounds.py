"""Telling all of a session something: that they are invited, that it changed, that it is called off. In slices."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.messages import Attachment, Priority
from bot.domain.audiences import Audience
from bot.domain.subscriptions import SESSIONS
from bot.i18n.phrase import Lines, Words, _
from bot.storage.lookups import look_up_one_by_one
from bot.storage.next_free import next_free
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, RoundKind, Rsvp, RsvpAnswer, SessionRound, SessionState
from bot.storage.subscriptions import without_objection
from bot.usecases import (
    reminders,
    session_feedback,
    session_series_rounds,
    session_summaries,
    session_wish_telling,
    session_words,
    session_zone_rounds,
    time_vote_rounds,
)
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_calendar import calendar_file, stored_file
from bot.usecases.session_files import DELETE_THERE, google_link
from bot.usecases.session_slices import SLICE, Slice, next_of_audience, nobody
from bot.usecases.session_words import SessionFacts, described, facts_of
from bot.usecases.work import Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above


_QUESTIONS: dict[RsvpAnswer | None, Words] = {
    RsvpAnswer.YES: _("You said yes. Can you still come?"),
    RsvpAnswer.WAITING: _("You are on the waiting list. Would you still like to come?"),
    RsvpAnswer.MAYBE: _("Will you come?"),
    RsvpAnswer.NO: _("You said no. Would you like to come after all?"),
    None: _("Will you come?"),
}


_AT_A_TIME_FOUND: dict[RsvpAnswer | None, Words] = {
    RsvpAnswer.YES: _("✓ You said yes to this time, so you are coming."),
    RsvpAnswer.WAITING: _("You said yes to this time, and all places are taken: you are on the waiting list."),
    RsvpAnswer.NO: _("You said no. Does this time suit you?"),
}


def tell_next(work: Work) -> bool:
    """One slice of the oldest round that is not done; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    round_ = next_free(
        work.session,
        select_rows(SessionRound).where(col(SessionRound.done_at).is_(None)).order_by(col(SessionRound.id)),
    )
    if round_ is None:
        return False
    row = work.session.get_one(LearningSession, round_.session_id)
    told = _TELLERS[round_.kind](work, round_, row)
    round_.last_person_id = told.through
    if told.is_last:
        round_.done_at = work.now
    work.session.add(round_)
    return True


def _invite(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Everybody who is in the audience now and not invited yet."""
    if not row.lies_ahead(work.now):
        return nobody(round_)
    slice_ = next_of_audience(work, round_, Audience.from_json(row.audience))
    ids = slice_.people
    connection = work.session.connection()
    invited = connection.execute(
        select(_rsvp.c.person_id).where(_rsvp.c.session_id == row.id, _rsvp.c.person_id.in_(ids))
    ).scalars()
    new = sorted(set(ids).difference(invited))
    if new:
        connection.execute(insert(_rsvp), [{"session_id": row.id, "person_id": one, "at": work.now} for one in new])
        told = without_objection(work.session, new, SESSIONS)  # others find it by *sessions*
        tell(work, told, _invitation(facts_of(work, row), f"session:{row.id}:invitation"))
    return slice_


def _invitation(facts: SessionFacts, key: str) -> Callable[[Recipient], Notice]:
    number = facts.number
    acts = (session_words.yes(number), session_words.maybe(number), session_words.no(number))

    @cache
    def in_zone(zone: str) -> Notice:
        lead = session_words.invited_to(facts.row.kind)
        lines = (lead, described(facts, zone), *facts.details, _("Will you come?"))
        return Notice(key, Lines(lines), acts=acts, priority=Priority.BROADCAST)

    return lambda to: in_zone(to.zone)


def _tell_of_change(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    if row.state is SessionState.CANCELLED:
        return nobody(round_)
    return _tell_invited(work, round_, row, _CHANGES[round_.kind])


def _changed(facts: SessionFacts, answer: RsvpAnswer | None, zone: str, _is_in_calendar: bool) -> tuple[Words, bool]:
    return _changed_words(facts, answer, zone, _QUESTIONS[answer]), True


def _moved(facts: SessionFacts, answer: RsvpAnswer | None, zone: str, _is_in_calendar: bool) -> tuple[Words, bool]:
    question = _("You said no. Does the new time suit you?") if answer is RsvpAnswer.NO else _QUESTIONS[answer]
    return _changed_words(facts, answer, zone, question), True


def _changed_words(facts: SessionFacts, answer: RsvpAnswer | None, zone: str, question: Words) -> Words:
    link = facts.link if answer is RsvpAnswer.YES else ()
    return Lines((_("This session has changed:"), described(facts, zone), *link, question))


def _time_found(facts: SessionFacts, answer: RsvpAnswer | None, zone: str, _is_in_calendar: bool) -> tuple[Words, bool]:
    link = facts.link if answer is RsvpAnswer.YES else ()
    question = _AT_A_TIME_FOUND.get(answer) or _QUESTIONS[answer]
    return Lines((_("The time of this session is found:"), described(facts, zone), *link, question)), True


# What is said, and whether there is something to answer; the last: whether the session may stand in the calendar.
_Word = Callable[[SessionFacts, RsvpAnswer | None, str, bool], tuple[Words, bool]]
_CHANGES: dict[RoundKind, _Word] = {
    RoundKind.CHANGE: _changed,
    RoundKind.MOVE: _moved,
    RoundKind.TIME: _time_found,
}


def _tell_of_cancellation(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    return _tell_invited(work, round_, row, _called_off)


def _called_off(facts: SessionFacts, _answer: RsvpAnswer | None, zone: str, is_in_calendar: bool) -> tuple[Words, bool]:
    lines: list[Words] = [_("This session is cancelled:"), described(facts, zone)]
    if facts.row.reason:
        lines.append(_("Reason: {reason}", reason=facts.row.reason))
    if is_in_calendar:
        lines.append(DELETE_THERE)
    return Lines(tuple(lines)), False


def _tell_invited(work: Work, round_: SessionRound, row: LearningSession, word: _Word) -> Slice:
    """All who are invited, whatever they answered; who has it in the calendar gets the file anew, if files are wanted."""
    rows = work.session.connection().execute(
        select(_rsvp.c.person_id, _rsvp.c.answer, _rsvp.c.in_calendar, _person.c.text_only)
        .join(_person, _person.c.id == _rsvp.c.person_id)
        .where(
            _rsvp.c.session_id == row.id,
            _rsvp.c.person_id > round_.last_person_id,
        )
        .order_by(_rsvp.c.person_id)
        .limit(SLICE)
    )
    invited_now = {one.person_id: (one.answer, row.starts_at is not None and _wants_file(one)) for one in rows}
    reminders.plan(work, row, {person: answer for person, (answer, _with_file) in invited_now.items()})
    facts = facts_of(work, row)
    number = facts.number
    acts = (session_words.yes(number), session_words.maybe(number), session_words.no(number))

    @cache
    def file(language: str) -> Attachment:
        """Written by the first slice that needs it; to write it again would take others half of their time."""
        key = f"{language} {row.sequence}"
        if key not in round_.files:
            round_.files = {**round_.files, key: calendar_file(work, facts, language).sha256}
        return stored_file(facts, round_.files[key])

    @cache
    def notice(answer: RsvpAnswer | None, with_file: bool, language: str, zone: str) -> Notice:
        words, is_open = word(facts, answer, zone, with_file or answer is RsvpAnswer.YES)
        is_new_there = round_.kind is RoundKind.TIME and answer is RsvpAnswer.YES
        return Notice(
            f"session:{row.id}:{round_.kind}:{round_.id}",
            words,
            acts=(acts[1:] if _is_settled(round_, answer) else acts) if is_open else (),
            links=(google_link(work, facts, language, zone),) if is_new_there else (),
            attachments=(file(language),) if with_file else (),
            priority=Priority.BROADCAST if answer in {None, RsvpAnswer.NO} else Priority.REMINDER,
        )

    def compose(to: Recipient) -> Notice:
        return notice(*invited_now[to.person_id], work.translator.spoken(to.language), to.zone)

    ids = list(invited_now)
    tell(work, _concerned(work, {person: answer for person, (answer, _with_file) in invited_now.items()}), compose)
    return Slice(ids, max(ids, default=round_.last_person_id), is_last=len(ids) < SLICE)


def _concerned(work: Work, answers: Mapping[int, RsvpAnswer | None]) -> list[int]:
    """Of the invited: not whoever has turned sessions off and said nothing."""
    silent = [person for person, answer in answers.items() if answer is None]
    left_alone = set(silent) - set(without_objection(work.session, silent, SESSIONS))
    return [person for person in answers if person not in left_alone]


def _is_settled(round_: SessionRound, answer: RsvpAnswer | None) -> bool:
    """Whether a yes to the time is taken as a yes to the session."""
    return round_.kind is RoundKind.TIME and answer in {RsvpAnswer.YES, RsvpAnswer.WAITING}


def _wants_file(invited: Any) -> bool:
    return not invited.text_only and (bool(invited.in_calendar) or invited.answer is RsvpAnswer.YES)


_TELLERS: dict[RoundKind, Callable[[Work, SessionRound, LearningSession], Slice]] = {
    RoundKind.WISH: session_wish_telling.invite,
    RoundKind.INVITATION: _invite,
    RoundKind.CHANGE: _tell_of_change,
    RoundKind.MOVE: _tell_of_change,
    RoundKind.TIME: _tell_of_change,
    RoundKind.VOTE: time_vote_rounds.ask,
    RoundKind.SLOTS: time_vote_rounds.tell_again,
    RoundKind.SILENT: time_vote_rounds.tell_again,
    RoundKind.CANCELLATION: _tell_of_cancellation,
    RoundKind.FEEDBACK: session_feedback.ask,
    RoundKind.SUMMARY: session_summaries.tell_summary,
    RoundKind.ZONE: session_zone_rounds.tell,
    RoundKind.SERIES: session_series_rounds.invite,
    RoundKind.SERIES_CHANGE: session_series_rounds.change,
    RoundKind.SERIES_CANCELLATION: session_series_rounds.cancel,
}
