"""What a round says of many centres, to whom, and that it never tells where single ones stand."""

from dataclasses import astuple, dataclass
from datetime import timedelta

import pytest

from bot.core.refusal import Refusal
from bot.domain.round_results import OVERALL, About, Common, Difference, Subject, Withheld
from bot.domain.scores import Comparison, Indicator, Missing, Scale
from bot.storage.assessments import Assessment, AssessmentState
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction
from bot.storage.questionnaires import Voice
from bot.usecases import round_results
from bot.usecases.rights import NO_RIGHT
from bot.usecases.round_results import NOT_SIGNED, CentreResult, Group, GroupKind
from bot.usecases.round_voices import Voices
from bot.usecases.rounds import NO_SUCH_ROUND
from tests.delivery.listening import overheard
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import looks
from tests.usecases.rounds_answered import CENTRES, READERS, asked, form, furnished, handed_in, instrument, signed

LATER = BEGINNING + timedelta(days=40)
GREEN, INCLUSION = Subject(About.AREA, "green"), Subject(About.AREA, "inclusion")
SORTING = Subject(About.INDICATOR, "sorting")
TUNISIA, GEORGIA, MALAWI = (Group(GroupKind.COUNTRY, code) for code in ("TN", "GE", "MW"))
NETWORK = Group(GroupKind.NETWORK, "1")


@dataclass(frozen=True)
class Level:
    mean: float
    count: int


def sees(database, name, query, *arguments):
    return looks(database, READERS[name], query, *arguments, now=LATER)


def everywhere(level, centres=CENTRES):
    return {centre: dict.fromkeys(("sorting", "energy", "welcome"), level) for centre in centres}


def by_number(centre):
    """From 1 to 5, and over again."""
    return (centre - 1) % 5 + 1


def test_a_round_tells_the_quartiles_of_all_centres_and_of_everything_measured(database):
    furnished(database)
    number = asked(database)
    signed(database, number, {centre: {"sorting": by_number(centre), "energy": 3} for centre in range(1, 11)})
    result = sees(database, "member", round_results.of_round, number)
    assert (result.number, result.name.texts, result.is_open) == (number, {"en": "Round 1"}, False)
    assert result.everybody.centres == 10
    assert result.everybody.spreads[SORTING] == Comparison(2.0, 3.0, 4.0, 10)
    assert result.everybody.spreads[GREEN] == Comparison(2.5, 3.0, 3.5, 10)
    assert INCLUSION not in {**result.everybody.spreads, **result.everybody.withheld}
    assert [subject.key for subject in result.subjects] == [
        *("", "green", "inclusion", "plan", "do", "waste", "sorting", "energy", "welcome")
    ]
    assert result.subjects[Subject(About.CRITERION, "waste")].texts == {"default": "Waste"}
    assert result.subjects[SORTING].texts == {"default": "Is waste sorted?"}


def test_a_group_is_told_to_those_who_coordinate_it(database, subtests):
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(3))
    for name, groups in [
        ("member", set()),
        ("centre", set()),
        ("tunisia", {TUNISIA}),
        ("network", {NETWORK}),
        ("programme", {TUNISIA, GEORGIA, MALAWI, NETWORK}),
    ]:
        with subtests.test(name=name):
            result = sees(database, name, round_results.of_round, number)
            assert set(result.groups) == groups


def test_who_belongs_to_no_centre_and_has_no_role_sees_nothing(database):
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(3))
    for query in (round_results.of_round, round_results.by_function):
        assert sees(database, "stranger", query, number) == Refusal(NO_RIGHT)
    assert isinstance(sees(database, "stranger", round_results.of_centre, number, 1), Refusal)
    assert isinstance(sees(database, "member", round_results.of_centre, number, 2), Refusal)
    assert isinstance(sees(database, "tunisia", round_results.of_centre, number, 9), Refusal)


