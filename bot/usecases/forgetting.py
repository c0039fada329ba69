"""Being forgotten: asked for, undone within seven days, then done."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import col, select

from bot.delivery import inbox, outbox
from bot.storage import blobs, matrix_keys
from bot.storage.addresses import Address
from bot.storage.conversations import ConversationRow, ConversationState
from bot.storage.erasures import Erasure
from bot.storage.lookups import look_up_one_by_one
from bot.storage.people import Person, PersonState
from bot.storage.visit_files import VisitFile
from bot.storage.visit_reports import drop_files
from bot.storage.wanted_files import WantedFile
from bot.storage.web import forget_chats
from bot.usecases import audit, erasing, practice_leaving, room_copies, session_leaving, taking_back
from bot.usecases.people import person_of, state_of_those_inside
from bot.usecases.work import Work

AFTER = timedelta(days=7)
AT_ONCE = 5  # people erased in one transaction, with a year of messages each


def leads_meanwhile(work: Work) -> bool:
    """Whether the actor leads sessions before it would be done."""
    return session_leaving.any_before(work, work.now + AFTER)


def ask(work: Work) -> None:
    """Nothing is written to them any more; after seven days everything that is theirs goes."""
    person = person_of(work)
    person.state, person.forget_at = PersonState.LEFT, work.now + AFTER
    work.session.add(person)
    session_leaving.warn(work, work.now + AFTER)
    talks = update(ConversationRow).where(
        col(ConversationRow.person_id) == person.id, col(ConversationRow.state) == ConversationState.OPEN
    )
    work.session.connection().execute(talks.values(state=ConversationState.PARKED))
    audit.note(work, "ask to be forgotten", "person", person.id)


def undo(work: Work) -> None:
    """Until it is done: whoever erases them at this moment was first, and nothing of theirs is left."""
    person = person_of(work)
    work.session.refresh(person, with_for_update=True)
    if person.forget_at is None:
        return
    session_leaving.take_back(work, person.forget_at)
    person.state, person.forget_at = state_of_those_inside(work, person), None
    work.session.add(person)
    audit.note(work, "undo being forgotten", "person", person.id)


def erase_due(work: Work) -> bool:
    """One slice of those whose seven days are over; True when there are more."""
    look_up_one_by_one(work.session.connection())
    due = work.session.exec(
        select(Person.id)
        .where(col(Person.forget_at) <= work.now)
        .order_by(col(Person.forget_at), col(Person.id))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)  # whoever undoes it at this moment is kept
    ).all()
    if due:
        erase(work, due)
    return len(due) == AT_ONCE


def erase(work: Work, asked: Sequence[int], *, from_chats: bool = True) -> None:
    """With the accounts that were joined to theirs. A statement for each table, however many people they are.

    `from_chats`: what stands in their chats is taken away, too, as far as the platforms let us.
    """
    people = _with_joined(work, asked)
    removals = taking_back.of(work, people) if from_chats else []
    session_leaving.hand_on(work, people)
    practice_leaving.leave(work, people)
    connection = work.session.connection()
    found = connection.execute(
        select(col(Address.chat), col(Address.external_id)).where(col(Address.person_id).in_(people))
    ).all()
    chats = [chat for chat, _name in found]
    room_copies.take_back(work, people)
    _drop_files(work, people)
    for statement in erasing.statements(people, work.now):
        connection.execute(statement)
    work.roles.clear()
    forget_chats(work.session, chats)
    inbox.forget_parked(work.session, chats)
    matrix_keys.forget_people(work.session, [name for _chat, name in found], chats)
    outbox.queue(work.session, removals, wake=work.wake)
    erasures = [Erasure(person_id=person_id, at=work.now) for person_id in people]
    work.session.add_all(erasures)
    if not from_chats:
        taking_back.forget_where(work, erasures)
    for person_id in people:
        audit.note(work, "forget", "person", person_id)


def _with_joined(work: Work, asked: Sequence[int]) -> list[int]:
    """An account that was joined to another keeps a name and a language of its own; one may have been joined to a joined one."""
    people, found = set(asked), list(asked)
    while found:
        found = list(work.session.exec(select(Person.id).where(col(Person.merged_into_id).in_(found))))
        found = [one for one in found if one not in people]
        people.update(found)
    return sorted(people)


def _drop_files(work: Work, people: Sequence[int]) -> None:
    """What they sent, unless something that stays shows it; a voice and a face are theirs."""
    talks = select(ConversationRow.id).where(col(ConversationRow.person_id).in_(people))
    given = or_(col(blobs.Attachment.owner_person_id).in_(people), col(blobs.Attachment.conversation_id).in_(talks))
    hashes: list[str | None] = []
    for gone in (
        delete(blobs.Attachment).where(given).returning(col(blobs.Attachment.sha256)),
        delete(WantedFile).where(col(WantedFile.person_id).in_(people)).returning(col(WantedFile.sha256)),
    ):
        hashes += work.session.connection().execute(gone).scalars()
    blobs.drop_unused(work.session, [one for one in hashes if one is not None])
    drop_files(work.session, col(VisitFile.by_id).in_(people))
