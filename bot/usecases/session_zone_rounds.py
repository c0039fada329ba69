"""The clocks of a zone follow other rules: whoever comes from there is told the new hour, and reminded by it."""

from collections.abc import Callable
from datetime import UTC, timedelta

from sqlalchemy import select

from bot.i18n.phrase import City, Lines, Moment, MomentStyle, Words, _
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionRound
from bot.usecases import notify, reminders, session_words
from bot.usecases.notify import Notice, Recipient
from bot.usecases.session_slices import SLICE, Slice, nobody
from bot.usecases.session_words import described, facts_of
from bot.usecases.work import Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above
_COUNT_ON_IT = (RsvpAnswer.YES, RsvpAnswer.MAYBE, RsvpAnswer.WAITING)


def tell(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Those of the zone who come or may come; whoever is silent or said no loses nothing."""
    if not row.lies_ahead(work.now):
        return nobody(round_)
    change = round_.zone_change or {}
    zone, was = str(change["zone"]), change["was"]
    found = work.session.connection().execute(
        select(_rsvp.c.person_id, _rsvp.c.answer)
        .join(_person, _person.c.id == _rsvp.c.person_id)
        .where(_rsvp.c.session_id == row.id, _rsvp.c.person_id > round_.last_person_id)
        .where(_person.c.zone == zone, _rsvp.c.answer.in_(_COUNT_ON_IT))
        .order_by(_rsvp.c.person_id)
        .limit(SLICE)
    )
    answers: dict[int, RsvpAnswer | None] = {one.person_id: one.answer for one in found}
    reminders.plan(work, row, answers)
    if was is not None:
        notify.tell(work, answers, _notice(work, round_, row, int(was), answers))
    return Slice(list(answers), max(answers, default=round_.last_person_id), is_last=len(answers) < SLICE)


def _notice(
    work: Work, round_: SessionRound, row: LearningSession, was: int, answers: dict[int, RsvpAnswer | None]
) -> Callable[[Recipient], Notice]:
    facts = facts_of(work, row)
    number = facts.number
    before = Moment(row.begins.astimezone(UTC) + timedelta(seconds=was), MomentStyle.TIME, zone="UTC")
    acts = (session_words.yes(number), session_words.maybe(number), session_words.no(number))

    def notice(to: Recipient) -> Notice:
        lines: list[Words] = [
            _(
                "The clocks in {city} follow new rules. For you this session is at another hour now:",
                city=City(to.zone),
            ),
            described(facts, to.zone),
            _("Before, it would have been {time} there. For the others nothing has changed.", time=before),
            _("You said yes. Can you still come?") if answers[to.person_id] is RsvpAnswer.YES else _("Will you come?"),
        ]
        if to.person_id == row.organiser_id:
            lines.append(_("To have it at another hour, write *sessions* and change its time."))
        return Notice(f"session:{row.id}:zone:{round_.id}", Lines(tuple(lines)), acts=acts)

    return notice
