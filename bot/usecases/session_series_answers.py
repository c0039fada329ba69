"""One answer for all of a series that lies ahead: each of its sessions is answered as if alone."""

from collections.abc import Sequence

from sqlmodel import col, select

from bot.core.outcome import Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.series import planned_in
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, find_rsvp, find_session
from bot.usecases import audit, reminders, rsvps, session_withdrawals, waiting_list
from bot.usecases.people import person_of
from bot.usecases.session_calendar import series_file
from bot.usecases.session_files import LEAVES, after_series
from bot.usecases.session_series_rounds import all_of_them, dates, none_of_them
from bot.usecases.session_words import SessionFacts, facts_for
from bot.usecases.work import Work

Answered = Sequence[tuple[LearningSession, Rsvp]]


def yes_to_all(work: Work, argument: str) -> Told | Refusal:
    found = _answered(work, argument, RsvpAnswer.YES)
    if isinstance(found, Refusal):
        return found
    coming = [(row, rsvp) for row, rsvp in found if rsvp.answer is RsvpAnswer.YES]
    words: tuple[Words, ...] = (
        _n("✓ You are coming to {count} session.", "✓ You are coming to all {count}.", len(coming)),
    )
    if len(coming) < len(found):
        words = (
            _("✓ You are coming to {count} of {total}.", count=len(coming), total=len(found)),
            _("For the others you are on the waiting list."),
        )
    series = _facts(work, found)
    after = _put_in(work, coming, _facts(work, coming))
    return Told(_lines(work, series, words), acts=(none_of_them(series[0].number),), after=after)


def no_to_all(work: Work, argument: str) -> Told | Refusal:
    found = _answered(work, argument, RsvpAnswer.NO)
    if isinstance(found, Refusal):
        return found
    series = _facts(work, found)
    words = _("✓ You are coming to none of them. You can still change your mind.")
    after = _take_out(work, [(row, rsvp) for row, rsvp in found if rsvp.in_calendar])
    return Told(_lines(work, series, (words,)), acts=(all_of_them(series[0].number),), after=after)


def _answered(work: Work, argument: str, answer: RsvpAnswer) -> Answered | Refusal:
    """Those of the series that they are invited to; the clock may not have reached them for all yet."""
    row = find_session(work.session, argument)
    if row is None or row.series_id is None or find_rsvp(work.session, row.id, work.person_id) is None:
        return Refusal(
            _(
                "I know of no series with session {number} that you are invited to. Write *sessions* to see yours.",
                number=argument,
            )
        )
    ahead = {one.id: one for one in planned_in(work.session, row, work.now)}
    rows = work.session.exec(
        select(Rsvp)
        .where(Rsvp.person_id == work.person_id, col(Rsvp.session_id).in_(list(ahead)))
        .order_by(col(Rsvp.session_id))
    ).all()
    if not rows:
        return Refusal(_("All sessions of this series have begun already, or are cancelled."))
    found = [(ahead[one.session_id], one) for one in rows]
    _keep(work, found, answer)
    return found


def _keep(work: Work, found: Answered, answer: RsvpAnswer) -> None:
    """Together, but for those where places are few or somebody has to hear of it."""
    together = []
    for row, rsvp in found:
        if waiting_list.limits_of(row).are_any or row.begins - work.now <= rsvps.LATE_NEWS:
            rsvps.keep(work, row, rsvp, answer)
        elif rsvp.answer is not answer:
            rsvp.answer, rsvp.at = answer, work.now
            audit.note(work, "answer", "session", row.id, answer=answer)
            together.append((row, rsvp))
    work.session.add_all(rsvp for _row, rsvp in together)
    work.session.flush()
    reminders.plan_all(work, [(row, {rsvp.person_id: answer}) for row, rsvp in together])
    if answer is RsvpAnswer.NO:
        session_withdrawals.tell_others(work, [row for row, _rsvp in together], says_no=True)


def _facts(work: Work, found: Answered) -> list[SessionFacts]:
    facts = facts_for(work, [row.id for row, _rsvp in found])
    return [facts[row.id] for row, _rsvp in found]


def _lines(work: Work, series: Sequence[SessionFacts], words: Sequence[Words]) -> Words:
    title = _("*{title}*, organised by {name}:", title=series[0].title, name=series[0].organiser)
    return Lines((title, *dates(series, person_of(work).zone), *words))


def _put_in(work: Work, coming: Answered, series: Sequence[SessionFacts]) -> tuple[Saying, ...]:
    """Text only has no files, so with it nothing has to be taken out again."""
    if not coming:
        return ()
    were_taken_out = any(rsvp.in_calendar is False for _row, rsvp in coming)
    if not person_of(work).text_only:
        _note(work, coming, in_calendar=True)
    return after_series(work, series, were_taken_out=were_taken_out)


def _take_out(work: Work, gone: Answered) -> tuple[Saying, ...]:
    person = person_of(work)
    if person.text_only or not gone:
        return ()
    file = series_file(work, _facts(work, gone), work.translator.spoken(person.language), stamp=work.now, leaves=True)
    _note(work, gone, in_calendar=False)
    return (Saying(LEAVES, attachments=(file,)),)


def _note(work: Work, found: Answered, *, in_calendar: bool) -> None:
    for _row, rsvp in found:
        rsvp.in_calendar = in_calendar
    work.session.add_all(rsvp for _row, rsvp in found)
