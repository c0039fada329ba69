"""What a session has brought, written by whoever led it: to those who were there, and in other words to those who missed it."""

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlmodel import select as select_rows

from bot.core.messages import Priority
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, RoundKind, Rsvp, SessionRound, SessionState, find_session, was_there
from bot.storage.variants import TextVariant
from bot.usecases import audit, session_day, sessions
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_slices import SLICE, Slice
from bot.usecases.session_words import described, facts_of
from bot.usecases.work import Work

FIELD = "summary"
LONGEST = 2500  # signs

_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


def may_write(work: Work, number: int) -> bool:
    row = find_session(work.session, number)
    return row is not None and _refused(work, row) is None


def reached(work: Work, number: int) -> tuple[int, int] | Refusal:
    """How many it goes to: of those who were there, and of those who missed it."""
    if refusal := _refused(work, work.session.get_one(LearningSession, number)):
        return refusal
    there = func.count().filter(was_there())
    found = work.session.connection().execute(
        select(there, func.count() - there).where(
            _rsvp.c.session_id == number, _is_told(), _rsvp.c.person_id != work.person_id
        )
    )
    present, absent = found.one()
    return present, absent


def send(work: Work, number: int, text: str) -> Refusal | None:
    """Sent again, it is told again: the latest is what is kept."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(sessions.UNKNOWN)
    if refusal := _refused(work, row):
        return refusal
    sessions.write_text(work, row, FIELD, text)
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.SUMMARY, created_at=work.now))
    audit.note(work, "sum up", "session", row.id)
    return None


def tell_summary(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Whoever said anything to the invitation; in silence, nobody missed it."""
    text, author_id, author = _summary(work, row)
    rows = (
        work.session.connection()
        .execute(
            select(_rsvp.c.person_id, was_there().label("was_there"))
            .where(_rsvp.c.session_id == row.id, _rsvp.c.person_id > round_.last_person_id, _is_told())
            .order_by(_rsvp.c.person_id)
            .limit(SLICE)
        )
        .all()
    )
    there = {one.person_id: bool(one.was_there) for one in rows}
    facts = facts_of(work, row)

    def notice(to: Recipient) -> Notice:
        if there[to.person_id]:
            first: Words = _("You were at this session:")
            second: Words = _("{name} has summed up what it brought:", name=author)
        else:
            first = _("You could not be at this session:")
            second = _("So that you do not miss it, {name} has written down what it brought:", name=author)
        return Notice(
            f"session:{row.id}:summary:{round_.id}",
            Lines((first, described(facts, to.zone), second, text)),
            priority=Priority.BROADCAST,
        )

    ids = list(there)
    tell(work, [one for one in ids if one != author_id], notice)
    return Slice(ids, max(ids, default=round_.last_person_id), is_last=len(ids) < SLICE)


def _is_told() -> ColumnElement[bool]:
    return or_(_rsvp.c.answer.is_not(None), and_(_rsvp.c.attended.is_not(None), not_(_rsvp.c.attended.is_(False))))


def _summary(work: Work, row: LearningSession) -> tuple[str, int | None, str]:
    found = work.session.exec(
        select_rows(TextVariant, Person.name)
        .outerjoin(Person, Person.id == TextVariant.by_person_id)  # type: ignore[arg-type] # SQLModel's types
        .where(TextVariant.subject_kind == "session", TextVariant.subject_id == row.id, TextVariant.field == FIELD)
    ).one()
    return found[0].text, found[0].by_person_id, found[1] or "?"


def _refused(work: Work, row: LearningSession) -> Refusal | None:
    if not sessions.leads(work, row):
        return Refusal(_("Only those who led session {number} can do that.", number=str(row.id)))
    if row.state is not SessionState.PLANNED or session_day.ends(row) > work.now:
        return Refusal(_("Session {number} is not over yet.", number=str(row.id)))
    return None
