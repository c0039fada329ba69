"""Being forgotten: asked for, undone within seven days, then done."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.storage.addresses import Address, AddressState
from bot.storage.consents import Consent
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.grants import Grant
from bot.storage.memberships import Membership, MembershipState
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person, PersonState
from bot.storage.reminders import Reminder
from bot.storage.sessions import Rsvp
from bot.usecases import audit
from bot.usecases.people import person_of, state_of_those_inside
from bot.usecases.work import Work

AFTER = timedelta(days=7)
AT_ONCE = 20  # people erased in one transaction


def ask(work: Work) -> None:
    """Nothing is written to them any more; after seven days everything that is theirs goes."""
    person = person_of(work)
    person.state, person.forget_at = PersonState.LEFT, work.now + AFTER
    work.session.add(person)
    talks = update(ConversationRow).where(
        col(ConversationRow.person_id) == person.id, col(ConversationRow.state) == ConversationState.OPEN
    )
    work.session.connection().execute(talks.values(state=ConversationState.PARKED))
    audit.note(work, "ask to be forgotten", "person", person.id)


def undo(work: Work) -> None:
    person = person_of(work)
    person.state, person.forget_at = state_of_those_inside(work, person), None
    work.session.add(person)
    audit.note(work, "undo being forgotten", "person", person.id)


def erase_due(work: Work) -> bool:
    """One slice of those whose seven days are over; True when there are more."""
    due = work.session.exec(
        select(Person.id).where(col(Person.forget_at) <= work.now).order_by(col(Person.id)).limit(AT_ONCE)
    ).all()
    for person_id in due:
        _erase(work, person_id)
    return len(due) == AT_ONCE


def _erase(work: Work, person_id: int) -> None:
    connection = work.session.connection()
    talks = select(ConversationRow.id).where(ConversationRow.person_id == person_id)
    connection.execute(delete(AnswerRow).where(col(AnswerRow.conversation_id).in_(talks)))
    connection.execute(
        update(ConversationRow)
        .where(col(ConversationRow.person_id) == person_id)
        .values(state=ConversationState.STOPPED, pending=None, draft=None, argument="")
    )
    connection.execute(delete(Rsvp).where(col(Rsvp.person_id) == person_id))
    connection.execute(delete(Reminder).where(col(Reminder.person_id) == person_id))
    connection.execute(update(OutboxRow).where(col(OutboxRow.person_id) == person_id).values(payload=None))
    for address in work.session.exec(select(Address).where(Address.person_id == person_id)):
        # The row stays because ledgers point at it; who it was cannot be told from it any more.
        address.external_id, address.chat = f"erased-{address.id}", ""
        address.state, address.reason = AddressState.GONE, "erased"
        work.session.add(address)
    for membership in work.session.exec(select(Membership).where(Membership.person_id == person_id)):
        membership.state, membership.to_on = MembershipState.ENDED, max(membership.from_on, work.now.date())
        work.session.add(membership)
    connection.execute(
        update(Grant).where(col(Grant.person_id) == person_id, col(Grant.to_at).is_(None)).values(to_at=work.now)
    )
    connection.execute(
        update(Consent)
        .where(col(Consent.person_id) == person_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=work.now)
    )
    person = work.session.get_one(Person, person_id)
    person.name, person.language, person.country, person.zone = None, None, None, "UTC"
    person.language_chosen, person.state, person.forget_at = False, PersonState.ERASED, None
    person.floor_id, person.preferred_address_id, person.undo = None, None, None
    work.session.add(person)
    audit.note(work, "forget", "person", person_id)