def test_a_round_that_is_not_there_is_told_as_such(database, subtests):
    furnished(database)
    for number in [7, 2**70]:
        with subtests.test(number=number):
            assert sees(database, "member", round_results.of_round, number) == Refusal(NO_SUCH_ROUND)
            assert sees(database, "member", round_results.of_centre, number, 1) == Refusal(NO_SUCH_ROUND)
            assert sees(database, "member", round_results.by_function, number) == Refusal(NO_SUCH_ROUND)


def test_what_would_tell_of_few_centres_beside_larger_groups_is_not_shown(database):
    """All less Tunisia's eight and Georgia's seven would be Malawi's one; of the network, three are in Tunisia."""
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(3))
    groups = sees(database, "programme", round_results.of_round, number).groups
    assert {group: bool(one.spreads) for group, one in groups.items()} == {
        TUNISIA: True,
        GEORGIA: False,
        MALAWI: False,
        NETWORK: False,
    }
    assert groups[MALAWI].withheld[OVERALL] is Withheld.TOO_FEW
    for name, group in (
        ("network", NETWORK),
        ("tunisia", TUNISIA),
    ):  # who sees no other group is told more of their own
        assert OVERALL in sees(database, name, round_results.of_round, number).groups[group].spreads
    assert groups[GEORGIA].withheld[OVERALL] is Withheld.WOULD_TELL
    assert groups[NETWORK].withheld[OVERALL] is Withheld.WOULD_TELL


def test_a_coordinator_who_knows_a_country_is_not_told_what_gives_the_others_away(database):
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(3, range(1, 12)))  # eight of Tunisia, three of Georgia
    assert sees(database, "tunisia", round_results.of_round, number).everybody.withheld[OVERALL] is Withheld.WOULD_TELL
    assert sees(database, "member", round_results.of_round, number).everybody.spreads[OVERALL].centres == 11
    assert sees(database, "programme", round_results.of_round, number).everybody.spreads[OVERALL].centres == 11


def test_while_a_round_is_open_figures_come_by_fives_and_for_no_groups(database):
    furnished(database)
    number = asked(database, is_open=True)
    signed(database, number, everywhere(3, range(1, 10)))
    early = sees(database, "programme", round_results.of_round, number)
    assert (early.everybody.centres, early.everybody.withheld[OVERALL], early.groups) == (9, Withheld.NOT_YET, {})
    signed(database, number, everywhere(5, range(10, 17)), day=2)
    late = sees(database, "programme", round_results.of_round, number)
    assert (late.everybody.centres, late.everybody.spreads[OVERALL]) == (16, Comparison(3.0, 3.0, 3.0, 10))


def test_a_change_is_told_over_what_was_rated_both_times_whatever_the_scale(database):
    furnished(database)
    first = asked(database, instrument(highest=3))
    signed(database, first, {centre: {"sorting": 2, "energy": 1, "welcome": None} for centre in range(1, 8)})
    second = asked(database, baseline=first)
    now = {"sorting": 4, "welcome": 5}  # of energy, nobody says anything this time
    signed(database, second, dict.fromkeys(range(3, 12), now))
    result = sees(database, "member", round_results.of_round, second)
    assert result.baseline == first
    assert result.everybody.differences == {subject: Difference(1.0, 5) for subject in result.everybody.differences}
    assert {OVERALL, GREEN, SORTING} <= set(result.everybody.differences)
    assert INCLUSION not in result.everybody.differences
    own = sees(database, "programme", round_results.of_centre, second, 3)
    assert own.since_baseline[GREEN] == (4.0, 3.0)
    assert sees(database, "programme", round_results.of_centre, second, 11).since_baseline == {}


def test_nothing_of_an_old_round_changes_when_a_new_one_is_signed(database):
    furnished(database)
    first = asked(database)
    signed(database, first, everywhere(2))
    before = sees(database, "programme", round_results.of_round, first)
    second = asked(database, instrument(highest=4), baseline=first)
    signed(database, second, everywhere(4))
    assert sees(database, "programme", round_results.of_round, first) == before


