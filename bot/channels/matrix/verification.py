"""Verifications that people begin in their app, in the room or from device to device. Ours to answer, never to begin."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.matrix.answers import Event
from bot.channels.matrix.events import MESSAGE, content, moment, relation, text
from bot.channels.matrix.sas import KINDS, METHOD, Phase, Said, Sas

REQUEST = f"{KINDS}request"
LASTS = timedelta(minutes=10)
MOST = 50  # at a time: whoever begins more than that waits
_ENDINGS = {"done", "cancel"}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owed:
    """To be said to `user`, in a room or to a device."""

    room_id: str | None
    user: str
    device: str
    kind: str
    content: Mapping[str, Any]


@dataclass
class Talk:
    sas: Sas
    room_id: str | None
    began: datetime
    is_told: bool = False  # of the pictures


@dataclass
class Verifications:
    """In memory: a restart cancels them, and the person begins again. `us` is our user and our device."""

    us: tuple[str, str]
    talks: dict[str, Talk] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)

    def hear(self, event: Event, room_id: str | None) -> bool:
        """Whether it belongs to a verification; `room_id` is None for what came from device to device."""
        kind, said = text(event, "type"), content(event)
        if kind == MESSAGE and room_id is not None and text(said, "msgtype") == REQUEST:
            if text(said, "to") == self.us[0]:
                self._begin(event, room_id, text(event, "event_id"))
            return True
        if not kind.startswith(KINDS):
            return False
        if text(event, "sender") != self.us[0] or room_id is None:
            self._go_on(event, room_id, kind.removeprefix(KINDS))
        return True

    def _begin(self, event: Event, room_id: str | None, transaction: str) -> None:
        said, now = content(event), datetime.now(UTC)
        self.talks = {name: talk for name, talk in self.talks.items() if now - talk.began < LASTS}
        device = text(said, "from_device")
        methods = said.get("methods")
        is_old = room_id is not None and now - moment(event) > LASTS
        if is_old or not device or not transaction or transaction in self.talks or len(self.talks) >= MOST:
            return
        sas = Sas(self.us, (text(event, "sender"), device), transaction)
        self.talks[transaction] = talk = Talk(sas, room_id, now)
        if isinstance(methods, list) and METHOD in methods:
            self._owe(talk, Said("ready", {"from_device": self.us[1], "methods": [METHOD]}))
        else:
            self._owe(talk, sas.cancel("m.unknown_method", "only pictures or numbers can be compared"))

    def _go_on(self, event: Event, room_id: str | None, step: str) -> None:
        said, sender = content(event), text(event, "sender")
        transaction = text(relation(event), "event_id") if room_id is not None else text(said, "transaction_id")
        if step == "request" and room_id is None:
            self._begin(event, None, transaction)
            return
        talk = self.talks.get(transaction)
        if talk is None:
            if step not in _ENDINGS and transaction:
                gone = Talk(
                    Sas(self.us, (sender, text(said, "from_device") or "*"), transaction), room_id, moment(event)
                )
                self._owe(gone, gone.sas.cancel("m.unknown_transaction", "please begin again"))
            return
        if sender != talk.sas.them[0] or room_id != talk.room_id:
            return
        self._step(talk, step, said)

    def _step(self, talk: Talk, step: str, said: Mapping[str, Any]) -> None:
        match step:
            case "start":
                self._owe(talk, talk.sas.start(said))
            case "key":
                self._owe(talk, talk.sas.key(said))
                if talk.sas.phase is Phase.SHOWN:
                    pictures = " ".join(f"{sign} {name}" for sign, name in talk.sas.pictures)
                    numbers = " ".join(str(number) for number in talk.sas.numbers)
                    log.info(
                        "somebody compares keys with the bot",
                        extra={"person": talk.sas.them[0], "pictures": pictures, "numbers": numbers},
                    )
            case "mac" if talk.sas.phase in {Phase.SHOWN, Phase.CONFIRMED}:
                talk.sas.theirs = said
            case "cancel":
                del self.talks[talk.sas.transaction]
                log.info("somebody stopped comparing keys with the bot", extra={"person": talk.sas.them[0]})

    def confirm(self, talk: Talk, keys: Mapping[str, str]) -> None:
        self._owe(talk, talk.sas.confirm(keys))

    def conclude(self, talk: Talk, keys: Mapping[str, str]) -> bool:
        """Whether they are who they say, by the keys of theirs that we know."""
        self._owe(talk, talk.sas.vouched(keys))
        del self.talks[talk.sas.transaction]
        is_verified = talk.sas.phase is Phase.VERIFIED
        words = "somebody has verified the bot" if is_verified else "keys that were compared do not match"
        log.log(logging.INFO if is_verified else logging.WARNING, words, extra={"person": talk.sas.them[0]})
        return is_verified

    def _owe(self, talk: Talk, said: Said) -> None:
        sas = talk.sas
        if talk.room_id is None:
            which: Mapping[str, Any] = {"transaction_id": sas.transaction}
        else:
            which = {"m.relates_to": {"rel_type": "m.reference", "event_id": sas.transaction}}
        self.owed.append(Owed(talk.room_id, *sas.them, f"{KINDS}{said.kind}", {**said.content, **which}))
        if sas.phase is Phase.CANCELLED:
            self.talks.pop(sas.transaction, None)
