"""An indicator and its levels, in the words that people chose between."""

import pytest

from bot.questionnaires import builtin
from bot.questionnaires.compile import compiled
from bot.questionnaires.described import Level, described, grades
from bot.questionnaires.form import MAIN


@pytest.mark.parametrize("name", ["eight_areas", "eight_areas_in_depth", "social_inclusion"])
def test_each_level_of_a_built_in_instrument_has_a_sentence_and_a_short_word_in_three_languages(name):
    for one in described(builtin.form(name)).values():
        assert set(one.question) == {"en", "fr", "ar"}, one.indicator
        assert [level.value for level in one.levels] == [1, 2, 3, 4, 5, None], one.indicator
        assert all(set(level.sentence) == set(level.short) == {"en", "fr", "ar"} for level in one.levels), one.indicator


def test_the_grades_of_an_instrument_are_those_of_its_scale_without_not_applicable():
    found = grades(builtin.form("eight_areas"))
    assert [(one.value, one.short["en"]) for one in (found[0], found[-1])] == [(1, "Not yet"), (5, "Leading others")]


def test_a_level_that_this_version_does_not_know_has_a_number_and_no_words():
    about = described(builtin.form("eight_areas"))["wbl_planning"]
    assert about.level(9) == Level(9, {}, {})
    assert (about.part, about.area) == ("wbl", "wbl")


def test_levels_of_a_form_in_one_language_have_their_words_too():
    source = """| survey |
| | type | name | label | bind::passerelle:area |
| | select_one levels | sorting | Is waste sorted? | green |
| choices |
| | list_name | name | label |
| | levels | 1 | Never |
| | levels | 2 | Always |
| settings |
| | form_id | namespaces |
| | small | passerelle="urn:passerelle:xlsform" |
"""
    form = compiled(source.encode(), ".md").form
    assert form is not None
    assert described(form)["sorting"].levels == (Level(1, {MAIN: "Never"}, {}), Level(2, {MAIN: "Always"}, {}))