def test_a_centre_sees_its_own_means_priorities_and_all_centres_beside(database):
    furnished(database)
    number = asked(database)
    levels = everywhere(3)
    levels[1] = {"sorting": 1, "energy": 2.5, "welcome": None}
    signed(database, number, levels, {"sorting": 3.0})
    result = sees(database, "member", round_results.of_centre, number, 1)
    assert result.profile.areas["green"].mean == 1.75
    assert result.profile.areas["inclusion"].missing is Missing.NOT_APPLICABLE
    assert list(result.priorities) == ["sorting"]
    assert result.everybody.spreads[GREEN].median == 3.0


def test_a_centre_sees_the_same_figures_of_all_as_coordinators_do(database):
    furnished(database)
    number = asked(database)
    levels = {centre: {"sorting": by_number(centre), "energy": 2 + centre / 7 % 3, "welcome": 5} for centre in CENTRES}
    signed(database, number, levels)
    own = sees(database, "member", round_results.of_centre, number, 1).everybody
    whole = sees(database, "member", round_results.of_round, number).everybody
    assert own.centres == whole.centres == len(CENTRES)
    assert set(own.spreads) == {subject for subject in whole.spreads if subject.about is not About.INDICATOR}
    for subject, spread in own.spreads.items():
        assert astuple(spread) == pytest.approx(astuple(whole.spreads[subject]), abs=1e-8)


def test_a_centre_that_has_not_signed_is_told_so(database):
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(3, range(2, 9)))
    assert sees(database, "member", round_results.of_centre, number, 1) == Refusal(NOT_SIGNED)


def test_an_instrument_that_counts_nothing_has_no_figures_and_no_error(database):
    furnished(database)
    number = asked(database, form("| survey |\n| | type | name | label |\n| | text | a | A |\n"))
    signed(database, number, {centre: {} for centre in CENTRES})
    result = sees(database, "programme", round_results.of_round, number)
    assert (dict(result.subjects), result.everybody.spreads, result.everybody.withheld) == ({}, {}, {})
    assert result.everybody.centres == len(CENTRES)
    own = sees(database, "member", round_results.of_centre, number, 1)
    assert own.profile.overall.missing is Missing.NOTHING_ASKED


def test_where_nothing_applies_to_anybody_there_is_no_figure(database):
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(None))
    result = sees(database, "programme", round_results.of_round, number)
    assert (result.everybody.spreads, result.everybody.withheld, result.needs) == ({}, {}, ())


def test_a_round_that_is_over_is_made_of_those_who_had_signed_by_then(database):
    furnished(database)
    number = asked(database)
    first, late = list(CENTRES)[:10], list(CENTRES)[10]
    assessments = signed(database, number, everywhere(3, first))
    before = sees(database, "programme", round_results.of_round, number)
    signed(database, number, everywhere(5, [late]), day=31)

    def reopen(session):
        session.get_one(Assessment, assessments[first[0]]).state = AssessmentState.OPEN

    database.write_now(reopen)
    after = sees(database, "programme", round_results.of_round, number)
    assert astuple(after.everybody) == astuple(before.everybody)
    own = sees(database, "programme", round_results.of_centre, number, late)
    assert (own.profile.overall.mean, own.everybody.centres) == (5.0, 10)


def test_while_a_round_is_open_one_that_was_reopened_does_not_count(database):
    furnished(database)
    number = asked(database, is_open=True)
    assessments = signed(database, number, everywhere(3))

    def job(session):
        session.get_one(Centre, 1).state = CentreState.CLOSED
        session.get_one(Assessment, assessments[2]).state = AssessmentState.OPEN

    database.write_now(job)
    result = sees(database, "programme", round_results.of_round, number)
    assert result.everybody.centres == len(CENTRES) - 1
    assert isinstance(sees(database, "programme", round_results.of_centre, number, 1), CentreResult)
    assert sees(database, "programme", round_results.of_centre, number, 2) == Refusal(NOT_SIGNED)


