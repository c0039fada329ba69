"""What a form says of itself as the instrument of a round."""

import pytest

from bot.demo.load_questionnaires import demo_form
from bot.questionnaires import builtin
from bot.questionnaires.rounds import instrument
from tests.questionnaires.test_badge_rules import kitchens


@pytest.mark.parametrize("rule", ["agree", "average", "keep", None])
def test_its_settings_may_say_what_becomes_of_levels_that_differ(rule):
    checked = kitchens() if rule is None else kitchens(settling=rule)
    assert not checked.to_mend
    assert instrument(checked.form).settling == rule


def test_a_rule_that_is_none_is_told():
    [found] = kitchens(settling="vote").findings
    assert (found.sheet, found.column) == ("settings", "attribute::passerelle:settling")
    assert "agree, average, keep" in found.message


@pytest.mark.parametrize("name", ["eight_areas", "eight_areas_in_depth", "social_inclusion", "pdca_quality"])
def test_those_for_teams_count_for_something_and_leave_the_rule_to_whoever_opens_a_round(name):
    found = instrument(builtin.form(name))
    assert len(found.indicators) >= 20
    assert found.settling is None


def test_one_without_such_columns_counts_for_nothing():
    assert instrument(demo_form()).indicators == frozenset()
    assert instrument(kitchens().form).indicators == {"kitchen_tidy", "kitchen_warm"}
