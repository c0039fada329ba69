"""What people settle for themselves."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, update

from bot.delivery.senders import MEMBERS
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.grants import Grant, in_force
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.voices import KIND as WITHOUT_A_NAME
from bot.usecases import audit
from bot.usecases.work import ActorKind, Work


def person_of(work: Work) -> Person:
    return work.session.get_one(Person, work.person_id)


def is_inside(work: Work) -> bool:
    """Has come in through the entrance, and not left; the command line and the clock always are."""
    return work.actor.kind is not ActorKind.PERSON or person_of(work).state in MEMBERS


def choose_language(work: Work, language: str) -> None:
    person = person_of(work)
    person.language, person.language_chosen = language, True
    work.session.add(person)
    audit.note(work, "choose language", "person", person.id, language=language)


def stop_talk(work: Work, conversation_id: int) -> None:
    """Only one's own; its answers stay until they are tidied away, but it does not come back. Of what is said without a
    name, nothing stays."""
    talk = work.session.get(ConversationRow, conversation_id)
    if talk is None or talk.person_id != work.person_id:
        return
    if talk.handler == WITHOUT_A_NAME:
        delete_talks(work, [conversation_id])
        return
    work.session.exec(
        update(ConversationRow)
        .where(col(ConversationRow.id) == conversation_id)
        .values(state=ConversationState.STOPPED, pending=None, draft=None, ended_at=work.now)
    )
    audit.note(work, "stop talk", "conversation", conversation_id)


def delete_talks(work: Work, talks: Sequence[int]) -> None:
    """With all that was said in them, as if they had never been."""
    connection = work.session.connection()
    connection.execute(delete(AnswerRow).where(col(AnswerRow.conversation_id).in_(talks)))
    connection.execute(update(Person).where(col(Person.floor_id).in_(talks)).values(floor_id=None, undo=None))
    connection.execute(delete(ConversationRow).where(col(ConversationRow.id).in_(talks)))


def stop_messages(work: Work) -> None:
    person = person_of(work)
    person.state = PersonState.STOPPED
    work.session.add(person)
    audit.note(work, "stop messages", "person", person.id)


def is_silent_to(work: Work) -> bool:
    """Whether the person has stopped all messages that nobody asked for."""
    return person_of(work).state is PersonState.STOPPED


def take_messages_again(work: Work) -> None:
    person = person_of(work)
    if person.state is PersonState.STOPPED:
        person.state = state_of_those_inside(work, person)
        work.session.add(person)
        audit.note(work, "take messages again", "person", person.id)


def state_of_those_inside(work: Work, person: Person) -> PersonState:
    """Active with a confirmed place or a role, else still waiting for somebody's yes."""
    belongs = exists().where(col(Membership.person_id) == person.id, col(Membership.state) == MembershipState.CONFIRMED)
    has_role = exists().where(col(Grant.person_id) == person.id, in_force(work.now))
    is_active = work.session.connection().execute(select_columns(or_(belongs, has_role))).scalar_one()
    return PersonState.ACTIVE if is_active else PersonState.PENDING


def choose_text_only(work: Work, text_only: bool) -> None:
    person = person_of(work)
    person.text_only = text_only
    work.session.add(person)
    audit.note(work, "choose text only" if text_only else "choose pictures", "person", person.id)


def is_text_only(work: Work) -> bool:
    """Neither pictures nor files, please: words say what they hold."""
    return person_of(work).text_only
