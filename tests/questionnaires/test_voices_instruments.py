"""The short forms in which each side says how it sees a centre."""

import re
from pathlib import Path

import pytest

from bot.questionnaires.form import Control
from bot.questionnaires.scoring import NOT_APPLICABLE
from tests.questionnaires.instruments import described, form, leaves, of_list, questions, wording

GROUPS = ("leaders", "teachers", "learners", "families", "trainers", "companies", "associations")
WITHOUT_FREE_TEXT = ("learners", "families")
DOCS = Path(__file__).parents[2] / "docs"
each_group = pytest.mark.parametrize("group", GROUPS)


def voices(group):
    return form(f"voices_{group}")


def rated(group):
    return leaves(voices(group), kind="level")


@each_group
def test_a_form_takes_three_minutes(group):
    assert 6 <= len(questions(voices(group))) <= 10
    assert len(rated(group)) >= 6


@each_group
def test_every_question_has_five_degrees_not_applicable_and_a_way_not_to_say(group):
    for part in rated(group):
        assert list(described(voices(group), part)) == ["1", "2", "3", "4", "5", NOT_APPLICABLE, "unsaid"]
        assert part.required == "true()"


@each_group
def test_every_question_says_in_a_sentence_what_the_top_means(group):
    for part in rated(group):
        top = described(voices(group), part)["5"]
        for language, words in wording(voices(group), part.hint).items():
            assert words.startswith(top[language]), part.name
            assert words.endswith("."), part.name


@each_group
def test_an_indicator_is_asked_once_and_of_its_area(group):
    indicators = [part.marks["indicator"] for part in rated(group)]
    assert len(indicators) == len(set(indicators))
    assert [part.marks["area"] for part in rated(group)] == [name.partition("_")[0] for name in indicators]


def test_each_side_is_asked_about_what_a_centre_rates_itself():
    own_view = {
        part.marks["indicator"]
        for name in ("eight_areas_in_depth", "social_inclusion")
        for part in leaves(form(name), kind="level")
    }
    assert {part.marks["indicator"] for group in GROUPS for part in rated(group)} <= own_view


@each_group
def test_coordinators_can_read_who_is_asked_what(group):
    written = (DOCS / "instruments.md").read_text(encoding="utf-8")
    row = next(line for line in written.splitlines() if line.startswith(f"| `voices_{group}` |"))
    assert re.findall(r"`([a-z_]+)`", row)[1:] == [part.marks["indicator"] for part in rated(group)]


def test_all_groups_answer_on_the_same_scale():
    scales = [repr(of_list(voices(group), "agreement")) for group in GROUPS]
    assert len(set(scales)) == 1


def test_what_matters_most_is_seen_from_more_than_one_side():
    asked = [part.marks["indicator"] for group in GROUPS for part in rated(group)]
    twice = {indicator for indicator in asked if asked.count(indicator) > 1}
    assert {"inclusion_respect", "inclusion_support", "inclusion_access", "wbl_planning", "wbl_placements"} <= twice


@pytest.mark.parametrize("group", WITHOUT_FREE_TEXT)
def test_learners_and_families_are_asked_nothing_that_tells_who_they_are(group):
    of = voices(group)
    assert {part.control for part in questions(of)} == {Control.SELECT_ONE}
    assert {part.itemset.unfiltered for part in questions(of)} == {rated(group)[0].itemset.unfiltered}
    # Of what programs fill in by themselves there is the random name of the submission and nothing else.
    assert {part.preload for part in of.root.walk()} <= {"", "uid"}


@pytest.mark.parametrize("group", [group for group in GROUPS if group not in WITHOUT_FREE_TEXT])
def test_others_may_add_one_sentence_and_need_not(group):
    words = [part for part in questions(voices(group)) if part.control is not Control.SELECT_ONE]
    assert [(part.name, part.control, part.required) for part in words] == [("wish", Control.INPUT, "")]
