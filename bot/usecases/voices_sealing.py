"""Making sure that nothing joins answers without a name to people: what talks leave behind is swept away, rounds are sealed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, delete, text, update
from sqlmodel import col, or_, select

from bot.core.messages import Priority
from bot.i18n.phrase import _
from bot.storage import voices
from bot.storage.addresses import Address
from bot.storage.conversations import ConversationRow, ConversationState
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.next_free import next_free
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person, PersonState
from bot.storage.questionnaires import Publication, PublicationState
from bot.storage.voices import KIND, VoiceAnswered, VoiceLink
from bot.storage.web import WebDirection, WebMessage
from bot.usecases import audit, forgetting
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.people import delete_talks
from bot.usecases.work import Work

SETTLES_IN = timedelta(minutes=1)  # what was on its way when somebody handed in has arrived by then
CAME_BEFORE = 1000  # messages that may have come in before the one with which a talk began was worked
AMID = timedelta(hours=1)  # a talk that was touched since then is going on
SAYS_ANSWERS = (Priority.REPLY.value, Priority.COSMETIC.value)
GOING_ON = (ConversationState.OPEN, ConversationState.PARKED)


def look_after(work: Work) -> bool:
    """On the clock: one talk that is over, or one group of one centre that has closed. True when there may be more."""
    return _sweep_next(work) or _seal_next(work)


# -- after each talk ---------------------------------------------------------------------------------------------------
def _sweep_next(work: Work) -> bool:
    row = next_free(
        work.session,
        select(VoiceAnswered).where(col(VoiceAnswered.handed_in_at) <= work.now - SETTLES_IN, ~_on_its_way()),
    )
    if row is None:
        return False
    assert row.handed_in_at is not None, "asked for"
    code = work.session.get_one(VoiceLink, row.link_id).code
    sweep(work, row.person_id, code, row.begun_at or row.handed_in_at, row.handed_in_at)
    if row.since is not None:
        _forget_where_it_came_from(work, row.person_id, row.since)
    row.begun_at = row.handed_in_at = row.since = None
    work.session.add(row)
    return True


def _on_its_way() -> Any:
    """A message of that talk that a platform is being handed at this moment."""
    return (
        select(OutboxRow.id)
        .where(
            OutboxRow.person_id == VoiceAnswered.person_id,
            OutboxRow.state == OutboxState.CLAIMED,
            col(OutboxRow.created_at) >= VoiceAnswered.begun_at,
            col(OutboxRow.created_at) <= VoiceAnswered.handed_in_at,
        )
        .exists()
    )


def sweep(work: Work, person_id: int, code: str, begun: datetime, ended: datetime) -> None:
    """Of the questions and answers of a talk, nothing stays: neither what waits to be sent nor what a page still shows.

    What was said in the talk's last step (that it has arrived) tells no answer and is sent all the same.
    """
    connection = work.session.connection()
    chats = select(Address.chat).where(Address.person_id == person_id)
    of_the_talk = (
        col(OutboxRow.person_id) == person_id,
        col(OutboxRow.broadcast_id).is_(None),
        col(OutboxRow.priority).in_(SAYS_ANSWERS),
        col(OutboxRow.created_at) >= begun,
        or_(
            col(OutboxRow.created_at) < ended,
            (col(OutboxRow.created_at) == ended) & (col(OutboxRow.priority) == Priority.COSMETIC.value),
        ),
    )
    connection.execute(
        delete(WebMessage).where(
            col(WebMessage.chat).in_(chats),
            or_(
                (col(WebMessage.direction) == WebDirection.OUT)
                & col(WebMessage.key).in_(select(OutboxRow.dedupe_key).where(*of_the_talk)),
                (col(WebMessage.direction) == WebDirection.IN) & col(WebMessage.at).between(begun, ended),
                (col(WebMessage.direction) == WebDirection.IN)
                & cast(col(WebMessage.payload), String).contains(code, autoescape=True),
            ),
        )
    )
    unsent = (*of_the_talk, col(OutboxRow.state) == OutboxState.QUEUED)
    connection.execute(update(OutboxRow).where(*unsent).values(state=OutboxState.DROPPED, payload=None))


def _forget_where_it_came_from(work: Work, person_id: int, since: int) -> None:
    """Of messages that have taken effect, the identifier stays, to know a repetition; from whom, and what, does not."""
    lanes = select(col(Address.channel) + ":" + col(Address.account) + ":" + col(Address.external_id)).where(
        Address.person_id == person_id
    )
    over = update(InboxRow).where(
        col(InboxRow.id) > since - CAME_BEFORE, col(InboxRow.lane).in_(lanes), col(InboxRow.state) != InboxState.PENDING
    )
    work.session.connection().execute(over.values(lane="", chat="", payload=None))


# -- when a round has closed -------------------------------------------------------------------------------------------
def _seal_next(work: Work) -> bool:
    link = work.session.exec(
        select(VoiceLink)
        .join(Publication, col(Publication.id) == VoiceLink.publication_id)
        .where(
            col(VoiceLink.sealed_at).is_(None),
            Publication.state == PublicationState.CLOSED,
            ~select(VoiceAnswered.link_id)
            .where(VoiceAnswered.link_id == VoiceLink.id, col(VoiceAnswered.handed_in_at).is_not(None))
            .exists(),
        )
        .order_by(col(VoiceLink.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=VoiceLink)
    ).first()
    if link is None:
        return False
    seal(work, link)
    return True


def seal(work: Work, link: VoiceLink) -> None:
    """From now on nothing in the database joins an answer about this centre to whoever gave it."""
    _end_talks(work, link)
    voices.rewrite(work.session, link)
    people = work.session.exec(select(VoiceAnswered.person_id).where(VoiceAnswered.link_id == link.id)).all()
    work.session.connection().execute(delete(VoiceAnswered).where(col(VoiceAnswered.link_id) == link.id))
    if strangers := _strangers(work, people):
        forgetting.erase(work, strangers, from_chats=False)
    link.sealed_at = work.now
    work.session.add(link)
    audit.note(work, "seal", KIND, link.id, scope=f"centre:{link.centre_id}")


def _end_talks(work: Work, link: VoiceLink) -> None:
    """Those who are in the middle of it are told; that they had begun is forgotten, too."""
    talks = work.session.exec(
        select(ConversationRow.id, ConversationRow.person_id, ConversationRow.state, ConversationRow.created_at)
        .where(text("handler = 'voice'"), ConversationRow.argument == link.code)  # words of the index on these talks
        .order_by(col(ConversationRow.created_at).desc())
    ).all()
    if not talks:
        return
    begun = {person_id: at for _id, person_id, _state, at in talks}  # the first of each
    told = {person_id for _id, person_id, state, _at in talks if state in GOING_ON}
    delete_talks(work, [talk[0] for talk in talks])
    for person_id, at in begun.items():
        sweep(work, person_id, link.code, at, work.now)
    words = _(
        "The questionnaire about *{centre}* has closed before you handed it in. What you had answered is deleted and was "
        "not passed on.",
        centre=centre_name(work, link.centre_id),
    )
    tell(work, told, Notice(f"{KIND}:{link.id}:closed", words), strangers=True)


def _strangers(work: Work, people: Collection[int]) -> Sequence[int]:
    """Those who came for this alone. Everybody may have been greeted at the door; whoever is coming in now is left alone."""
    if not people:
        return ()
    elsewhere = select(VoiceAnswered.person_id)
    talking = select(ConversationRow.person_id).where(
        col(ConversationRow.state).in_(GOING_ON), col(ConversationRow.touched_at) > work.now - AMID
    )
    return work.session.exec(
        select(Person.id).where(
            col(Person.id).in_(people),
            Person.state == PersonState.NEW,
            col(Person.id).not_in(elsewhere),
            col(Person.id).not_in(talking),
        )
    ).all()
