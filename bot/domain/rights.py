"""Who may do what, where: rules over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    PROGRAMME_COORDINATOR = "programme_coordinator"
    COUNTRY_COORDINATOR = "country_coordinator"
    NETWORK_ANIMATOR = "network_animator"
    CENTRE_COORDINATOR = "centre_coordinator"
    MENTOR = "mentor"  # of a centre that is not their own
    REVIEWER = "reviewer"  # of practices that centres share


class ScopeKind(StrEnum):
    PROGRAMME = "programme"
    COUNTRY = "country"
    NETWORK = "network"
    CENTRE = "centre"


class Right(StrEnum):
    ADMINISTER = "administer"  # settings, roles, imports
    CONFIRM_MEMBERS = "confirm members"
    INVITE = "invite"
    ANNOUNCE = "announce"
    PROPOSE_SESSIONS = "propose sessions"
    SEE_RESULTS = "see results"
    PUBLISH = "publish questionnaires"
    SIGN_OFF = "sign off self-assessments"
    COMMENT = "comment on self-assessments"
    REVOKE = "revoke credentials"
    ACCEPT_PARTNERS = "accept partners"  # besides the head of the centre
    MATCH_CENTRES = "match centres"
    PLAN = "plan programmes"
    REVIEW = "review practices"


@dataclass(frozen=True)
class HeldRole:
    """A role in force: its scope's id is a country code or a row's number as text."""

    role: Role
    scope_kind: ScopeKind
    scope_id: str


@dataclass(frozen=True)
class Where:
    """Where something is done: all that is known of the place. Nothing at all means the whole programme."""

    centre: int | None = None
    country: str | None = None
    networks: frozenset[int] = frozenset()


WHOLE_PROGRAMME = Where()

_LEADERS = frozenset(Role) - {Role.MENTOR, Role.REVIEWER}  # of whatever their scope takes in

ROLES: dict[Right, frozenset[Role]] = {
    Right.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
    Right.CONFIRM_MEMBERS: _LEADERS - {Role.NETWORK_ANIMATOR},
    Right.INVITE: _LEADERS,
    Right.ANNOUNCE: _LEADERS - {Role.CENTRE_COORDINATOR},
    Right.PROPOSE_SESSIONS: _LEADERS - {Role.CENTRE_COORDINATOR},
    Right.SEE_RESULTS: _LEADERS,
    Right.PUBLISH: _LEADERS - {Role.CENTRE_COORDINATOR},
    Right.SIGN_OFF: _LEADERS - {Role.NETWORK_ANIMATOR},
    Right.COMMENT: _LEADERS | {Role.MENTOR},
    Right.REVOKE: frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_COORDINATOR, Role.COUNTRY_COORDINATOR}),
    Right.ACCEPT_PARTNERS: frozenset({Role.CENTRE_COORDINATOR}),  # whose name the partner gets
    Right.MATCH_CENTRES: _LEADERS - {Role.CENTRE_COORDINATOR},
    Right.PLAN: _LEADERS - {Role.CENTRE_COORDINATOR},
    Right.REVIEW: frozenset(
        {Role.REVIEWER, Role.NETWORK_ANIMATOR, Role.COUNTRY_COORDINATOR, Role.PROGRAMME_COORDINATOR}
    ),
}


def covers(held: HeldRole, where: Where) -> bool:
    """Whether the scope of a role takes in the place. The programme takes in all; nothing smaller takes in the programme."""
    match held.scope_kind:
        case ScopeKind.PROGRAMME:
            return True
        case ScopeKind.COUNTRY:
            return where.country == held.scope_id
        case ScopeKind.NETWORK:
            return int(held.scope_id) in where.networks
        case ScopeKind.CENTRE:
            return where.centre is not None and where.centre == int(held.scope_id)


def gives(held: HeldRole, right: Right) -> bool:
    """Somewhere: in the scope of the role."""
    return held.role in ROLES[right]


def allows(roles: Iterable[HeldRole], right: Right, where: Where) -> bool:
    return any(gives(held, right) and covers(held, where) for held in roles)


def allows_somewhere(roles: Iterable[HeldRole], right: Right) -> bool:
    return any(gives(held, right) for held in roles)