def test_a_round_that_nobody_has_signed_is_empty(database):
    furnished(database)
    number = asked(database)
    result = sees(database, "programme", round_results.of_round, number)
    assert (result.everybody.centres, result.everybody.spreads, result.groups) == (0, {}, {})


def test_what_others_say_stands_beside_on_the_centres_own_scale(database):
    furnished(database)
    number = asked(database)
    signed(database, number, everywhere(4))
    heard = {(centre, "sorting", Voice.LEARNERS): Level(2.0, 7) for centre in range(1, 7)}
    heard |= {(centre, "energy", Voice.FAMILIES): Level(1.0, 5) for centre in range(1, 4)}
    asked_of = {Voice.LEARNERS: [Indicator("sorting", scale=Scale(1, 3))], Voice.FAMILIES: [Indicator("energy")]}
    voices = Voices(heard, asked_of)
    own = sees(database, "member", round_results.of_centre, number, 1, voices)
    assert own.views[Voice.LEARNERS][GREEN] == (4.0, 3.0)
    assert own.views[Voice.FAMILIES][OVERALL] == (4.0, 1.0)
    views = sees(database, "member", round_results.of_round, number, voices).views
    assert views[Voice.LEARNERS].spreads[SORTING] == Comparison(3.0, 3.0, 3.0, 6)
    assert views[Voice.LEARNERS].differences[SORTING] == Difference(-1.0, 6)
    assert views[Voice.FAMILIES].spreads == {}
    assert set(views[Voice.FAMILIES].withheld.values()) == {Withheld.TOO_FEW}


def test_what_most_centres_need_and_are_good_at_is_counted(database):
    furnished(database)
    number = asked(database)
    levels = {centre: {"sorting": 2 if centre <= 10 else 5, "energy": 2, "welcome": 4} for centre in CENTRES}
    signed(database, number, levels, {"energy": 3.0})
    result = sees(database, "programme", round_results.of_round, number)
    assert result.needs == (Common("energy", 16, 16), Common("sorting", 10, 16))
    assert result.strengths == (Common("welcome", 16, 16), Common("sorting", 6, 16))


def test_each_function_is_told_by_itself_and_the_newest_answer_of_a_person_counts(database):
    furnished(database)
    number = asked(database)
    assessments = signed(database, number, everywhere(3, range(1, 6)))
    for assessment in assessments.values():
        handed_in(database, assessment, CentreFunction.TEACHER, {"sorting": 1, "energy": 5, "welcome": None}, by=2)
        handed_in(database, assessment, CentreFunction.TEACHER, {"sorting": 3}, by=2)
        handed_in(database, assessment, CentreFunction.TEACHER, {"sorting": 2}, by=3)
    handed_in(database, assessments[1], CentreFunction.HEAD, {"sorting": 5}, by=4)
    figures = sees(database, "member", round_results.by_function, number)
    assert list(figures) == [CentreFunction.HEAD, CentreFunction.TEACHER]
    assert figures[CentreFunction.TEACHER].spreads[SORTING] == Comparison(2.5, 2.5, 2.5, 5)
    assert figures[CentreFunction.TEACHER].spreads[GREEN] == Comparison(3.75, 3.75, 3.75, 5)
    assert figures[CentreFunction.HEAD].withheld[SORTING] is Withheld.TOO_FEW


def test_a_round_costs_as_many_statements_with_sixteen_centres_as_with_five(database):
    furnished(database)
    few, many = asked(database), asked(database)
    signed(database, few, everywhere(3, range(1, 6)))
    signed(database, many, everywhere(3))

    def statements(*asked_for):
        with overheard(database.backend.reading) as heard:
            sees(database, "programme", *asked_for)
        return len(heard)

    assert statements(round_results.of_round, many) == statements(round_results.of_round, few)
    assert statements(round_results.of_centre, many, 1) == statements(round_results.of_centre, few, 1)
