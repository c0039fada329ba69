"""Roles are offered, accepted and taken away by administrators only, and each step is noted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import Session, col, select

from bot.core.refusal import Refusal
from bot.domain.rights import HeldRole, Right, Role, ScopeKind, Where
from bot.storage.audit import AuditLine
from bot.storage.codes import CodePurpose
from bot.storage.grants import Grant
from bot.storage.networks import Network
from bot.storage.people import Person, PersonState
from bot.usecases import claiming, codes, forgetting, linking, rights, role_codes, roles
from bot.usecases.work import COMMAND, Work
from tests.transcripts.world import Named
from tests.usecases.learning import TRANSLATOR, Learning

ADA = Named("ada", member=True, centre="TN-1", role="administrator", scope="programme:1")
PAUL = Named("paul", member=True, role="programme_coordinator", scope="programme:1")
AMINA = Named("amina", member=True, centre="TN-2")
OMAR = Named("omar", member=True, centre="GE-1")
TUNISIA = HeldRole(Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, "TN")


@pytest.fixture
def world(database):
    learning = Learning(database)
    learning.joins(ADA, PAUL, AMINA, OMAR)
    return learning


def at_the_server(world, verb, *given):
    return world.database.write_now(
        lambda session: verb(Work(session, world.now, COMMAND, TRANSLATOR, lambda *_: None), *given)
    )


def appoint(world, name, role, place=None):
    code = world.does("ada", role_codes.offer, role, place)
    return world.does(name, role_codes.accept, code)


def held_by(world, name):
    return world.does(name, lambda work: rights.roles_of(work, work.person_id))


def grant_of(world, name, role):
    held = world.does("ada", roles.list_roles)
    return next(one.grant_id for one in held if (one.person, one.role) == (name.title(), role))


def state_of(world, name):
    return world.database.read_now(lambda s: s.get_one(Person, world.number_of(name)).state)


def noted(world):
    def lines(session: Session):
        rows = session.exec(select(AuditLine).order_by(col(AuditLine.id))).all()
        return [(row.actor_id, row.verb, f"{row.subject_kind}:{row.subject_id}", row.scope, row.detail) for row in rows]

    return world.database.read_now(lines)


@pytest.mark.parametrize(
    ("role", "place", "held"),
    [
        (Role.ADMINISTRATOR, None, HeldRole(Role.ADMINISTRATOR, ScopeKind.PROGRAMME, "1")),
        (Role.PROGRAMME_COORDINATOR, None, HeldRole(Role.PROGRAMME_COORDINATOR, ScopeKind.PROGRAMME, "1")),
        (Role.COUNTRY_COORDINATOR, "TN", TUNISIA),
        (Role.NETWORK_ANIMATOR, "1", HeldRole(Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, "1")),
    ],
)
def test_whoever_writes_the_code_has_the_role(world, role, place, held):
    assert appoint(world, "amina", role, place).role is role
    assert held_by(world, "amina") == (held,)


def test_the_role_is_for_its_place_only(world):
    appoint(world, "amina", Role.COUNTRY_COORDINATOR, "TN")

    def refused_in(country):
        return world.does("amina", rights.refused, Right.ANNOUNCE, Where(country=country))

    assert (refused_in("TN"), refused_in("GE")) == (None, Refusal(rights.NO_RIGHT))


def test_offer_acceptance_and_end_are_noted_with_who_gave_it(world):
    appoint(world, "amina", Role.COUNTRY_COORDINATOR, "TN")
    world.does("ada", roles.take_away, grant_of(world, "amina", Role.COUNTRY_COORDINATOR))
    ada, amina = world.number_of("ada"), world.number_of("amina")
    detail = {"role": "country_coordinator"}
    assert noted(world) == [
        (ada, "offer role", "programme:None", "country:TN", detail),
        (amina, "give role", f"person:{amina}", "country:TN", detail),
        (ada, "take role", f"person:{amina}", "country:TN", detail),
    ]
    grant = world.database.read_now(lambda s: s.exec(select(Grant).where(Grant.person_id == amina)).one())
    assert (grant.granted_by, grant.from_at, grant.to_at) == (ada, world.now, world.now)


def test_whoever_offered_a_role_is_told_when_it_is_accepted(world):
    appoint(world, "amina", Role.NETWORK_ANIMATOR, "1")
    told = [("code:1:accepted:1", "*Amina* has accepted this role: *Network animator (Hotels and tourism)*.")]
    assert [(key, text.translate(dict.fromkeys(range(0x2066, 0x206A)))) for key, text in world.queued()] == told


def test_a_code_works_once(world):
    code = world.does("ada", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    world.does("amina", role_codes.accept, code)
    assert world.does("omar", role_codes.accept, code) == Refusal(codes.WRONG)
    assert held_by(world, "omar") == ()


@pytest.mark.parametrize(("days", "works"), [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), False)])
def test_a_code_works_for_seven_days(world, days, works):
    code = world.does("ada", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    world.now += days
    assert (world.does("amina", role_codes.accept, code) != Refusal(codes.WRONG)) is works


def test_several_offers_stand_beside_each_other(world):
    offers = [world.does("ada", role_codes.offer, Role.COUNTRY_COORDINATOR, country) for country in ("TN", "GE")]
    for name, code in zip(("amina", "omar"), offers, strict=True):
        assert world.does(name, role_codes.accept, code).role is Role.COUNTRY_COORDINATOR


def test_after_five_wrong_codes_the_right_one_has_to_wait(world):
    code = world.does("ada", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    for _guess in range(codes.MOST_GUESSES):
        assert world.does("amina", role_codes.accept, "WRONG234") == Refusal(codes.WRONG)
    assert world.does("amina", role_codes.accept, code) == Refusal(codes.TOO_MANY)
    world.now += codes.WITHIN
    assert world.does("amina", role_codes.accept, code).role is Role.PROGRAMME_COORDINATOR


def test_a_network_without_a_name_is_told_by_its_code(world):
    def unnamed(session):
        network = Network(programme_id=1, slug="textile-grenoble", trade="textile")
        session.add(network)
        session.flush()
        return str(network.id)

    number = world.database.write_now(unnamed)
    assert appoint(world, "amina", Role.NETWORK_ANIMATOR, number).place == "textile-grenoble"


def test_a_code_that_joins_accounts_gives_no_role(world):
    code = world.does("ada", linking.new_code)
    assert world.does("amina", role_codes.accept, code) == Refusal(codes.WRONG)


def test_whoever_has_the_role_already_leaves_the_code_for_its_person(world):
    code = world.does("ada", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    refusal = world.does("paul", role_codes.accept, code)
    assert refusal.why.msgid == "You have this role already. The code still works for the person whom it is meant for."
    assert world.does("amina", role_codes.accept, code).role is Role.PROGRAMME_COORDINATOR


def test_nobody_but_an_administrator_offers_sees_or_takes_roles(world, subtests):
    """Those who sign off see the mentors that they may give, and there are none."""
    number = grant_of(world, "paul", Role.PROGRAMME_COORDINATOR)
    refusal = Refusal(rights.NO_RIGHT)
    for name, seen in [("paul", ()), ("amina", Refusal(rights.NO_RIGHT))]:
        with subtests.test(name=name):
            assert world.does(name, role_codes.offer, Role.ADMINISTRATOR) == refusal
            assert world.does(name, roles.list_roles) == seen
            assert world.does(name, roles.take_away, number) == refusal
            assert (noted(world), len(held_by(world, "paul"))) == ([], 1)


def test_a_role_is_only_offered_where_it_can_be_had(world, subtests):
    for role, place in [
        (Role.COUNTRY_COORDINATOR, None),
        (Role.COUNTRY_COORDINATOR, "FR"),
        (Role.NETWORK_ANIMATOR, "7"),
        (Role.CENTRE_COORDINATOR, "1"),
    ]:
        with subtests.test(role=role.value, place=place):
            assert isinstance(world.does("ada", role_codes.offer, role, place), Refusal)
            assert noted(world) == []


def test_the_list_tells_who_has_which_role_where_in_order(world):
    appoint(world, "omar", Role.COUNTRY_COORDINATOR, "GE")
    appoint(world, "amina", Role.COUNTRY_COORDINATOR, "TN")
    shown = [(one.role, one.person, one.place) for one in world.does("ada", roles.list_roles)]
    countries = {one.place.code for one in world.does("ada", roles.list_roles) if one.place is not None}
    assert [(role, person) for role, person, _place in shown] == [
        (Role.ADMINISTRATOR, "Ada"),
        (Role.PROGRAMME_COORDINATOR, "Paul"),
        (Role.COUNTRY_COORDINATOR, "Amina"),
        (Role.COUNTRY_COORDINATOR, "Omar"),
    ]
    assert countries == {"TN", "GE"}


def test_a_role_that_was_taken_away_is_over_and_the_person_told(world):
    number = grant_of(world, "paul", Role.PROGRAMME_COORDINATOR)
    assert world.does("ada", roles.take_away, number) is True
    assert held_by(world, "paul") == ()
    assert [key for key, _text in world.queued()] == [f"grant:{number}:ended:{world.number_of('paul')}"]
    again = world.does("ada", roles.take_away, number)
    assert again.why.msgid == "This role has been taken away already."


def test_whoever_came_in_by_a_role_alone_waits_again_without_it(world):
    for name, role in (("paul", Role.PROGRAMME_COORDINATOR), ("amina", Role.COUNTRY_COORDINATOR)):
        if name == "amina":
            appoint(world, name, role, "TN")
        world.does("ada", roles.take_away, grant_of(world, name, role))
    assert (state_of(world, "paul"), state_of(world, "amina")) == (PersonState.PENDING, PersonState.ACTIVE)


def test_the_last_administrator_stays(world):
    number = grant_of(world, "ada", Role.ADMINISTRATOR)
    refusal = world.does("ada", roles.take_away, number)
    assert refusal.why.msgid.startswith("Nobody would be left to administer.")
    appoint(world, "amina", Role.ADMINISTRATOR)
    assert world.does("ada", roles.take_away, number) is False
    assert held_by(world, "ada") == ()


def test_an_administrator_who_is_leaving_does_not_count_as_one_that_is_left(world):
    appoint(world, "amina", Role.ADMINISTRATOR)
    world.does("amina", forgetting.ask)
    assert isinstance(world.does("ada", roles.take_away, grant_of(world, "ada", Role.ADMINISTRATOR)), Refusal)


def test_what_an_administrator_has_offered_ends_with_the_role(world):
    appoint(world, "amina", Role.ADMINISTRATOR)
    code = world.does("amina", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    world.does("ada", roles.take_away, grant_of(world, "amina", Role.ADMINISTRATOR))
    assert world.does("omar", role_codes.accept, code) == Refusal(codes.WRONG)


def test_an_offer_goes_on_when_its_author_joins_two_accounts(world):
    code = world.does("ada", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    world.does("ada", linking.join, world.does("omar", linking.new_code))
    assert world.does("amina", role_codes.accept, code).role is Role.PROGRAMME_COORDINATOR
    assert [key for key, _text in world.queued("accepted")] == [f"code:1:accepted:{world.number_of('omar')}"]


def test_a_code_of_the_server_gives_the_role_and_has_nobody_to_tell(world):
    code = at_the_server(world, role_codes.offer, Role.COUNTRY_COORDINATOR, "TN")
    world.does("amina", role_codes.accept, code)
    assert (held_by(world, "amina"), world.queued()) == ((TUNISIA,), [])


def test_the_code_for_the_first_administrator_is_accepted_too(world):
    code = at_the_server(world, claiming.new_code)
    assert world.does("amina", role_codes.accept, code) == role_codes.Accepted()
    assert {held.role for held in held_by(world, "amina")} == {Role.ADMINISTRATOR, Role.PROGRAMME_COORDINATOR}


def test_only_the_digest_of_a_code_is_kept(world):
    code = world.does("ada", role_codes.offer, Role.COUNTRY_COORDINATOR, "TN")
    row = world.does("ada", codes.look_up, code, CodePurpose.ROLE)
    assert (row.digest, row.role, row.scope_kind, row.scope_id) == (
        codes.digest_of(code),
        TUNISIA.role,
        TUNISIA.scope_kind,
        TUNISIA.scope_id,
    )
    assert code not in row.model_dump_json()


def at_the_same_moment(*jobs):
    """Each in a thread and a transaction of its own; what they lead to."""
    together = Barrier(len(jobs))

    def run(job):
        together.wait(timeout=60)
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def test_of_two_who_write_one_code_at_the_same_moment_one_has_the_role(world):
    code = world.does("ada", role_codes.offer, Role.PROGRAMME_COORDINATOR)
    done = at_the_same_moment(
        *(lambda name=name: world.does(name, role_codes.accept, code) for name in ("amina", "omar", "amina", "omar"))
    )
    assert len([one for one in done if isinstance(one, role_codes.Accepted)]) == 1
    assert len(held_by(world, "amina") + held_by(world, "omar")) == 1


def test_two_administrators_who_take_the_role_from_each_other_at_the_same_moment_leave_one(world):
    appoint(world, "amina", Role.ADMINISTRATOR)
    numbers = {name: grant_of(world, name, Role.ADMINISTRATOR) for name in ("ada", "amina")}
    at_the_same_moment(
        lambda: world.does("ada", roles.take_away, numbers["amina"]),
        lambda: world.does("amina", roles.take_away, numbers["ada"]),
    )
    assert len(held_by(world, "ada") + held_by(world, "amina")) == 1
