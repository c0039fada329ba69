"""Rooms of a session or a network: asked for, given to us, closed. What the channels have to do for it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.delivery.channel import GROUP_LINK, OPENS_ROOMS
from bot.i18n.phrase import Words, _
from bot.storage.channel_states import ChannelState
from bot.storage.rooms import (
    LIVING,
    TOPIC,
    RoomAct,
    RoomActKind,
    RoomActState,
    RoomState,
    SessionRoom,
    goodbye_key,
)
from bot.usecases import audit, room_agenda, room_names, room_subjects, sessions
from bot.usecases.people import person_of
from bot.usecases.room_subjects import Subject
from bot.usecases.work import Work

TALK = "room"
UNKNOWN_ROOM = _("This room is closed already.")


@dataclass(frozen=True)
class Seen:
    """A room as whoever looks after it sees it: people are counted as far as we have invited them."""

    id: int
    channel: str
    state: RoomState
    invited: int = 0
    to_invite: int = 0
    refused: int = 0


NO_PLATFORM = _("Rooms are on chat platforms with groups, and none of these is connected here.")


@dataclass(frozen=True)
class Standing:
    """What there is of rooms and what can be done: `opens` are channels that open one, `links` those to lead us into one.

    `obstacle` tells whoever may why none can be opened.
    """

    key: str
    called: Words
    may_touch: bool
    rooms: tuple[Seen, ...]
    opens: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    obstacle: Words | None = None


def standing(work: Work, key: str) -> Standing | None:
    """None: there is no such thing, or it is none of theirs."""
    subject = room_subjects.called(work, key)
    if subject is None:
        return None
    may_touch = room_subjects.refused(work, subject) is None
    if not may_touch and not room_subjects.may_speak(work, subject):
        return None
    rooms = living(work, subject)
    called = room_subjects.called_in_full(work, subject)
    seen = _seen(work, rooms)
    late = room_subjects.too_late(work, subject)
    if not may_touch or late is not None:
        return Standing(subject.key, called, may_touch, seen, obstacle=late.why if may_touch and late else None)
    taken = {room.channel for room in rooms}
    noted = work.session.exec(
        select(ChannelState)
        .where(col(ChannelState.name).in_((OPENS_ROOMS, GROUP_LINK)), col(ChannelState.channel).not_in(taken))
        .order_by(col(ChannelState.channel))
    ).all()
    return Standing(
        subject.key,
        called,
        may_touch,
        seen,
        opens=tuple(one.channel for one in noted if one.name == OPENS_ROOMS),
        links=tuple((one.channel, f"{one.value}room-{subject.key}") for one in noted if one.name == GROUP_LINK),
        obstacle=None if noted or rooms else NO_PLATFORM,
    )


def are_to_be_had(work: Work, key: str) -> bool:
    """Whether it makes sense to offer them."""
    found = standing(work, key)
    return found is not None and bool(found.rooms or found.opens or found.links)


def living(work: Work, subject: Subject) -> Sequence[SessionRoom]:
    return work.session.exec(
        select(SessionRoom)
        .where(room_subjects.is_of(subject), col(SessionRoom.state).in_(LIVING))
        .order_by(col(SessionRoom.id))
    ).all()


def ask_for(work: Work, key: str, channel: str) -> int | Refusal:
    """A room of its own, which the channel opens as soon as it can. The room's number."""
    subject = room_subjects.called(work, key)
    if subject is None:
        return Refusal(sessions.UNKNOWN)
    if refusal := room_subjects.refused(work, subject) or room_subjects.too_late(work, subject):
        return refusal
    noted = work.session.exec(
        select(ChannelState).where(ChannelState.channel == channel, ChannelState.name == OPENS_ROOMS)
    ).first()
    if noted is None:
        return Refusal(_("I am not connected there at the moment. Please try again later."))
    if any(room.channel == channel for room in living(work, subject)):
        return Refusal(_("There is a room on {channel} already.", channel=channel.capitalize()))
    room = _new(work, subject, channel, noted.account, chat=None, is_ours=True)
    plan(work, room, RoomActKind.OPEN)
    return room.id


def give(work: Work, key: str, channel: str, account: str, chat: str, *, has_topics: bool) -> Words | Refusal:
    """This group is to be its room: what is answered there. Where the group has topics, one is made in it."""
    subject = room_subjects.called(work, key)
    if subject is None:
        return Refusal(sessions.UNKNOWN)
    if refusal := room_subjects.refused(work, subject) or room_subjects.too_late(work, subject):
        return refusal
    mine = next((room for room in living(work, subject) if room.channel == channel), None)
    if mine is not None:
        return _given_again(work, mine, chat)
    there = _room_in(work, channel, account, chat)
    if there is not None:
        other = room_subjects.called_in_full(work, room_subjects.subject_of(work, there))
        return Refusal(
            _("This is the room of {other} already. Please close that first, or take another group.", other=other)
        )
    return _taken(work, _new(work, subject, channel, account, chat=chat, is_ours=has_topics), subject)


