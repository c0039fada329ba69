"""Does what is to be done in rooms (open, invite, pin, rename, close), one act after the other: run by the channel's owner.

Each act is a row. It is done at the platform first and noted then, so a kill between the two means that it is done again:
- on a platform that finds what is there already (`idempotent`), the second time changes nothing: a room is found by its
  alias, a guest by their membership, a pin among the pins, a name in its state, a lock in the levels;
- elsewhere pinning, renaming and closing are harmless twice. Only making a topic is not: the row counts the attempt (`in_doubt`) before the
  request goes out, and whoever asked for the room is told that an empty twin of it may stand there.
What follows from an act (the agenda, the invitations) is queued in the transaction that notes it. The platform's wish for
patience is noted in the rows too, so that a restart obeys it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from bot.core.clock import Clock
from bot.delivery import leases
from bot.delivery.channel import KeepsRooms, WantedRoom
from bot.delivery.failures import (
    ChatMoved,
    NothingToDo,
    NotSent,
    Rejected,
    SendFailure,
    TooFast,
    UnknownOutcome,
    Unreachable,
)
from bot.delivery.leases import Lease
from bot.delivery.looking import keep_looking
from bot.delivery.outbox import move_chat
from bot.storage.database import Database, no_faults
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.rooms import LIVING, RoomAct, RoomActKind, RoomActState, SessionRoom

LOOK_SECONDS = 1.0
AT_A_TIME = 20
FINAL = (NothingToDo, Rejected, Unreachable)
ATTEMPTS = 20
WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 3600))
FOR_A_MESSAGE = timedelta(seconds=2)  # until we look again whether it was sent
_ON_ITS_WAY = (OutboxState.QUEUED, OutboxState.CLAIMED)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RoomVerbs:
    """What is to be known of a room to open or rename it, and what follows from an act: both run in a transaction of ours."""

    wanted: Callable[[Session, datetime, SessionRoom], WantedRoom]
    done: Callable[[Session, datetime, SessionRoom, RoomAct], None]
    refused: Callable[[Session, datetime, SessionRoom, RoomAct, SendFailure], None]


@dataclass(frozen=True)
class Task:
    """An act with all that it takes. `message` is the platform's id of what is to be pinned."""

    act: RoomAct
    room: SessionRoom
    message: str | None = None
    must_wait: bool = False  # for a message of ours that is still on its way
    wanted: WantedRoom | None = None


