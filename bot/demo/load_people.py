"""Rows of the people: where they are reached, where they belong, what they may do and agreed to."""

from typing import Final

from sqlalchemy import update

from bot.demo.loading import Loading, noon
from bot.demo.world import DemoGrant
from bot.domain.rights import Role, ScopeKind
from bot.i18n.translator import BASE_LANGUAGE
from bot.storage.addresses import Address
from bot.storage.consents import TAKING_PART, WORDING, Consent
from bot.storage.grants import Grant
from bot.storage.memberships import Membership, MembershipState
from bot.storage.networks import NetworkAnimator
from bot.storage.people import Person, PersonState
from bot.storage.translations import TranslatorLanguage

_CHANNEL: Final = "web"
_WE_WRITE_IN: Final = frozenset({"en", "fr", "ar"})


def load_people(loading: Loading) -> None:
    people = loading.world.people
    rows = [
        Person(
            public_id=loading.public_id(noon(person.since)),
            name=person.name,
            language=person.language,
            language_chosen=True,
            country=person.country,
            zone=person.zone,
            state=PersonState.ACTIVE,
            created_at=noon(person.since),
            seen_at=noon(person.since),
        )
        for person in people
    ]
    loading.people = dict(zip((person.key for person in people), loading.numbered(rows), strict=True))


def load_addresses(loading: Loading) -> None:
    """Everybody is reached in the web chat, where a visitor may sit down before the phones of the personas."""
    slugs = {persona.person: persona.slug for persona in loading.world.personas}
    rows = [
        Address(
            person_id=loading.people[person.key],
            channel=_CHANNEL,
            account=_CHANNEL,
            external_id=external_id,
            chat=external_id,
            created_at=noon(person.since),
            seen_at=noon(person.since),
        )
        for person in loading.world.people
        for external_id in [f"demo:{slugs.get(person.key, person.key)}"]
    ]
    preferred = [
        {"id": row.person_id, "preferred_address_id": number}
        for row, number in zip(rows, loading.numbered(rows), strict=True)
    ]
    loading.session.execute(update(Person), preferred)


def load_memberships(loading: Loading) -> None:
    memberships = loading.world.memberships
    rows = [
        Membership(
            person_id=loading.people[one.person],
            centre_id=loading.centres[one.centre],
            function=one.function,
            state=MembershipState.CONFIRMED,
            from_on=one.since,
            created_at=noon(one.since),
        )
        for one in memberships
    ]
    numbers = loading.numbered(rows)
    loading.memberships = dict(zip(((one.person, one.centre) for one in memberships), numbers, strict=True))


def load_grants(loading: Loading) -> None:
    since = {person.key: noon(person.since) for person in loading.world.people}
    loading.unnumbered(
        [
            Grant(
                person_id=loading.people[grant.person],
                role=grant.role,
                scope_kind=grant.scope_kind,
                scope_id=_scope_id(loading, grant),
                from_at=since[grant.person],
            )
            for grant in loading.world.grants
        ]
    )
    loading.unnumbered(
        [
            NetworkAnimator(
                network_id=loading.networks[network.slug],
                person_id=loading.people[person],
                role=role,
                from_on=since[person].date(),
            )
            for network in loading.world.networks
            for person, role in network.animators
        ]
    )


def load_languages_written(loading: Loading) -> None:
    """Whoever reviews practices reads all that we speak, so that the two who have phones can do it together; and translates."""
    reviewers = dict.fromkeys(grant.person for grant in loading.world.grants if grant.role is Role.REVIEWER)
    people = {person.key: person for person in loading.world.people}
    loading.unnumbered(
        [
            TranslatorLanguage(person_id=loading.people[one], language=language, at=noon(people[one].since))
            for one in reviewers
            for language in sorted(_WE_WRITE_IN - {people[one].language})
        ]
    )


def _scope_id(loading: Loading, grant: DemoGrant) -> str:
    match grant.scope_kind:
        case ScopeKind.CENTRE:
            return str(loading.centres[grant.scope])
        case ScopeKind.NETWORK:
            return str(loading.networks[grant.scope])
        case ScopeKind.PROGRAMME:
            return str(loading.programme)
        case ScopeKind.COUNTRY:
            return grant.scope


def load_consents(loading: Loading) -> None:
    loading.unnumbered(
        [
            Consent(
                person_id=loading.people[person.key],
                purpose=TAKING_PART,
                text_version=WORDING,
                language=person.language if person.language in _WE_WRITE_IN else BASE_LANGUAGE,
                given_at=noon(person.since),
            )
            for person in loading.world.people
        ]
    )
