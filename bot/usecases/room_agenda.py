"""What we say in a room: the agenda, which is pinned and kept right, and the goodbye."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import col, select

from bot.core.acts import choice_of
from bot.core.messages import Link, Outgoing, Priority
from bot.core.outcome import Act
from bot.delivery import outbox
from bot.delivery.codec import outgoing_to_json
from bot.i18n.phrase import Lines, Words, _
from bot.i18n.translator import Reader
from bot.storage.people import Person
from bot.storage.rooms import RoomAct, RoomActKind, RoomState, SessionRoom, agenda_key, goodbye_key
from bot.storage.sessions import SessionState
from bot.usecases import room_subjects, session_words
from bot.usecases.room_subjects import Subject
from bot.usecases.work import Work


def begin(work: Work, room: SessionRoom) -> None:
    """It can be written in: the agenda goes there, and will be pinned."""
    room.state, room.opened_at = RoomState.OPEN, work.now
    work.session.add(room)
    work.session.flush()
    show(work, room)
    work.session.add(RoomAct(room_id=room.id, kind=RoomActKind.PIN, about=agenda_key(room.id), created_at=work.now))
    work.session.flush()
    look_again_at_others(work, room)


def show(work: Work, room: SessionRoom) -> None:
    """Written, or corrected where it says something else by now."""
    said = _agenda(work, room)
    digest = hashlib.sha256(json.dumps(outgoing_to_json(said), sort_keys=True).encode()).hexdigest()[:16]
    if digest == room.agenda:
        return
    key = agenda_key(room.id)
    if room.agendas:
        say(work, room, f"{key}:{room.agendas}", replace(said, edits=key))
    else:
        say(work, room, key, said)
    room.agenda, room.agendas = digest, room.agendas + 1
    work.session.add(room)


def say_goodbye(work: Work, room: SessionRoom) -> None:
    words = _("This room closes now. What was said here stays to be read. Thank you all for coming, and see you soon.")
    say(work, room, goodbye_key(room.id), put(work, room, words))


def say(work: Work, room: SessionRoom, key: str, outgoing: Outgoing) -> None:
    outbox.queue(work.session, [_queued(work, room, key, outgoing)], wake=work.wake)


def take_back(work: Work, said: Sequence[tuple[SessionRoom, str]]) -> None:
    """Messages of ours, by the keys under which they were said; one that never came there is left out when it is due."""
    removing = [
        _queued(work, room, f"{key}:gone", Outgoing(text="", language=room.language, edits=key, removes=True))
        for room, key in said
    ]
    outbox.queue(work.session, removing, wake=work.wake)


def _queued(work: Work, room: SessionRoom, key: str, outgoing: Outgoing) -> outbox.Queued:
    assert room.external_id is not None, "it is open"
    return outbox.Queued(
        dedupe_key=key,
        channel=room.channel,
        account=room.account,
        chat=room.external_id,
        outgoing=outgoing,
        priority=Priority.REMINDER,
        now=work.now,
        in_group=True,
    )


def put(work: Work, room: SessionRoom, words: Words) -> Outgoing:
    return Outgoing(text=work.translator.render(words, reader_of(work, room)), language=room.language)


def reader_of(work: Work, room: SessionRoom) -> Reader:
    """A room reads in one language and on one clock: those of whoever asked for it."""
    return Reader(room.language, work.session.get_one(Person, room.organiser_id).zone)


def others(work: Work, room: SessionRoom) -> Sequence[SessionRoom]:
    """The other rooms that stand open for the same."""
    return work.session.exec(
        select(SessionRoom)
        .where(room_subjects.same_subject(room), SessionRoom.state == RoomState.OPEN, col(SessionRoom.id) != room.id)
        .order_by(col(SessionRoom.id))
    ).all()


def look_again_at_others(work: Work, room: SessionRoom) -> None:
    """Whether there are others is said in each."""
    work.session.connection().execute(
        update(SessionRoom)
        .where(room_subjects.same_subject(room), col(SessionRoom.id) != room.id)
        .values(looked_at=None)
    )


def _agenda(work: Work, room: SessionRoom) -> Outgoing:
    subject = room_subjects.subject_of(work, room)
    render = work.translator.bound(reader_of(work, room))
    lines: list[Words] = [room_subjects.agenda(work, subject)]
    links: tuple[Link, ...] = ()
    if others(work, room):
        lines.append(
            _("Have a question for everybody? Reply to this message with it, and I pass it on to the other room too.")
        )
        links = (Link(render(_("Ask everybody")), f"private:ask-{subject.key}"),)
    return Outgoing(
        text=render(Lines(tuple(lines))),
        language=room.language,
        choices=tuple(choice_of(act, render) for act in _acts(work, subject)),
        links=links,
    )


def _acts(work: Work, subject: Subject) -> tuple[Act, ...]:
    """Each answer counts for whoever taps."""
    session = subject.session
    if session is None or session.state is not SessionState.PLANNED or session.begins <= work.now:
        return ()
    return (session_words.yes(subject.key), session_words.maybe(subject.key), session_words.no(subject.key))
