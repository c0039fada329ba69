"""The demo world: who and what is in it, that it is the same for everybody, and that it invents nothing of real centres."""

import csv
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from statistics import median

import pytest

from bot.demo.making import demo_world
from bot.demo.sources import document
from bot.domain.centres_list import read_centres, write_centres
from bot.domain.names import fold, rank, search_text
from bot.domain.rights import Role, ScopeKind
from bot.i18n.countries import BY_CODE, COUNTRIES, Group
from bot.i18n.languages import BY_TAG
from bot.questionnaires.builtin import eight_areas
from bot.storage.memberships import CentreFunction

TODAY = date(2026, 11, 22)  # a Sunday
OTHER_SCRIPTS = {"ar", "he", "ka", "ru", "uk", "el", "sr", "mk", "hy", "kk", "am"}


@pytest.fixture(scope="module")
def world():
    return demo_world(TODAY)


def test_243_centres_stand_in_39_countries(world):
    assert Counter(BY_CODE[centre.row.country].group for centre in world.centres) == {
        Group.EU: 59,
        Group.ETF: 118,
        Group.AFRICA: 66,
    }
    assert {centre.row.country for centre in world.centres} == {country.code for country in COUNTRIES}


def test_eleven_bear_the_names_that_the_programme_gives_them(world):
    assert [(c.row.country, c.row.name) for c in world.centres if not c.fictitious] == [
        ("AL", "School of Hotel and Tourism"),
        ("GE", 'LEPL "Akhali Talga"'),
        ("IL", "Shimon Peres High Tech and Arts High School"),
        ("IL", "Amal Entrepreneurship Centre Petach Tikva"),
        ("TR", "TINK Technology and Humanity Colleges"),
        ("TR", "TürkTraktör"),
        ("TR", "Istanbul Chamber of Industry"),
        ("TR", "Bursa Coşkunöz Education Foundation"),
        ("MD", "MD4 centre of excellence for food services and processing"),
        ("ZW", "Ponesai Vanhu Technical College"),
        ("MW", "DAPP Mikolongwe Vocational School"),
    ]


def test_every_other_centre_says_in_each_language_that_it_is_fictitious(world):
    marks = {language: words["mark"] for language, words in document("wording.json").items()}
    for centre in world.centres:
        names = {"en": centre.row.name, **centre.row.names}
        assert centre.fictitious == (centre.trade is not None)
        if centre.fictitious:
            assert [name for tag, name in names.items() if not name.endswith(f" {marks[tag]}")] == []


def test_of_the_named_centres_nothing_is_invented(world):
    named = {centre.row.code for centre in world.centres if not centre.fictitious}
    assert {(c.row.areas, c.row.networks, c.row.names == {}) for c in world.centres if not c.fictitious} == {
        (("inclusion",), ("inclusion",), True)
    }
    assert named.isdisjoint(assessment.centre for assessment in world.assessments)
    assert named.isdisjoint(session.host for session in world.sessions)
    assert named.isdisjoint(persona.centre for persona in world.personas)


def test_the_same_world_is_made_every_time(world):
    assert demo_world(TODAY) == world


def test_another_day_moves_the_dates_and_nothing_else(world):
    later = demo_world(TODAY + timedelta(days=100))
    assert later.centres == world.centres
    assert [(p.key, p.name, p.language) for p in later.people] == [(p.key, p.name, p.language) for p in world.people]
    assert [a.levels for a in later.assessments] == [a.levels for a in world.assessments]
    assert {b.finished_on - a.finished_on for a, b in zip(world.assessments, later.assessments, strict=True)} == {
        timedelta(days=100)
    }


def test_no_two_centres_share_a_code_or_a_name(world):
    assert len({centre.row.code for centre in world.centres}) == 243
    assert len({fold(centre.row.name) for centre in world.centres}) == 243


def test_the_list_of_centres_can_be_exported_and_imported(world):
    rows = tuple(centre.row for centre in world.centres)
    assert read_centres(write_centres(rows)).rows == rows


def test_local_names_are_written_in_the_languages_of_the_centre(world):
    for centre in world.centres:
        assert set(centre.row.names) <= set(centre.row.languages) <= set(BY_TAG)
    nameless = {
        language
        for centre in world.centres
        if centre.fictitious
        for language in set(centre.row.languages) - {"en", *centre.row.names}
    }
    assert nameless == {"so", "sn", "ny"}