class RoomKeeper:
    """For one account of one channel."""

    def __init__(
        self,
        database: Database,
        channel: KeepsRooms,
        verbs: RoomVerbs,
        *,
        clock: Clock,
        faults: Callable[[str], None] = no_faults,
    ) -> None:
        self._database = database
        self._channel = channel
        self._verbs = verbs
        self._clock = clock
        self._faults = faults

    async def run(self, lease: Lease) -> None:
        """Until cancelled."""
        sentence = f"{self._channel.name}: nothing can be done in rooms"
        await keep_looking(partial(self.work_waiting, lease), LOOK_SECONDS, sentence=sentence)

    async def work_waiting(self, lease: Lease | None = None) -> int:
        """One round; how many acts were tried. Without a lease nobody else can be at it."""
        numbers = await self._database.read(self._due)
        tried = 0
        for number in numbers:
            task = await self._database.read(partial(self._task, act_id=number))
            if task is not None:
                tried += await self._work(task, lease)
        return tried

    def _due(self, session: Session) -> list[int]:
        return list(
            session.exec(
                select(RoomAct.id)
                .join(SessionRoom, col(SessionRoom.id) == col(RoomAct.room_id))
                .where(
                    SessionRoom.channel == self._channel.name,
                    SessionRoom.account == self._channel.account,
                    col(SessionRoom.state).in_(LIVING),
                    *self._is_due(),
                )
                .order_by(col(RoomAct.id))
                .limit(AT_A_TIME)
            )
        )

    def _is_due(self) -> tuple[ColumnElement[bool], ...]:
        not_before = col(RoomAct.not_before)
        return (col(RoomAct.state) == RoomActState.DUE, or_(not_before.is_(None), not_before <= self._clock.now()))

    def _task(self, session: Session, *, act_id: int) -> Task | None:
        """None: an earlier act of this round has asked for patience, or the room is gone."""
        act = session.exec(select(RoomAct).where(RoomAct.id == act_id, *self._is_due())).first()
        room = None if act is None else session.get(SessionRoom, act.room_id)
        if act is None or room is None or room.state not in LIVING:
            return None
        match act.kind:
            case RoomActKind.OPEN | RoomActKind.RENAME:
                return Task(act, room, wanted=self._verbs.wanted(session, self._clock.now(), room))
            case RoomActKind.PIN:
                message, on_its_way = _message(session, act.about)
                return Task(act, room, message, must_wait=on_its_way)
            case RoomActKind.CLOSE:
                _goodbye, on_its_way = _message(session, act.about)
                return Task(act, room, must_wait=on_its_way)
            case _:
                return Task(act, room)

    async def _work(self, task: Task, lease: Lease | None) -> bool:
        """Whether it was tried."""
        if task.must_wait:
            await self._settle(task, lease, partial(self._later, wait=FOR_A_MESSAGE))
            return False
        if task.act.kind is RoomActKind.OPEN and not self._channel.idempotent:
            await self._settle(task, lease, self._begin)
        self._faults("room act begun")
        try:
            chat = await self._do(task)
        except NothingToDo:
            chat = None
        except TooFast as error:
            await self._settle(task, lease, partial(self._be_patient, seconds=error.seconds))
            return True
        except ChatMoved as error:
            await self._settle(task, lease, partial(self._move, chat=error.chat))
            return True
        except (NotSent, UnknownOutcome, Rejected, Unreachable) as error:
            await self._settle(task, lease, partial(self._failed, error=error))
            return True
        except Exception as error:
            log.exception("something in a room could not be done", extra={"act": task.act.id, "kind": task.act.kind})
            await self._settle(task, lease, partial(self._failed, error=UnknownOutcome(type(error).__name__)))
            return True
        self._faults("room act done")
        await self._settle(task, lease, partial(self._note, chat=chat))
        self._faults("room act noted")
        return True

    async def _do(self, task: Task) -> str | None:
        """The chat of a room that was opened."""
        act, chat = task.act, task.room.external_id or ""
        match act.kind:
            case RoomActKind.OPEN:
                assert task.wanted is not None, "read with the act"
                return await self._channel.open_room(task.wanted)
            case RoomActKind.INVITE:
                await self._channel.invite(chat, act.about)
            case RoomActKind.PIN:
                if task.message is None:
                    raise Rejected("the message to pin was not sent")
                await self._channel.pin(chat, task.message)
            case RoomActKind.RENAME:
                assert task.wanted is not None, "read with the act"
                await self._channel.rename_room(chat, task.wanted)
            case RoomActKind.CLOSE:
                await self._channel.close_room(chat, is_ours=task.room.is_ours)
        return None

    # -- noting --------------------------------------------------------------------------------------------------------
    async def _settle(
        self, task: Task, lease: Lease | None, change: Callable[[Session, SessionRoom, RoomAct], None]
    ) -> None:
        """Unless the channel has another owner by now, or the act is settled."""

        def job(session: Session) -> None:
            if lease is not None and not leases.held(session, lease):
                return
            room = session.exec(select(SessionRoom).where(SessionRoom.id == task.room.id).with_for_update()).first()
            act = session.get(RoomAct, task.act.id)
            if room is not None and act is not None and act.state is RoomActState.DUE:
                change(session, room, act)
                session.add(room)
                session.add(act)

        await self._database.write(job)

    def _begin(self, _session: Session, _room: SessionRoom, act: RoomAct) -> None:
        act.in_doubt += 1

    def _later(self, _session: Session, _room: SessionRoom, act: RoomAct, *, wait: timedelta) -> None:
        act.not_before = self._clock.now() + wait

    def _note(self, session: Session, room: SessionRoom, act: RoomAct, *, chat: str | None) -> None:
        act.state, act.done_at, act.reason = RoomActState.DONE, self._clock.now(), None
        if chat is not None:
            room.external_id = chat
        self._verbs.done(session, self._clock.now(), room, act)

    def _move(self, session: Session, room: SessionRoom, act: RoomAct, *, chat: str) -> None:
        move_chat(session, room.channel, room.account, room.external_id or "", chat)
        session.refresh(room)
        act.not_before = self._clock.now()

    def _be_patient(self, session: Session, room: SessionRoom, act: RoomAct, *, seconds: float) -> None:
        """Platforms limit each kind of act for the whole account."""
        until = self._clock.now() + timedelta(seconds=seconds)
        rooms = select(SessionRoom.id).where(SessionRoom.channel == room.channel, SessionRoom.account == room.account)
        act.in_doubt = max(0, act.in_doubt - 1)
        session.add(act)
        session.flush()
        alike = (col(RoomAct.kind) == act.kind, col(RoomAct.state) == RoomActState.DUE, col(RoomAct.room_id).in_(rooms))
        session.connection().execute(update(RoomAct).where(*alike).values(not_before=until))
        session.refresh(act)

    def _failed(self, session: Session, room: SessionRoom, act: RoomAct, *, error: SendFailure) -> None:
        # Our own failures tell what the platform says, never what people wrote.
        act.attempts, act.reason = act.attempts + 1, str(error)
        if not isinstance(error, UnknownOutcome):
            act.in_doubt = max(0, act.in_doubt - 1)
        if not isinstance(error, FINAL) and act.attempts < ATTEMPTS:
            act.not_before = self._clock.now() + WAITS[min(act.attempts, len(WAITS)) - 1]
            return
        act.state, act.done_at = RoomActState.REFUSED, self._clock.now()
        self._verbs.refused(session, self._clock.now(), room, act, error)


def _message(session: Session, key: str) -> tuple[str | None, bool]:
    """What a message of ours is called on its platform, and whether it is still on its way there."""
    row = session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == key)).first()
    if row is None:
        return None, False
    return row.external_id, row.state in _ON_ITS_WAY
