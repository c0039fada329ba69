"""Who is in an audience, whatever it is put together of: told alike by query, by person and by plain rules."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.storage.centres import Centre, CentreState
from bot.storage.grants import Grant
from bot.storage.questionnaires import Publication
from bot.usecases import audiences
from tests.delivery.listening import overheard
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, acting, does, settled
from tests.usecases.registering import NAMED, registry

HEADS = Audience(functions=("head",))
TUNISIA, ITALY = Audience(countries=("TN",)), Audience(countries=("IT",))
COUNTRY_COORDINATORS = Audience(roles=("country_coordinator",))
SILENT = Audience(silent=(1,))
ANSWERED = Audience(answered=(1,))


def names_in(database, registered, audience):
    """As the queries have it."""
    numbers = database.read_now(
        lambda session: session.execute(audiences.people_in(acting(session, 1), audience)).scalars().all()
    )
    assert len(numbers) == len(set(numbers)), "each once"
    names = {one.id: name for name, one in registered.people.items()}
    return {names[number] for number in numbers}


@pytest.fixture
def registered(database):
    return registry(database)


def test_conditions_find_whom_they_say(database, registered, subtests):
    for audience, names in [
        (TUNISIA, "hichem amina omar leila"),
        (Audience(regions=("eu",)), "leila luca"),
        (Audience(regions=("africa", "eu")), "hichem amina omar leila luca chisomo"),
        (Audience(regions=("etf",)), "hichem amina omar leila nino"),
        (Audience(cohorts=(1,)), "hichem amina omar leila"),
        (Audience(cohorts=(2,)), ""),
        (HEADS.or_also(Audience(languages=("en",))), "amina luca leila chisomo"),
        (TUNISIA.only(HEADS), "amina"),
        (TUNISIA.without(HEADS), "hichem omar leila"),
        (ITALY.only(Audience(functions=("trainer",))), "leila"),
        (TUNISIA.without(ITALY), "hichem amina omar"),  # Leila is at both
        # Whoever holds a role needs no centre, if the role is for nothing else than what is asked for.
        (COUNTRY_COORDINATORS, "mariam"),
        (TUNISIA.only(COUNTRY_COORDINATORS), "mariam"),
        (ITALY.only(COUNTRY_COORDINATORS), ""),
        (Audience(networks=(1,), roles=("network_animator",)), "diana"),
        (TUNISIA.only(Audience(roles=("network_animator", "programme_coordinator"))), ""),
        (TUNISIA.only(Audience(roles=("centre_coordinator", "country_coordinator"))), "hichem mariam"),
        (COUNTRY_COORDINATORS.or_also(HEADS).or_also(Audience(roles=("mentor",))), "mariam amina luca nino"),
        (COUNTRY_COORDINATORS.only(HEADS), ""),
        (SILENT, "hichem omar leila"),
        (ANSWERED, "amina"),
        (EVERYBODY.without(ANSWERED), "hichem omar leila nino luca chisomo"),
        (Audience(sessions=(1,)), "amina luca"),
        (Audience(no_session=True), "hichem omar leila nino chisomo"),
        (Audience(no_session=True, roles=("programme_coordinator", "country_coordinator")), "mariam"),
        (Audience(silent=(99,)), ""),
    ]:
        with subtests.test(audience=audience.to_json()):
            assert names_in(database, registered, audience) == set(names.split())
            assert registered.names_in(audience) == set(names.split())


conditions = st.one_of(
    st.sampled_from(["TN", "IT", "GE", "FR"]).map(lambda one: Audience(countries=(one,))),
    st.sampled_from(["eu", "etf", "africa"]).map(lambda one: Audience(regions=(one,))),
    st.sampled_from([1, 2]).map(lambda one: Audience(networks=(one,))),
    st.sampled_from([1, 2]).map(lambda one: Audience(cohorts=(one,))),
    st.sampled_from(["green", "wbl"]).map(lambda one: Audience(areas=(one,))),
    st.sampled_from(["head", "teacher", "trainer"]).map(lambda one: Audience(functions=(one,))),
    st.sampled_from(["en", "fr", "ar"]).map(lambda one: Audience(languages=(one,))),
    st.sampled_from(["country_coordinator", "network_animator", "centre_coordinator", "mentor"]).map(
        lambda one: Audience(roles=(one,))
    ),
    st.just(Audience(sessions=(1,))),
    st.just(Audience(no_session=True)),
    st.just(SILENT),
    st.just(ANSWERED),
)


@st.composite
def put_together(draw):
    """One condition after the other, as the dialog does it, and audiences within audiences."""
    found = draw(conditions)
    for _step in range(draw(st.integers(0, 4))):
        match draw(st.sampled_from(["only", "or", "without", "both"])):
            case "only":
                found = found.only(draw(conditions))
            case "or":
                found = found.or_also(draw(conditions))
            case "without":
                found = found.without(draw(conditions))
            case _:
                found = draw(conditions).without(found)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_query_person_and_plain_rules_agree(database, registered, data):
    audience = data.draw(put_together())
    expected = registered.names_in(audience)
    assert names_in(database, registered, audience) == expected

    def by_person(session):
        work = acting(session, 1)
        fits = {name: audiences.fitting(work, one.id)(audience) for name, one in registered.people.items()}
        at = {name: audiences.fitting_at(work, one.id)(audience) for name, one in registered.people.items()}
        return fits, at, {tuple(row) for row in work.session.execute(audiences.places_in(work, audience))}

    fits, at, places = database.read_now(by_person)
    assert {name for name, fit in fits.items() if fit} == expected
    assert {name: set(found) for name, found in at.items()} == {
        name: registered.places_in(one, audience) for name, one in registered.people.items()
    }
    assert places == {(centre, registered.people[name].id) for name, found in at.items() for centre in found}
    assert Audience.from_json(json.loads(json.dumps(audience.to_json()))) == audience
    at_centres = {one.id for one in registered.centres if audience.takes_in(one)}
    assert {centre for found in at.values() for centre in found} <= at_centres


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=put_together(), condition=conditions)
def test_a_condition_narrows_widens_and_leaves_out_as_it_says(database, registered, one, condition):
    before, others = names_in(database, registered, one), names_in(database, registered, condition)
    assert names_in(database, registered, one.or_also(condition)) == before | others
    assert names_in(database, registered, one.without(condition)) == before - others
    if not (one.mentions("roles") or condition.roles):  # who has a role for a place need not be at a centre there
        assert names_in(database, registered, one.only(condition)) <= before & others


def test_audiences_of_old_rows_read_as_ever():
    assert Audience.from_json({"countries": ["TN"], "sessions": [3]}) == Audience(countries=("TN",), sessions=(3,))
    assert Audience.from_json({}) == Audience()
    assert Audience(countries=("TN",), functions=("head",)).to_json() == {"countries": ["TN"], "functions": ["head"]}


def test_what_is_put_together_stays_readable():
    audience = TUNISIA.only(HEADS).or_also(Audience(no_session=True)).only(TUNISIA).without(ANSWERED)
    assert audience.to_json() == {
        "countries": ["TN"],
        "any_of": [{"countries": ["TN"], "functions": ["head"]}, {"no_session": True}],
        "but_not": [{"answered": [1]}],
    }


def test_a_country_coordinator_reaches_the_own_country_however_it_is_put_together(database, registered, subtests):
    mariam = registered.people["mariam"].id
    for audience, may in [
        (TUNISIA, True),
        (TUNISIA.only(Audience(regions=("africa",))), True),
        (TUNISIA.or_also(HEADS), False),
        (HEADS.or_also(COUNTRY_COORDINATORS).only(TUNISIA), True),
        (Audience(cohorts=(1,)), True),
        (Audience(regions=("etf",)), False),
        (EVERYBODY.without(ITALY), False),
        (EVERYBODY.without(Audience(countries=("GE", "IT", "MW"))), True),
        (EVERYBODY.without(Audience(countries=("GE", "IT", "MW"), functions=("head",))), False),
        (SILENT, False),
    ]:
        with subtests.test(audience=audience.to_json()):
            refusal = does(database, mariam, audiences.refused, Right.ANNOUNCE, audience)
            assert (refusal is None) is may
            assert refusal is None or (isinstance(refusal, Refusal) and refusal.key == "audience")
            assert does(database, registered.people["paul"].id, audiences.refused, Right.ANNOUNCE, audience) is None


def test_a_role_that_was_taken_away_counts_no_more(database, registered):
    def job(session):
        grant = session.get_one(Grant, 2)
        assert grant.person_id == registered.people["mariam"].id
        grant.to_at = BEGINNING

    database.write_now(job)
    assert names_in(database, registered, COUNTRY_COORDINATORS) == set()


def test_a_closed_centre_has_nobody(database, registered):
    def job(session):
        session.get_one(Centre, 1).state = CentreState.CLOSED

    database.write_now(job)
    assert names_in(database, registered, TUNISIA) == {"omar", "leila"}
    assert names_in(database, registered, HEADS) == {"luca"}


def test_a_questionnaire_for_those_who_are_silent_in_it_does_not_go_round_and_round(database, registered):
    def job(session):
        session.get_one(Publication, 1).audience = SILENT.to_json()

    database.write_now(job)
    assert names_in(database, registered, SILENT) == set()
    nino = registered.people["nino"].id
    assert database.read_now(lambda session: audiences.fitting(acting(session, 1), nino)(SILENT)) is False


def test_however_much_is_put_together_few_queries_are_asked(database):
    people = settled(database, *NAMED)
    audience = EVERYBODY
    for condition in (TUNISIA, ITALY, HEADS, COUNTRY_COORDINATORS, SILENT, ANSWERED, Audience(cohorts=(1,))):
        audience = audience.or_also(condition).without(condition)
    with overheard(database.backend.writing) as statements:
        does(database, people["paul"], audiences.count, audience)
    assert sum(statement.startswith(("SELECT", "WITH")) for statement, _parameters in statements) <= 8
