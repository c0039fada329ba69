"""What people settle for themselves."""

from sqlmodel import col, select, update

from bot.storage.conversations import ConversationRow, ConversationState
from bot.storage.people import Person, PersonState
from bot.usecases import audit
from bot.usecases.work import Work


def person_of(work: Work) -> Person:
    return work.session.get_one(Person, work.person_id)


def choose_language(work: Work, language: str) -> None:
    person = person_of(work)
    person.language, person.language_chosen = language, True
    work.session.add(person)
    audit.note(work, "choose language", "person", person.id, language=language)


def stop_talk(work: Work, conversation_id: int) -> None:
    """Only one's own; its answers stay until they are tidied away, but it does not come back."""
    work.session.exec(
        update(ConversationRow)
        .where(col(ConversationRow.id) == conversation_id, col(ConversationRow.person_id) == work.person_id)
        .values(state=ConversationState.STOPPED, pending=None, draft=None, ended_at=work.now)
    )
    audit.note(work, "stop talk", "conversation", conversation_id)


def stop_messages(work: Work) -> None:
    person = person_of(work)
    person.state = PersonState.STOPPED
    work.session.add(person)
    audit.note(work, "stop messages", "person", person.id)


def may_be_written_to(work: Work, person_id: int) -> bool:
    state = work.session.exec(select(Person.state).where(Person.id == person_id)).one()
    return state is PersonState.ACTIVE


def is_text_only(work: Work) -> bool:
    """No pictures, please."""
    return person_of(work).text_only