def test_a_centre_can_be_found_by_its_own_name_and_by_its_city(world):
    listed = [(c.row.code, search_text(c.row.name, *c.row.names.values(), c.row.city)) for c in world.centres]
    some = [centre.row for centre in world.centres[::10]]
    assert [row.code for row in some if rank(row.name, listed)[0] != row.code] == []
    assert [row.code for row in some if row.city and row.code not in rank(row.city, listed)] == []


def test_598_people_have_names_of_their_own(world):
    assert len(world.people) == 598
    assert len({person.name for person in world.people}) == 598
    assert {person.language for person in world.people} == set(BY_TAG)


def test_every_centre_has_one_coordinator_with_the_right_to_it(world):
    coordinators = [(one.centre, one.person) for one in world.memberships if one.function is CentreFunction.COORDINATOR]
    assert sorted(centre for centre, _ in coordinators) == sorted(centre.row.code for centre in world.centres)
    assert sorted(coordinators) == sorted(
        (grant.scope, grant.person) for grant in world.grants if grant.role is Role.CENTRE_COORDINATOR
    )
    assert Counter(Counter(person for _, person in coordinators).values()) == {1: 237, 2: 3}


def test_rights_reach_every_kind_of_scope(world):
    assert Counter((grant.role, grant.scope_kind) for grant in world.grants) == {
        (Role.CENTRE_COORDINATOR, ScopeKind.CENTRE): 243,
        (Role.NETWORK_ANIMATOR, ScopeKind.NETWORK): 16,
        (Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY): 6,
        (Role.PROGRAMME_COORDINATOR, ScopeKind.PROGRAMME): 2,
        (Role.REVIEWER, ScopeKind.PROGRAMME): 2,
    }


def test_every_reference_points_at_something(world):
    people = {person.key for person in world.people}
    centres = {centre.row.code for centre in world.centres}
    networks = {network.slug for network in world.networks}
    scopes = {"demo"} | {country.code for country in COUNTRIES} | centres | networks
    assert {one.person for one in world.memberships} | {grant.person for grant in world.grants} == people
    assert {one.by for one in (*world.sessions, *world.announcements, *world.assessments)} <= people
    assert {person for network in world.networks for person, _ in network.animators} <= people
    assert {grant.scope for grant in world.grants} <= scopes
    assert {slug for centre in world.centres for slug in centre.row.networks} == networks
    assert {session.network for session in world.sessions} <= networks
    assert {announcement.network for announcement in world.announcements} <= {None, *networks}


def test_people_read_a_language_of_their_centre(world):
    centres = {centre.row.code: centre.row for centre in world.centres}
    people = {person.key: person for person in world.people}
    assert [m for m in world.memberships if people[m.person].language not in centres[m.centre].languages] == []


def test_thirteen_personas_begin_with_a_participant_and_a_coordinator_in_en_fr_and_ar(world):
    assert [(p.slug, p.language, p.centre, p.role) for p in world.personas] == [
        ("achieng", "en", "KE-03", None),
        ("barasa", "en", "KE-03", Role.NETWORK_ANIMATOR),
        ("rokhaya", "fr", "SN-03", None),
        ("ousmane", "fr", "SN-03", Role.NETWORK_ANIMATOR),
        ("salma", "ar", "JO-03", None),
        ("tariq", "ar", "JO-03", Role.NETWORK_ANIMATOR),
        ("defne", "tr", "TR-07", None),
        ("natia", "ka", "GE-05", Role.CENTRE_COORDINATOR),
        ("marta", "uk", "UA-03", None),
        ("isaura", "pt", "MZ-03", None),
        ("noam", "he", "IL-03", None),
        ("miriam", "en", None, Role.PROGRAMME_COORDINATOR),
        ("camille", "fr", None, Role.PROGRAMME_COORDINATOR),
    ]


def test_a_persona_who_animates_a_network_leads_a_centre_of_it(world):
    networks = {centre.row.code: centre.row.networks for centre in world.centres}
    centre_of = {persona.person: persona.centre for persona in world.personas}
    animated = [
        (centre_of[grant.person], grant.scope)
        for grant in world.grants
        if grant.role is Role.NETWORK_ANIMATOR and grant.person in centre_of
    ]
    assert animated == [("KE-03", "agri-food"), ("SN-03", "maintenance"), ("JO-03", "hospitality")]
    assert [scope for centre, scope in animated if scope not in networks[centre]] == []


