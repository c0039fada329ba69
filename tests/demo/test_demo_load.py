"""The demo world in a database."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from bot.demo.load import Holds, IsDemoDatabase, NotADemoDatabase, fill, keep_out, what_it_holds
from bot.demo.making import demo_world
from bot.domain.rights import Role, ScopeKind
from bot.i18n.phrase import Variants
from bot.i18n.translator import Translator
from bot.storage.addresses import Address
from bot.storage.centres import Centre
from bot.storage.consents import Consent
from bot.storage.grants import Grant, grants_of
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.networks import Network, NetworkAnimator, NetworkCentre
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.storage.variants import texts
from bot.usecases import questionnaires
from bot.usecases.centres import listed_centres
from bot.usecases.entering import find_centres
from bot.usecases.work import COMMAND, Actor, ActorKind, Work
from tests.demo.moment import NOW
from tests.usecases.announcing import TRANSLATOR, nobody

pytestmark = pytest.mark.slow  # a whole demonstration is loaded


def work(session):
    return Work(session, NOW, COMMAND, Translator({}), lambda channel, account: None)


def counted(database, *tables):
    return database.read_now(lambda s: [s.exec(select(func.count()).select_from(table)).one() for table in tables])


def test_the_world_fills_a_database(demo):
    world = demo_world(NOW.date())
    belongings = sum(len(centre.row.networks) for centre in world.centres)
    assert counted(demo, Programme, Network, Centre, Person, Address, Membership, Grant, Consent) == [
        *(1, 8, 243, 598, 598),
        *(len(world.memberships), len(world.grants), 598),
    ]
    assert counted(demo, NetworkCentre, NetworkAnimator) == [belongings, 16]


def test_the_list_of_centres_is_that_of_the_world(demo):
    expected = sorted((centre.row for centre in demo_world(NOW.date()).centres), key=lambda row: row.code)
    listed = demo.read_now(lambda session: listed_centres(work(session)))
    assert [(row.code, row.name, dict(row.names), row.city, row.languages) for row in listed] == [
        (row.code, row.name, dict(row.names), row.city, row.languages) for row in expected
    ]
    assert [(row.zone, row.areas, row.networks, row.state) for row in listed] == [
        (row.zone, row.areas, tuple(sorted(row.networks)), row.state) for row in expected
    ]


def test_only_eleven_centres_are_not_fictitious(demo):
    names = demo.read_now(
        lambda s: s.exec(select(Centre.code).where(col(Centre.fictitious).is_(False)).order_by(Centre.code)).all()
    )
    expected = "AL-01 GE-01 IL-01 IL-02 MD-01 MW-01 TR-01 TR-02 TR-03 TR-04 ZW-01"
    assert " ".join(names) == expected


def test_the_programme_says_that_it_is_a_demonstration(demo):
    (names,) = demo.read_now(lambda s: texts(s, "programme", [1, 2, 3], "name").values())
    assert names["en"] == "ETF Network for Excellence (demonstration)"


def test_personas_are_reached_at_their_slug_and_everybody_else_at_their_key(demo):
    def reached(session):
        rows = session.exec(
            select(Address.external_id, Person.name)
            .join(Person, col(Person.preferred_address_id) == col(Address.id))
            .order_by(col(Address.id))
        ).all()
        return len(rows), [tuple(row) for row in rows[:2]], rows[12][0]

    assert demo.read_now(reached) == (
        598,
        [("demo:achieng", "Achieng Wekesa"), ("demo:barasa", "Barasa Njoroge")],
        "demo:person-013",
    )


def test_a_persona_holds_the_rights_that_belong_to_the_place(demo):
    def held(session):
        barasa = session.exec(select(Person).where(Person.name == "Barasa Njoroge")).one()
        centre = session.exec(select(Centre.id).where(Centre.code == "KE-03")).one()
        network = session.exec(select(Network.id).where(Network.slug == "agri-food")).one()
        grants = {(g.role, g.scope_kind, g.scope_id) for g in grants_of(session, barasa.id, NOW)}
        return grants == {
            (Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, str(centre)),
            (Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, str(network)),
        }

    assert demo.read_now(held)


def test_everybody_is_active_and_belongs_where_they_work(demo):
    def states(session):
        people = Counter(session.exec(select(Person.state)).all())
        places = Counter(session.exec(select(Membership.state)).all())
        coordinators = session.exec(
            select(func.count(func.distinct(Membership.centre_id))).where(
                Membership.function == CentreFunction.COORDINATOR
            )
        ).one()
        return people, set(places), coordinators

    assert demo.read_now(states) == ({PersonState.ACTIVE: 598}, {MembershipState.CONFIRMED}, 243)


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("kisumu", "Kisumu"),
        ("petah tikva", "Petach Tikva"),
        ("კუთაისი", "Kutaisi"),
        ("اربد", "Irbid"),
        ("Львiв", "Lviv"),
    ],
)
def test_centres_are_found_as_people_type_them(demo, typed, city):
    def found(session):
        return session.get_one(Centre, find_centres(work(session), typed)[0].id).city

    assert demo.read_now(found) == city


def test_a_town_that_the_name_says_is_not_said_twice(demo):
    found = demo.read_now(lambda session: find_centres(work(session), "kisumu"))
    assert (found[0].name.texts["en"], found[0].city) == (
        "Kisumu Vocational College for Agriculture and Food (fictitious)",
        "",
    )


def test_all_centres_of_a_country_are_found_by_its_name(demo):
    found = demo.read_now(lambda session: find_centres(work(session), "الأردن"))
    assert {centre.country for centre in found} == {"JO"}
    assert len(found) == 6


def test_public_ids_are_the_same_in_every_demonstration_of_a_day(demo):
    def first(session):
        return session.exec(select(Centre.public_id).where(Centre.code == "AL-01")).one()

    assert demo.read_now(first).startswith("018de549-4200-7ce4-ba65-")


def test_a_database_is_filled_once_and_says_what_it_holds(database):
    assert database.read_now(what_it_holds) is Holds.NOTHING
    assert database.write_now(lambda session: fill(session, NOW)) is True
    assert database.read_now(what_it_holds) is Holds.DEMO
    assert database.write_now(lambda session: fill(session, NOW + timedelta(days=3))) is False
    newcomer = database.write_now(lambda session: _add(session, Person(created_at=NOW, seen_at=NOW)))
    assert newcomer == 599  # numbers go on after those of the demonstration
    assert database.read_now(what_it_holds) is Holds.DEMO


@pytest.mark.parametrize(
    "row", [Programme(slug="ene"), Person(created_at=NOW, seen_at=NOW), [Programme(slug="demo"), Programme(slug="ene")]]
)
def test_a_database_with_anything_real_in_it_is_refused_and_left_alone(database, row):
    rows = [each.model_dump(exclude={"id"}) for each in (row if isinstance(row, list) else [row])]
    kind = type(row[0] if isinstance(row, list) else row)
    database.write_now(lambda session: session.add_all([kind(**values) for values in rows]))
    assert database.read_now(what_it_holds) is Holds.REAL
    with pytest.raises(NotADemoDatabase, match="nothing was changed"):
        database.write_now(lambda session: fill(session, NOW))
    assert counted(database, Centre) == [0]


def _add(session, row):
    session.add(row)
    session.flush()
    return row.id


def test_the_bot_does_not_run_for_real_on_the_demonstration(demo, database):
    with pytest.raises(IsDemoDatabase, match="holds the demonstration with its invented people"):
        demo.read_now(keep_out)
    assert database.read_now(keep_out) is None  # an empty one


def test_a_participant_finds_the_questionnaire_on_the_menu(demo):
    def waiting(session):
        teacher = session.exec(select(Address.person_id).where(Address.external_id == "demo:achieng")).one()
        return questionnaires.waiting(Work(session, NOW, Actor(ActorKind.PERSON, teacher), TRANSLATOR, nobody))

    [found] = demo.read_now(waiting)
    assert (found.number, found.is_answered) == (4, False)  # after those of the three rounds
    assert found.title == Variants({"en": "After the workshop", "fr": "Après l’atelier", "ar": "بعد الورشة"})
