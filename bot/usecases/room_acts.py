"""What follows when something in a room is done, or cannot be."""

from bot.core.messages import Priority
from bot.delivery.failures import NotAllowed, SendFailure
from bot.i18n.phrase import Words, _
from bot.storage.rooms import RoomAct, RoomActKind, RoomState, SessionRoom
from bot.usecases import room_agenda, room_guests, room_subjects
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work


def done(work: Work, room: SessionRoom, act: RoomAct) -> None:
    match act.kind:
        case RoomActKind.OPEN if room.state is RoomState.WANTED:
            _opened(work, room, is_twice=act.in_doubt > 1)
        case RoomActKind.CLOSE:
            room.state = RoomState.CLOSED
        case _:
            pass


def _opened(work: Work, room: SessionRoom, *, is_twice: bool) -> None:
    room_agenda.begin(work, room)
    room_guests.invite(work, room)
    called = room_subjects.called_in_full(work, room_subjects.subject_of(work, room))
    channel = room.channel.capitalize()
    if room_guests.opens_rooms(work.session, room):
        words: Words = _(
            "The room of {called} is open on {channel}. I invite whoever comes and has an account there.",
            called=called,
            channel=channel,
        )
    else:
        words = _("The topic for {called} is made on {channel}.", called=called, channel=channel)
    _tell(work, room, "open", words)
    if is_twice:
        _tell(
            work,
            room,
            "twice",
            _(
                "I was interrupted while making it. If there is an empty topic of the same name, you can delete that one."
            ),
        )


def refused(work: Work, room: SessionRoom, act: RoomAct, failure: SendFailure) -> None:
    """Whoever asked for the room learns what is missing and what to do; the room goes on as well as it can."""
    subject = room_subjects.subject_of(work, room)
    called = room_subjects.called_in_full(work, subject)
    channel = room.channel.capitalize()
    match act.kind:
        case RoomActKind.OPEN if room.state is RoomState.WANTED and isinstance(failure, NotAllowed):
            room.is_ours = False
            room_agenda.begin(work, room)
            words: Words = _(
                "I may not make topics in your group on {channel}, so the agenda of {called} stands outside of them. "
                "That works, too. For a topic of its own: close this room, make me an administrator who may manage "
                "topics, and give me the group once more.",
                channel=channel,
                called=called,
            )
            _tell(work, room, "no topic", words)
        case RoomActKind.OPEN if room.state is RoomState.WANTED:
            room.state, room.closed_at = RoomState.LOST, work.now
            words = _(
                "The room of {called} could not be opened on {channel}. Nothing else has changed. Please try again "
                "with *room {key}*, or ask whoever looks after the server there.",
                called=called,
                channel=channel,
                key=subject.key,
            )
            _tell(work, room, "not opened", words)
        case RoomActKind.PIN if isinstance(failure, NotAllowed):
            words = _(
                "The agenda of {called} stands in your group on {channel}, but I may not pin it. Make me an "
                "administrator who may pin messages, then write */room {key}* there once more.",
                called=called,
                channel=channel,
                key=subject.key,
            )
            _tell(work, room, f"not pinned:{work.now.isoformat()}", words)
        case RoomActKind.RENAME if isinstance(failure, NotAllowed):
            words = _(
                "The room of {called} keeps its old name on {channel}: I may not change it. Everything else goes on. Give "
                "me that right, then write */room {key}* there once more.",
                channel=channel,
                called=called,
                key=subject.key,
            )
            _tell(work, room, f"not renamed:{work.now.isoformat()}", words)
        case RoomActKind.CLOSE:
            room.state = RoomState.CLOSED
            if isinstance(failure, NotAllowed):
                words = _(
                    "The room of {called} on {channel} is closed for me, but I may not lock it: people can still write there.",
                    called=called,
                    channel=channel,
                )
                _tell(work, room, "not locked", words)
        case _:
            pass


def lost(work: Work, room: SessionRoom) -> None:
    """We were put out of it, or it is gone."""
    subject = room_subjects.subject_of(work, room)
    words = _(
        "I cannot write any more in the room of {called} on {channel}: I was removed, or the room is gone. What was "
        "said there stays where it is. Write *room {key}* if you would like another one.",
        called=room_subjects.called_in_full(work, subject),
        channel=room.channel.capitalize(),
        key=subject.key,
    )
    _tell(work, room, "lost", words)
    room.is_told = True
    work.session.add(room)
    room_agenda.look_again_at_others(work, room)


def _tell(work: Work, room: SessionRoom, what: str, words: Words) -> None:
    tell(work, [room.organiser_id], Notice(f"room:{room.id}:{what}", words, priority=Priority.REMINDER))
