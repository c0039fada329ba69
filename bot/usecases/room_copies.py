"""Copies of what somebody said, in the other rooms of the same session or network; and taking them back."""

from collections.abc import Sequence

from sqlalchemy import delete, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.i18n.phrase import Lines, Words, _
from bot.storage.addresses import Address
from bot.storage.people import Person
from bot.storage.rooms import (
    RoomAct,
    RoomActKind,
    RoomSaying,
    RoomState,
    SayingState,
    SessionRoom,
    copy_key,
    forget_sayings,
)
from bot.usecases import room_agenda
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.room_consents import Shown
from bot.usecases.work import Work

QUOTED = 100  # signs


def pass_on(work: Work, saying: RoomSaying, shown: Shown) -> int:
    """Queue the copies, each once; how many there are. A thing has few rooms: one for each platform."""
    saying.state = SayingState.PASSED
    work.session.add(saying)
    room = work.session.get_one(SessionRoom, saying.room_id)
    question = None if saying.answers_id is None else work.session.get(RoomSaying, saying.answers_id)
    words = _copied(work, saying, question, room, shown)
    # Whoever asked in private has not said it in any room.
    to = [*room_agenda.others(work, room), *([room] if saying.message_id is None else [])]
    for one in to:
        room_agenda.say(work, one, copy_key(one.id, saying.id), room_agenda.put(work, one, words))
    if question is not None and question.message_id is None and question.person_id != saying.person_id:
        # Whoever asked from outside is in no room, perhaps.
        tell(work, [question.person_id], Notice(f"answer:{saying.id}", words))
    return len(to)


def take_back(work: Work, people: Sequence[int]) -> None:
    """Of those who are forgotten: what was passed on goes out of the rooms again, as far as the platforms let us."""
    said = col(RoomSaying.person_id).in_(people)
    where = aliased(SessionRoom)
    together = or_(col(SessionRoom.session_id) == where.session_id, col(SessionRoom.network_id) == where.network_id)
    copies = work.session.exec(
        select(RoomSaying.id, SessionRoom)
        .join(where, col(where.id) == col(RoomSaying.room_id))
        .join(SessionRoom, together)
        .where(
            said,
            RoomSaying.state == SayingState.PASSED,
            col(SessionRoom.external_id).is_not(None),
            SessionRoom.state != RoomState.LOST,
        )
    ).all()
    room_agenda.take_back(work, [(room, copy_key(room.id, saying)) for saying, room in copies])
    forget_sayings(work.session, list(work.session.exec(select(RoomSaying.id).where(said))))
    addresses = select(Address.external_id).where(col(Address.person_id).in_(people))
    work.session.connection().execute(
        delete(RoomAct).where(col(RoomAct.kind) == RoomActKind.INVITE, col(RoomAct.about).in_(addresses))
    )


def _copied(work: Work, saying: RoomSaying, question: RoomSaying | None, room: SessionRoom, shown: Shown) -> Words:
    name = _first_name(person_of(work)) if shown is Shown.NAMED else None
    if question is None:
        heading = _from_outside(name) if saying.message_id is None else _question_from(name, room.channel.capitalize())
        return Lines((heading, saying.text, _("Reply to this message, and I take your answer back.")))
    quoted = _("to: “{text}”", text=shortened(question.text))
    return Lines((_answer_from(name, room.channel.capitalize()), quoted, saying.text))


def _question_from(name: str | None, channel: str) -> Words:
    if name is None:
        return _("*Question from the other room* ({channel}):", channel=channel)
    return _("*Question from {name}* ({channel}):", name=name, channel=channel)


def _from_outside(name: str | None) -> Words:
    return _("*A question to all:*") if name is None else _("*A question to all, from {name}:*", name=name)


def _answer_from(name: str | None, channel: str) -> Words:
    if name is None:
        return _("*Answer from the other room* ({channel})", channel=channel)
    return _("*Answer from {name}* ({channel})", name=name, channel=channel)


def _first_name(person: Person) -> str | None:
    words = (person.name or "").split()
    return words[0] if words else None


def shortened(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"
