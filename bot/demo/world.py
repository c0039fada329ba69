"""What the demo shows, as plain values: 11 named centres, all others fictitious, and nobody who exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.areas import PriorityArea
from bot.domain.centres import CentreRow
from bot.domain.practices import PracticeField
from bot.domain.rights import Role, ScopeKind
from bot.domain.scores import ChosenLevels
from bot.storage.memberships import CentreFunction
from bot.storage.networks import AnimatorRole

Texts = Mapping[str, str]  # language tag → text

PROGRAMME = "demo"
PROGRAMME_NAMES: Texts = {
    "en": "ETF Network for Excellence (demonstration)",
    "fr": "Réseau d’excellence de l’ETF (démonstration)",
    "ar": "شبكة التميز لمؤسسة التدريب الأوروبية (عرض تجريبي)",
}


@dataclass(frozen=True)
class DemoCentre:
    """`trade` gave a fictitious centre its name; the named ones have none here."""

    row: CentreRow
    fictitious: bool
    trade: str | None = None


@dataclass(frozen=True)
class DemoNetwork:
    slug: str
    names: Texts
    trade: str | None
    perimeter: str
    animators: tuple[tuple[str, AnimatorRole], ...] = ()  # keys of people


@dataclass(frozen=True)
class DemoPerson:
    key: str
    name: str
    language: str
    country: str
    zone: str
    since: date


@dataclass(frozen=True)
class DemoMembership:
    person: str
    centre: str
    function: CentreFunction
    since: date


@dataclass(frozen=True)
class DemoGrant:
    """`scope`: a centre's code, a network's slug, a country's code or the programme's slug."""

    person: str
    role: Role
    scope_kind: ScopeKind
    scope: str


@dataclass(frozen=True)
class Persona:
    """Somebody whose phone a visitor may hold; `role` is the widest, None for a participant."""

    slug: str
    person: str
    name: str
    language: str
    centre: str | None
    role: Role | None


@dataclass(frozen=True)
class DemoAssessment:
    """A finished self-assessment; levels by indicator, None: does not apply."""

    round: int
    centre: str
    by: str
    finished_on: date
    levels: ChosenLevels


@dataclass(frozen=True)
class DemoSession:
    slug: str
    title: Texts
    area: PriorityArea
    starts_at: datetime  # aware, in the zone of the host
    zone: str
    minutes: int
    link: str
    network: str
    host: str  # a centre's code
    by: str


@dataclass(frozen=True)
class DemoAnnouncement:
    """`network`: who got it; None: everybody."""

    slug: str
    texts: Texts
    sent_at: datetime
    network: str | None
    by: str


@dataclass(frozen=True)
class DemoPractice:
    """`texts` by what is told, then by language."""

    slug: str
    texts: Mapping[PracticeField, Texts]
    original: str
    areas: tuple[PriorityArea, ...]
    centre: str  # a centre's code
    by: str
    published_on: date


@dataclass(frozen=True)
class World:
    today: date
    networks: tuple[DemoNetwork, ...]
    centres: tuple[DemoCentre, ...]
    people: tuple[DemoPerson, ...]
    memberships: tuple[DemoMembership, ...]
    grants: tuple[DemoGrant, ...]
    personas: tuple[Persona, ...]
    assessments: tuple[DemoAssessment, ...]
    sessions: tuple[DemoSession, ...]
    announcements: tuple[DemoAnnouncement, ...]
    practices: tuple[DemoPractice, ...]
