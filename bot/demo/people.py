"""About 600 invented people: who they are, where they work, and what they may do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from bot.demo.sources import dice, document, table
from bot.demo.world import (
    PROGRAMME,
    DemoCentre,
    DemoGrant,
    DemoMembership,
    DemoNetwork,
    DemoPerson,
    Persona,
)
from bot.domain.centres import CentreRow
from bot.domain.rights import Role, ScopeKind
from bot.i18n.countries import BY_CODE
from bot.storage.memberships import CentreFunction
from bot.storage.networks import AnimatorRole

_PARTICIPANTS: Final = {0: 3, 1: 6, 2: 5, 3: 2}  # how many a centre has beside its coordinator, and how often
_FUNCTIONS: Final = {
    CentreFunction.HEAD: 3,
    CentreFunction.TEACHER: 9,
    CentreFunction.TRAINER: 6,
    CentreFunction.STAFF: 2,
}
_COUNTRIES_WITH_A_COORDINATOR: Final = ("TR", "UA", "MA", "GE", "KE", "SN")
_SECOND_PROGRAMME_COORDINATOR: Final = ("camille", "FR", "fr")
_LED_WITH: Final = {"PL-02": "PL-01", "TN-02": "TN-01", "GH-02": "GH-01"}  # one person acts for two centres


@dataclass
class Population:
    """Grows while the world is made."""

    today: date
    people: list[DemoPerson] = field(default_factory=list)
    memberships: list[DemoMembership] = field(default_factory=list)
    grants: list[DemoGrant] = field(default_factory=list)
    personas: list[Persona] = field(default_factory=list)
    networks: list[DemoNetwork] = field(default_factory=list)

    def welcome(self, name: str, language: str, country: str, zone: str, throws: Random) -> DemoPerson:
        since = self.today - timedelta(days=throws.randint(450, 900))
        person = DemoPerson(f"person-{len(self.people) + 1:03}", name, language, country, zone, since)
        self.people.append(person)
        return person

    def person(self, key: str) -> DemoPerson:
        return next(person for person in self.people if person.key == key)

    def employ(self, person: DemoPerson, centre: CentreRow, function: CentreFunction) -> None:
        self.memberships.append(DemoMembership(person.key, centre.code, function, person.since))
        if function is CentreFunction.COORDINATOR:
            self.allow(person.key, Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, centre.code)

    def allow(self, person: str, role: Role, kind: ScopeKind, scope: str) -> None:
        self.grants.append(DemoGrant(person, role, kind, scope))

    def coordinators_of(self, centres: Iterable[DemoCentre]) -> list[str]:
        codes = {centre.row.code for centre in centres}
        return [
            one.person for one in self.memberships if one.centre in codes and one.function is CentreFunction.COORDINATOR
        ]


def populate(population: Population, centres: Sequence[DemoCentre], networks: Iterable[DemoNetwork]) -> None:
    names = _Names(document("names.json"))
    names.taken.update(line["name"] for line in table("personas.csv"))
    throws = dice("people")
    _add_personas(population, centres, throws)
    _add_staff(population, centres, names, throws)
    _add_programme_coordinators(population, names, throws)
    _add_country_coordinators(population, centres)
    _add_animators(population, centres, networks, names, throws)


class _Names:
    """Draws names as people have them in a country, and never one name twice."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.pools: Mapping[str, Mapping[str, str]] = source["pools"]
        self.countries: Mapping[str, Mapping[str, str]] = source["countries"]
        self.taken: set[str] = set()

    def languages(self, centre: CentreRow) -> list[str]:
        written = self.countries[centre.country]
        return [language for language in centre.languages if language in written] or list(written)[:1]

    def draw(self, country: str, language: str, throws: Random) -> str:
        pool = self.pools[self.countries[country][language]]
        while True:
            female = throws.random() < 1 / 2
            given = throws.choice(pool["female" if female else "male"].split())
            family = throws.choice(pool["family"].split()).split("|")
            name = f"{given} {family[-1] if female else family[0]}"
            if name not in self.taken:
                self.taken.add(name)
                return name


