"""What every use case works with: one session, one moment, who acts, and how words reach people."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.delivery.outbox import Wake
from bot.domain.rights import HeldRole
from bot.i18n.translator import Translator
from bot.storage.audit import ActorKind


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    person_id: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
COMMAND = Actor(ActorKind.COMMAND)


@dataclass(frozen=True)
class Work:
    """Lives for one transaction, which is the caller's."""

    session: Session
    now: datetime
    actor: Actor
    translator: Translator
    wake: Wake
    # By person, as they were when first asked for: nearly every use case asks, the menu for each of its entries.
    # Whoever changes them clears this.
    roles: dict[int, tuple[HeldRole, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def person_id(self) -> int:
        assert self.actor.person_id is not None, "only a person does this"
        return self.actor.person_id


__all__ = ["COMMAND", "SYSTEM", "Actor", "ActorKind", "Work"]
