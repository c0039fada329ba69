"""What somebody may look after: publications, calendars whose whole audience they coordinate; of others, their own part."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.audiences import Audience, CentreFacts
from bot.domain.rights import WHOLE_PROGRAMME, Right, allows
from bot.usecases import audiences, rights
from bot.usecases.work import ActorKind, Work


@dataclass(frozen=True)
class Scope:
    """`centres` are all active ones, by id, with whether the actor has the right there."""

    is_everything: bool
    centres: Mapping[int, tuple[CentreFacts, bool]]

    def covers(self, centre_id: int) -> bool:
        return self.is_everything or (centre_id in self.centres and self.centres[centre_id][1])

    def sees(self, audience: Audience) -> bool:
        return self.is_everything or any(self._covered(audience))

    def manages(self, audience: Audience) -> bool:
        covered = self._covered(audience)
        return self.is_everything or (bool(covered) and all(covered))

    def _covered(self, audience: Audience) -> list[bool]:
        return [may for centre, may in self.centres.values() if audience.takes_in(centre)]


def scope_of(work: Work, right: Right = Right.PUBLISH) -> Scope:
    """Three queries, however many audiences are looked at."""
    if work.actor.kind is not ActorKind.PERSON:
        return Scope(is_everything=True, centres={})
    held = rights.roles_of(work, work.person_id)
    if allows(held, right, WHOLE_PROGRAMME):
        return Scope(is_everything=True, centres={})
    facts = audiences.all_centres(work)
    return Scope(is_everything=False, centres={one.id: (one, allows(held, right, one.where)) for one in facts})