def test_each_network_has_at_least_the_five_centres_that_a_median_needs(world):
    members = Counter(slug for centre in world.centres for slug in centre.row.networks)
    assert len(members) == 8
    assert min(members.values()) >= 5


def test_120_centres_assessed_themselves_last_year_and_96_this_autumn(world):
    indicators = {question.rating.indicator for question in eight_areas().questions if question.rating}
    assert len(indicators) == 24
    assert {frozenset(assessment.levels) for assessment in world.assessments} == {frozenset(indicators)}
    assert {level for assessment in world.assessments for level in assessment.levels.values()} == {None, 1, 2, 3, 4, 5}
    rounds = {number: [one for one in world.assessments if one.round == number] for number in (1, 2)}
    assert [len({one.centre for one in rounds[number]}) for number in (1, 2)] == [120, 96]
    assert len({one.centre for one in rounds[2]} - {one.centre for one in rounds[1]}) == 24
    ages = {number: [(TODAY - one.finished_on).days for one in rounds[number]] for number in (1, 2)}
    assert 340 <= min(ages[1]) <= max(ages[1]) <= 400
    assert 10 <= min(ages[2]) <= max(ages[2]) <= 75


def test_every_persona_sees_results_and_the_first_has_this_years_still_to_do(world):
    centres = {persona.centre for persona in world.personas if persona.centre}
    done = {number: {one.centre for one in world.assessments if one.round == number} for number in (1, 2)}
    assert (centres - done[1], centres - done[2]) == (set(), {world.personas[0].centre})


def test_most_centres_moved_up_a_little_in_a_year(world):
    levels = {(one.round, one.centre): one.levels for one in world.assessments}
    steps = Counter(
        levels[2, centre][indicator] - level
        for number, centre in levels
        if number == 1 and (2, centre) in levels
        for indicator, level in levels[1, centre].items()
        if level is not None
    )
    assert set(steps) == {-1, 0, 1}
    assert steps[1] > 2 * steps[-1]


def test_levels_spread_as_in_a_real_network(world):
    known = [[level for level in one.levels.values() if level is not None] for one in world.assessments]
    means = [sum(levels) / len(levels) for levels in known]
    assert 2.8 < median(means) < 3.4
    assert max(means) - min(means) > 1.5


def test_sessions_lie_on_working_days_before_and_after_today(world):
    assert [session.starts_at.date() < TODAY for session in world.sessions] == [True] * 4 + [False] * 3
    assert [session.slug for session in world.sessions if session.starts_at.weekday() > 4] == []
    assert [session.starts_at.tzinfo.key == session.zone for session in world.sessions] == [True] * 7


def test_whatever_the_day_is_sessions_ahead_lie_ahead():
    for days in range(7):
        today = TODAY + timedelta(days=days)
        ahead = [session.starts_at.date() > today for session in demo_world(today).sessions]
        assert ahead == [False] * 4 + [True] * 3


def test_three_announcements_were_sent(world):
    assert [announcement.sent_at.date() < TODAY for announcement in world.announcements] == [True] * 3


def test_sessions_and_announcements_are_written_in_en_fr_and_ar(world):
    texts = [session.title for session in world.sessions] + [one.texts for one in world.announcements]
    assert {tuple(each) for each in texts} == {("en", "fr", "ar")}


def test_no_city_lacks_its_spelling_in_a_language_of_its_centres():
    with (files("bot.demo") / "cities.csv").open(encoding="utf-8") as source:
        for line in csv.DictReader(source):
            spelled = {pair.split("=")[0] for pair in line["local"].split("|") if pair}
            wanted = set(line["languages"].split() or BY_CODE[line["country"]].languages[:1]) & OTHER_SCRIPTS
            assert (line["city"], wanted - spelled) == (line["city"], set())


def test_the_words_for_names_are_complete_in_each_language():
    wording = document("wording.json")
    shapes = {tuple(len(words[key]) for key in ("kinds", "trades", "words")) for words in wording.values()}
    assert shapes == {(3, 10, 8)}
    assert set(wording) == set(BY_TAG) - {"so", "sn", "ny"}
