"""Answering an invitation: yes, maybe, no; as often as one changes one's mind."""

from datetime import timedelta

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.reminders import ReminderKind
from bot.i18n.phrase import Lines, Words, _
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState, find_rsvp, find_session
from bot.usecases import (
    audit,
    reminders,
    session_day,
    session_withdrawals,
    session_words,
    sessions,
    time_vote_answers,
    waiting_list,
)
from bot.usecases.people import person_of
from bot.usecases.session_files import after_answer
from bot.usecases.session_words import SessionFacts, described, facts_of
from bot.usecases.work import Work

LATE_NEWS = timedelta(hours=2)  # before it begins: who leads it hears of a no that comes so late


def yes(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, RsvpAnswer.YES)


def maybe(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, RsvpAnswer.MAYBE)


def no(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, RsvpAnswer.NO)


def take_back(work: Work, argument: str) -> Told | Refusal:
    """As if nothing had been answered: undoes a first answer."""
    return _answer(work, argument, None)


def show(work: Work, argument: str) -> Told | Refusal:
    """The session with one's answer as it is, and what else one could answer."""
    row = find_session(work.session, argument)
    rsvp = None if row is None else find_rsvp(work.session, row.id, work.person_id)
    if row is None or rsvp is None:
        return Refusal(_not_invited(argument))
    facts = facts_of(work, row)
    return Told(_told(work, facts, rsvp.answer), acts=_acts(work, row, rsvp), stays=True)


def _answer(work: Work, argument: str, answer: RsvpAnswer | None) -> Told | Refusal:
    row = find_session(work.session, argument)
    rsvp = None if row is None else find_rsvp(work.session, row.id, work.person_id)
    if row is None or rsvp is None:
        return Refusal(_not_invited(argument))
    if row.state is SessionState.SEEKING:
        return time_vote_answers.show(work, argument)
    facts = facts_of(work, row)
    person = person_of(work)
    if session_day.is_on(row, work.now) and answer is RsvpAnswer.NO and _is_awaited(rsvp):
        keep(work, row, rsvp, answer)
        words = _("✓ You are not coming. Whoever leads the session knows.")
        if _leads_alone(work, row):
            words = _("✓ You are not coming. Nobody else leads it.")
        elif not session_day.told_to(work, row):
            words = _("✓ You are not coming. Whoever leads the session sees it on its page.")
        return Told(Lines((described(facts, person.zone), words)))
    if not row.lies_ahead(work.now):
        return Told(Lines((described(facts, person.zone), *session_words.over(facts, work.now))))
    before, became = keep(work, row, rsvp, answer)
    undo = None if became is before else f"a:{_ACTIONS[before]}:{row.id}"
    after = () if became is before else after_answer(work, facts, rsvp)
    return Told(_told(work, facts, became), acts=_acts(work, row, rsvp), undo=undo, after=after)


def _is_awaited(rsvp: Rsvp) -> bool:
    """Has said yes, and is not there so far."""
    return rsvp.answer is RsvpAnswer.YES and rsvp.checked_in_at is None


def _leads_alone(work: Work, row: LearningSession) -> bool:
    return sessions.leading(work, row) == {work.person_id}


def _not_invited(argument: str) -> Words:
    return _("I know of no session {number} that you are invited to. Write *sessions* to see yours.", number=argument)