def _taken(work: Work, room: SessionRoom, subject: Subject) -> Words:
    called = room_subjects.called_in_full(work, subject)
    if room.is_ours:
        plan(work, room, RoomActKind.OPEN)
        return _("This group has topics: I make one for {called}.", called=called)
    room_agenda.begin(work, room)
    return _("This is the room of {called} from now on.", called=called)


def close(work: Work, room_id: int) -> Refusal | None:
    """Says goodbye; what was said stays to be read."""
    room = work.session.get(SessionRoom, room_id)
    if room is None or room.state not in {RoomState.WANTED, RoomState.OPEN}:
        return Refusal(UNKNOWN_ROOM)
    subject = room_subjects.subject_of(work, room)
    if refusal := room_subjects.refused(work, subject):
        return refusal
    shut(work, room)
    audit.note(work, "close room", *subject.audit_as, room=room.id)
    return None


def shut(work: Work, room: SessionRoom) -> None:
    """Not checked here: whoever calls has the right, or is the clock."""
    if room.state is RoomState.WANTED:
        # Nobody has been in it. Where it is being opened at this moment, it stays empty: nobody is invited.
        room.state, room.closed_at = RoomState.CLOSED, work.now
    else:
        room.state, room.closed_at = RoomState.CLOSING, work.now
        room_agenda.say_goodbye(work, room)
        plan(work, room, RoomActKind.CLOSE, goodbye_key(room.id))
    # Whoever was to be invited is not any more; what was to be pinned may stay as it is.
    undone = (col(RoomAct.state) == RoomActState.DUE, col(RoomAct.kind) != RoomActKind.CLOSE)
    work.session.connection().execute(delete(RoomAct).where(col(RoomAct.room_id) == room.id, *undone))
    work.session.add(room)
    work.session.flush()
    room_agenda.look_again_at_others(work, room)


def plan(work: Work, room: SessionRoom, kind: RoomActKind, about: str = "") -> None:
    work.session.add(RoomAct(room_id=room.id, kind=kind, about=about, created_at=work.now))
    work.session.flush()


def _new(work: Work, subject: Subject, channel: str, account: str, *, chat: str | None, is_ours: bool) -> SessionRoom:
    person = person_of(work)
    room = SessionRoom(
        session_id=None if subject.session is None else subject.session.id,
        network_id=None if subject.network is None else subject.network.id,
        channel=channel,
        account=account,
        external_id=chat,
        is_ours=is_ours,
        organiser_id=person.id,
        language=work.translator.spoken(person.language),
        created_at=work.now,
    )
    room.name = room_names.name_of(work, room)
    work.session.add(room)
    work.session.flush()
    audit.note(work, "open room", *subject.audit_as, room=room.id, channel=channel)
    return room


def _room_in(work: Work, channel: str, account: str, chat: str) -> SessionRoom | None:
    return work.session.exec(
        select(SessionRoom).where(
            SessionRoom.channel == channel,
            SessionRoom.account == account,
            SessionRoom.external_id == chat,
            col(SessionRoom.state).in_(LIVING),
        )
    ).first()


def _given_again(work: Work, room: SessionRoom, chat: str) -> Words | Refusal:
    """For instance when a right was given meanwhile: what was refused is tried once more."""
    place = room.external_id or ""
    if place != chat and not place.startswith(f"{chat}{TOPIC}"):
        return Refusal(_("There is a room on {channel} already.", channel=room.channel.capitalize()))
    again = (RoomActKind.PIN, RoomActKind.RENAME)
    refused = work.session.exec(
        select(RoomAct).where(
            RoomAct.room_id == room.id, RoomAct.state == RoomActState.REFUSED, col(RoomAct.kind).in_(again)
        )
    ).all()
    for act in refused:
        act.state, act.attempts, act.not_before, act.done_at = RoomActState.DUE, 0, None, None
        work.session.add(act)
    if any(act.kind is RoomActKind.PIN for act in refused):
        return _("Good: I try once more to pin the agenda.")
    if refused:
        return _("Good: I try once more to give it its name.")
    return _("This is its room already. Everything is as it should be.")


def _seen(work: Work, rooms: Sequence[SessionRoom]) -> tuple[Seen, ...]:
    acts = work.session.exec(
        select(RoomAct.room_id, RoomAct.kind, RoomAct.state).where(
            col(RoomAct.room_id).in_([room.id for room in rooms])
        )
    ).all()

    def count(room: SessionRoom, kind: RoomActKind, state: RoomActState) -> int:
        return acts.count((room.id, kind, state))

    return tuple(
        Seen(
            id=room.id,
            channel=room.channel,
            state=room.state,
            invited=count(room, RoomActKind.INVITE, RoomActState.DONE),
            to_invite=count(room, RoomActKind.INVITE, RoomActState.DUE),
            refused=count(room, RoomActKind.INVITE, RoomActState.REFUSED),
        )
        for room in rooms
    )
