"""Whom a visitor of the demonstration may play, as the web page shows them."""

from collections.abc import Mapping
from typing import Final

from bot.channels.web.demo import DemoAccess
from bot.channels.web.demo import Persona as Phone
from bot.demo.world import PROGRAMME_NAMES, Persona, Texts, World
from bot.domain.rights import Role
from bot.i18n.phrase import Listed, Variants, Words, _p
from bot.storage.memberships import CentreFunction
from bot.usecases.memberships import FUNCTIONS

_ROLES: Final[dict[Role, Words]] = {
    Role.NETWORK_ANIMATOR: _p("role", "network animator"),
    Role.PROGRAMME_COORDINATOR: _p("role", "programme coordinator"),
}


def demo_access(world: World) -> DemoAccess:
    """The page opens with a participant and the coordinator of the same centre."""
    left, right = world.personas[:2]
    functions = {one.person: one.function for one in world.memberships}
    names = {centre.row.code: {"en": centre.row.name, **centre.row.names} for centre in world.centres}
    phones = (_phone(persona, functions.get(persona.person), names) for persona in world.personas)
    return DemoAccess(tuple(phones), left.slug, right.slug)


def _phone(persona: Persona, function: CentreFunction | None, names: Mapping[str, Texts]) -> Phone:
    roles: list[Words] = [] if function is None else [FUNCTIONS[function]]
    if persona.role in _ROLES:
        roles.append(_ROLES[persona.role])
    centre = names[persona.centre] if persona.centre else PROGRAMME_NAMES
    role = roles[0] if len(roles) == 1 else Listed(tuple(roles))
    return Phone(persona.slug, persona.name, role, Variants(centre), persona.language)
