"""Who has not written for a year is asked whether to stay, and is forgotten where no answer comes within thirty days."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import col, or_, select

from bot.core.outcome import Act
from bot.i18n.phrase import Moment, MomentStyle, _, _p
from bot.storage.grants import Grant, in_force
from bot.storage.inactivity import Inactivity
from bot.storage.people import Person, PersonState
from bot.usecases import audit, forgetting
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.work import Work

SILENT_FOR = timedelta(days=365)
ANSWER_WITHIN = timedelta(days=30)
AT_ONCE = 5  # people in one transaction: being forgotten is the most of it
_INSIDE = (PersonState.ACTIVE, PersonState.PENDING, PersonState.STOPPED)


def look_after(work: Work) -> bool:
    """On the clock: some people; True when there may be more."""
    return _forget_due(work) or _forget_strangers(work) or _ask(work)


def _ask(work: Work) -> bool:
    people = _silent(work)
    due = work.now + ANSWER_WITHIN
    rows = [Inactivity(person_id=one, asked_at=work.now, due_at=due) for one in people]
    work.session.add_all(rows)
    for person_id in people:
        audit.note(work, "ask whether to stay", "person", person_id)

    def notice(_to: Recipient) -> Notice:
        return Notice(
            f"inactive:{work.now:%Y%m%d}",
            _(
                "You have not written to me for a year. Write anything to me, and all stays as it is. If I hear nothing until "
                "{date}, I erase your name, your addresses and our talks; what your centre has finished stays, without your name.",
                date=Moment(due, MomentStyle.DATE),
            ),
            acts=(Act("begin", "menu:", _p("button", "Keep my data")),),
        )

    # Whoever has stopped all messages gets none; they, too, have thirty days in which to write.
    tell(work, people, notice)
    return len(people) == AT_ONCE


def _silent(work: Work) -> Sequence[int]:
    """
    Who is asked next. Whoever has a role is not: it says that somebody counts on them, and is taken away by people. Those
    who were asked already come first in the index, so it is looked behind the latest of them before it is looked at all.
    """
    is_asked = select(Inactivity.id).where(Inactivity.person_id == Person.id)
    silent = (
        select(Person.id)
        .where(
            col(Person.seen_at) <= work.now - SILENT_FOR,
            col(Person.state).in_(_INSIDE),
            ~_has_a_role(work),
            ~is_asked.exists(),
        )
        .order_by(col(Person.seen_at), col(Person.id))
        .limit(AT_ONCE)
    )
    # Not joined: then SQLite reads all people.
    asked_last = select(Inactivity.person_id).order_by(col(Inactivity.id).desc()).limit(1).scalar_subquery()
    latest = work.session.exec(select(Person.seen_at).where(Person.id == asked_last)).first()
    found = [] if latest is None else work.session.exec(silent.where(col(Person.seen_at) >= latest)).all()
    return found or work.session.exec(silent).all()


def _forget_due(work: Work) -> bool:
    """Not those who have written since, or were given a role."""
    stays = or_(col(Person.seen_at) > col(Inactivity.asked_at), _has_a_role(work))
    # Not joined, for the same reason.
    person_stays = select(stays).where(Person.id == Inactivity.person_id).scalar_subquery()
    rows = work.session.exec(
        select(Inactivity.id, Inactivity.person_id, person_stays)
        .where(Inactivity.due_at <= work.now)
        .order_by(col(Inactivity.due_at), col(Inactivity.id))
        .limit(AT_ONCE)
    ).all()
    back = [number for number, _person, is_back in rows if is_back]
    silent = [person for _number, person, is_back in rows if not is_back]
    if back:
        work.session.connection().execute(delete(Inactivity).where(col(Inactivity.id).in_(back)))
    if silent:
        forgetting.erase(work, silent)
    return len(rows) == AT_ONCE


def _forget_strangers(work: Work) -> bool:
    """Who never agreed to anything is not written to: the address goes."""
    people = work.session.exec(
        select(Person.id)
        .where(col(Person.seen_at) <= work.now - SILENT_FOR, Person.state == PersonState.NEW, ~_has_a_role(work))
        .order_by(col(Person.seen_at), col(Person.id))
        .limit(AT_ONCE)
    ).all()
    if people:
        forgetting.erase(work, people, from_chats=False)
    return len(people) == AT_ONCE


def _has_a_role(work: Work) -> ColumnElement[bool]:
    return select(Grant.id).where(Grant.person_id == Person.id, in_force(work.now)).exists()