def _add_personas(population: Population, centres: Sequence[DemoCentre], throws: Random) -> None:
    first_in = {(centre.row.country, centre.row.city): centre.row for centre in reversed(centres) if centre.fictitious}
    for line in table("personas.csv"):
        centre = first_in.get((line["country"], line["city"]))
        zone = centre.zone if centre else BY_CODE[line["country"]].zone
        person = population.welcome(line["name"], line["language"], line["country"], zone, throws)
        role = None
        if centre is None:
            role = Role.PROGRAMME_COORDINATOR
            population.allow(person.key, role, ScopeKind.PROGRAMME, PROGRAMME)
        else:
            function = CentreFunction(line["function"])
            population.employ(person, centre, function)
            if function is CentreFunction.COORDINATOR:
                role = Role.CENTRE_COORDINATOR
        if line["network"]:
            role = Role.NETWORK_ANIMATOR
            population.allow(person.key, role, ScopeKind.NETWORK, line["network"])
        code = centre.code if centre else None
        population.personas.append(Persona(line["slug"], person.key, person.name, person.language, code, role))


def _add_staff(population: Population, centres: Sequence[DemoCentre], names: _Names, throws: Random) -> None:
    leads = {grant.scope: grant.person for grant in population.grants if grant.role is Role.CENTRE_COORDINATOR}
    for centre in (each.row for each in centres):
        if centre.code not in leads:
            neighbour = leads.get(_LED_WITH.get(centre.code, ""))
            coordinator = population.person(neighbour) if neighbour else _newcomer(population, centre, names, throws)
            population.employ(coordinator, centre, CentreFunction.COORDINATOR)
            leads[centre.code] = coordinator.key
        how_many = throws.choices(list(_PARTICIPANTS), list(_PARTICIPANTS.values()))[0]
        for function in throws.choices(list(_FUNCTIONS), list(_FUNCTIONS.values()), k=how_many):
            population.employ(_newcomer(population, centre, names, throws), centre, function)


def _newcomer(population: Population, centre: CentreRow, names: _Names, throws: Random) -> DemoPerson:
    language = throws.choice(names.languages(centre))
    name = names.draw(centre.country, language, throws)
    return population.welcome(name, language, centre.country, centre.zone, throws)


def _add_programme_coordinators(population: Population, names: _Names, throws: Random) -> None:
    slug, country, language = _SECOND_PROGRAMME_COORDINATOR
    name = names.draw(country, language, throws)
    person = population.welcome(name, language, country, BY_CODE[country].zone, throws)
    role = Role.PROGRAMME_COORDINATOR
    population.allow(person.key, role, ScopeKind.PROGRAMME, PROGRAMME)
    # Whoever tries the demonstration can agree to what Miriam announces to many, and be the second who reviews a practice.
    population.personas.append(Persona(slug, person.key, person.name, person.language, None, role))
    for one in population.personas:
        if one.role is role:
            population.allow(one.person, Role.REVIEWER, ScopeKind.PROGRAMME, PROGRAMME)


def _add_country_coordinators(population: Population, centres: Sequence[DemoCentre]) -> None:
    """The coordinator of a centre does this beside the work there: one person may have several roles."""
    for country in _COUNTRIES_WITH_A_COORDINATOR:
        there = [centre for centre in centres if centre.row.country == country and centre.fictitious]
        person = population.coordinators_of(there)[-1]
        population.allow(person, Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, country)


def _add_animators(
    population: Population,
    centres: Sequence[DemoCentre],
    networks: Iterable[DemoNetwork],
    names: _Names,
    throws: Random,
) -> None:
    """Each network is led by the coordinator of one of its centres, with a sponsor from business."""
    leading = {grant.scope: grant.person for grant in population.grants if grant.scope_kind is ScopeKind.NETWORK}
    for network in networks:
        there = [centre for centre in centres if network.slug in centre.row.networks and centre.fictitious]
        head = leading.get(network.slug)
        if head is None:
            head = throws.choice(population.coordinators_of(there))
            population.allow(head, Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, network.slug)
        sponsor = _newcomer(population, throws.choice(there).row, names, throws)
        population.allow(sponsor.key, Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, network.slug)
        animators = ((head, AnimatorRole.HEAD), (sponsor.key, AnimatorRole.BUSINESS_SPONSOR))
        population.networks.append(replace(network, animators=animators))
