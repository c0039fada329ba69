"""A small world for transcripts: a programme, a few centres, and the people who are named in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session, select

from bot.domain.centres import CentreRow
from bot.domain.rights import Role, ScopeKind
from bot.storage.addresses import Address
from bot.storage.centres import Centre
from bot.storage.consents import TAKING_PART, WORDING, Consent
from bot.storage.grants import Grant
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.networks import Network, NetworkCentre
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.storage.variants import TextVariant, VariantState
from bot.usecases.centres import centre_search

BEGINNING = datetime(2023, 3, 14, 9, 0, tzinfo=UTC)  # a Tuesday
CENTRES = (
    ("TN-1", "TN", "Tunis", "Africa/Tunis", ["ar", "fr"], ["wbl", "green"], "Centre de Tunis"),
    ("TN-2", "TN", "Sfax", "Africa/Tunis", ["ar", "fr"], ["digital"], "Centre de Sfax"),
    ("GE-1", "GE", "Tbilisi", "Asia/Tbilisi", ["ka"], ["wbl"], "Akhali Talga"),
    ("MW-1", "MW", "Mikolongwe", "Africa/Blantyre", ["en", "ny"], ["inclusion"], "Mikolongwe"),
    ("IT-1", "IT", "Trento", "Europe/Rome", ["it"], ["green", "digital"], "ENAIP Trento"),
)

NETWORK = {"en": "Hotels and tourism", "fr": "Hôtellerie et tourisme", "ar": "الفندقة والسياحة"}


@dataclass(frozen=True)
class Named:
    """Somebody of a transcript, from a line such as `@member amina language=fr centre=TN-1 function=teacher`.

    The centre may be several: `centre=TN-1,IT-1`.
    """

    name: str
    member: bool = False
    language: str | None = None
    client: str | None = None  # language of the phone
    centre: str | None = None
    function: str = "teacher"
    role: str | None = None
    scope: str = "programme"
    channel: str = "telegram"
    zone: str | None = None
    place: str | None = None  # the group or room in which they speak; None: in private

    @property
    def where(self) -> str:
        return self.place or self.name


def furnish(session: Session) -> None:
    programme = Programme(slug="ene")
    session.add(programme)
    session.flush()
    network = Network(programme_id=programme.id, slug="hotel-and-tourism", trade="hotel")
    session.add(network)
    session.flush()
    _name(session, "network", network.id, NETWORK)
    centres = [
        Centre(
            code=code,
            programme_id=programme.id,
            country=country,
            city=city,
            zone=zone,
            languages=languages,
            areas=areas,
            fictitious=True,
            search=centre_search(
                CentreRow(code=code, country=country, name=name, languages=tuple(languages), city=city)
            ),
            created_at=BEGINNING,
        )
        for code, country, city, zone, languages, areas, name in CENTRES
    ]
    session.add_all(centres)
    session.flush()
    for centre, (*_rest, name) in zip(centres, CENTRES, strict=True):
        _name(session, "centre", centre.id, {centre.languages[0]: name})
        if centre.code in {"TN-1", "IT-1"}:
            session.add(NetworkCentre(network_id=network.id, centre_id=centre.id, joined_on=date(2022, 1, 1)))


def _name(session: Session, kind: str, number: int, names: Mapping[str, str]) -> None:
    session.add_all(
        TextVariant(
            subject_kind=kind,
            subject_id=number,
            field="name",
            language=language,
            text=name,
            state=VariantState.APPROVED if order else VariantState.ORIGINAL,
            at=BEGINNING,
        )
        for order, (language, name) in enumerate(names.items())
    )


def settle(session: Session, named: Named) -> None:
    """Somebody who came in long ago, with an address on their channel."""
    codes = named.centre.split(",") if named.centre else []
    centres = [session.exec(select(Centre).where(Centre.code == code)).one() for code in codes]
    centre = centres[0] if centres else None
    person = Person(
        name=named.name.title(),
        language=named.language or "en",
        language_chosen=True,
        zone=named.zone or (centre.zone if centre else "UTC"),
        country=centre.country if centre else None,
        state=PersonState.ACTIVE,
        created_at=BEGINNING,
        seen_at=BEGINNING,
    )
    session.add(person)
    session.flush()
    address = Address(
        person_id=person.id,
        channel=named.channel,
        account="bot",
        external_id=named.name,
        chat=f"chat-{named.name}",
        created_at=BEGINNING,
        seen_at=BEGINNING,
    )
    session.add(address)
    session.add(
        Consent(
            person_id=person.id,
            purpose=TAKING_PART,
            text_version=WORDING,
            language=person.language,
            given_at=BEGINNING,
        )
    )
    session.flush()
    person.preferred_address_id = address.id
    session.add_all(
        Membership(
            person_id=person.id,
            centre_id=each.id,
            function=CentreFunction(named.function),
            state=MembershipState.CONFIRMED,
            from_on=date(2022, 1, 1),
            created_at=BEGINNING,
        )
        for each in centres
    )
    if named.role is not None:
        kind, _colon, scope_id = named.scope.partition(":")
        if kind == "centre" and centre is not None:
            scope_id = str(centre.id)
        session.add(
            Grant(
                person_id=person.id,
                role=Role(named.role),
                scope_kind=ScopeKind(kind),
                scope_id=scope_id or "1",
                from_at=BEGINNING,
            )
        )
