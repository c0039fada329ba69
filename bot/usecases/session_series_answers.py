"""One answer for all of a series that lies ahead: each of its sessions is answered as if alone."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.core.outcome import Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.series import planned_in
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, find_rsvp, find_session
from bot.usecases import rsvps
from bot.usecases.people import person_of
from bot.usecases.session_calendar import series_file
from bot.usecases.session_series_rounds import all_of_them, dates, none_of_them
from bot.usecases.session_words import SessionFacts, facts_for
from bot.usecases.work import Work


def yes_to_all(work: Work, argument: str) -> Told | Refusal:
    rows = _answered(work, argument, rsvps.yes)
    if isinstance(rows, Refusal):
        return rows
    coming = _where(work, rows, col(Rsvp.answer) == RsvpAnswer.YES)
    words: tuple[Words, ...] = (
        _n("✓ You are coming to {count} session.", "✓ You are coming to all {count}.", len(coming)),
    )
    if len(coming) < len(rows):
        words = (
            _("✓ You are coming to {count} of {total}.", count=len(coming), total=len(rows)),
            _("For the others you are on the waiting list."),
        )
    series = _facts(work, rows)
    after = _file(work, _facts(work, coming))
    return Told(_lines(work, series, words), acts=(none_of_them(series[0].number),), after=after)


def no_to_all(work: Work, argument: str) -> Told | Refusal:
    rows = _answered(work, argument, rsvps.no)
    if isinstance(rows, Refusal):
        return rows
    series = _facts(work, rows)
    words = _("✓ You are coming to none of them. You can still change your mind.")
    return Told(_lines(work, series, (words,)), acts=(all_of_them(series[0].number),))


def _answered(
    work: Work, argument: str, answer: Callable[[Work, str], Told | Refusal]
) -> Sequence[LearningSession] | Refusal:
    """A dozen at most: each has places, a waiting list and reminders of its own."""
    row = find_session(work.session, argument)
    if row is None or row.series_id is None or find_rsvp(work.session, row.id, work.person_id) is None:
        return Refusal(
            _(
                "I know of no series with session {number} that you are invited to. Write *sessions* to see yours.",
                number=argument,
            )
        )
    ahead = planned_in(work.session, row, work.now)
    invited = _where(work, ahead, col(Rsvp.id).is_not(None))  # the clock may not have reached them for all yet
    if not invited:
        return Refusal(_("All sessions of this series have begun already, or are cancelled."))
    for one in invited:
        answer(work, str(one.id))
    return invited


def _where(work: Work, rows: Sequence[LearningSession], condition: ColumnElement[bool]) -> Sequence[LearningSession]:
    found = set(
        work.session.exec(
            select(Rsvp.session_id).where(
                Rsvp.person_id == work.person_id, condition, col(Rsvp.session_id).in_([one.id for one in rows])
            )
        )
    )
    return [one for one in rows if one.id in found]


def _facts(work: Work, rows: Sequence[LearningSession]) -> list[SessionFacts]:
    found = facts_for(work, [one.id for one in rows])
    return [found[one.id] for one in rows]


def _lines(work: Work, series: Sequence[SessionFacts], words: Sequence[Words]) -> Words:
    title = _("*{title}*, organised by {name}:", title=series[0].title, name=series[0].organiser)
    return Lines((title, *dates(series, person_of(work).zone), *words))


def _file(work: Work, coming: Sequence[SessionFacts]) -> tuple[Saying, ...]:
    person = person_of(work)
    if person.text_only or not coming:
        return ()
    file = series_file(work, coming, work.translator.spoken(person.language))
    return (Saying(_("For your calendar:"), attachments=(file,)),)