def keep(
    work: Work, row: LearningSession, rsvp: Rsvp, answer: RsvpAnswer | None
) -> tuple[RsvpAnswer | None, RsvpAnswer | None]:
    """What was said before, and what the answer comes to: where places are few a yes may have to wait for one."""
    if waiting_list.limits_of(row).are_any:
        waiting_list.lock(work, row)
        work.session.refresh(rsvp)
    before = rsvp.answer
    if before is answer or (before is RsvpAnswer.WAITING and answer is RsvpAnswer.YES):
        return before, before
    became = waiting_list.place_for(work, row, rsvp.person_id) if answer is RsvpAnswer.YES else answer
    rsvp.answer, rsvp.at = became, work.now
    rsvp.waiting_since = work.now if became is RsvpAnswer.WAITING else None
    work.session.add(rsvp)
    work.session.flush()
    reminders.plan(work, row, {rsvp.person_id: became})
    audit.note(work, "answer", "session", row.id, answer=became)
    is_told = RsvpAnswer.NO in {before, became} and session_withdrawals.tell_others(
        work, [row], says_no=became is RsvpAnswer.NO
    )
    if before is RsvpAnswer.YES:
        waiting_list.move_up(work, row)
        if became is RsvpAnswer.NO and not is_told and row.begins - work.now <= LATE_NEWS:
            _tell_who_leads(work, row)
    return before, became


def _tell_who_leads(work: Work, row: LearningSession) -> None:
    name = person_of(work).name or "?"
    words = _("{name} cannot come to session {number} after all.", name=name, number=str(row.id))
    session_day.tell_who_leads(work, row, f"no:{work.person_id}", words)


def _told(work: Work, facts: SessionFacts, answer: RsvpAnswer | None) -> Words:
    zone = person_of(work).zone
    ahead = reminders.ahead(facts.row, answer, zone, work.now) if answer is not None else frozenset()
    what = described(facts, zone)
    match answer:
        case RsvpAnswer.YES:
            return Lines((what, *facts.link, _you_come(ahead)))
        case RsvpAnswer.WAITING:
            return Lines((what, *_you_wait(work, facts.row)))
        case RsvpAnswer.MAYBE:
            may = _("✓ You might come. I will ask you again the day before.") if ahead else _("✓ You might come.")
            return Lines((what, may))
        case RsvpAnswer.NO:
            alone = (_("Nobody else leads it. On its page you can name somebody, or call it off."),)
            words = _("✓ You are not coming. You can still change your mind.")
            return Lines((what, words, *(alone if _leads_alone(work, facts.row) else ())))
        case None:
            return Lines((what, _("You have not answered yet. Will you come?")))


def _you_wait(work: Work, row: LearningSession) -> tuple[Words, ...]:
    place, is_own_centre = waiting_list.standing(work, row, work.person_id)
    return (
        _("All places of your centre are taken.") if is_own_centre else _("All places are taken."),
        _("You are number {place} on the waiting list.", place=place),
        _("As soon as a place is free for you, it is yours, and I will tell you at once."),
    )


def _you_come(ahead: frozenset[ReminderKind]) -> Words:
    if ReminderKind.WEEK in ahead:
        return _("✓ You are coming. I will remind you a week before, the day before and an hour before.")
    if ReminderKind.DAY in ahead:
        return _("✓ You are coming. I will remind you the day before and an hour before.")
    if ahead:
        return _("✓ You are coming. I will remind you before it begins.")
    return _("✓ You are coming.")


def _acts(work: Work, row: LearningSession, rsvp: Rsvp) -> tuple[Act, ...]:
    """What else one could answer; for whoever says yes in its last hour, and is reminded no more, what the reminder has."""
    number, answer = str(row.id), rsvp.answer
    if answer is RsvpAnswer.YES and (day := session_day.offered(row, rsvp, work.now)):
        return day
    offered = {
        RsvpAnswer.YES: session_words.yes(number),
        RsvpAnswer.MAYBE: session_words.maybe(number),
        RsvpAnswer.NO: session_words.no(number),
    }
    said = RsvpAnswer.YES if answer is RsvpAnswer.WAITING else answer
    page = (session_withdrawals.see(row.id),) if answer is RsvpAnswer.NO and _leads_alone(work, row) else ()
    return (*(act for name, act in offered.items() if name is not said), *page)


_ACTIONS = {
    RsvpAnswer.YES: "session.yes",
    RsvpAnswer.WAITING: "session.yes",
    RsvpAnswer.MAYBE: "session.maybe",
    RsvpAnswer.NO: "session.no",
    None: "session.open",
}
