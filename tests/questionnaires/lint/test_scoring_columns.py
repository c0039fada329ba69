"""The words that the columns for scores may hold are those which the rest of the program knows."""

from pathlib import Path

import pytest

from bot.domain.areas import PriorityArea
from bot.domain.steps import Step
from bot.questionnaires.builtin import NAMES, source
from bot.questionnaires.check import checked
from bot.questionnaires.lint.scoring import AREAS, KINDS, STEPS

GUIDE = (Path(__file__).parents[3] / "docs" / "instruments.md").read_text(encoding="utf-8")


def test_areas_and_steps_are_the_networks():
    assert (tuple(PriorityArea), tuple(Step)) == (AREAS, STEPS)


def test_every_kind_is_in_the_guide():
    assert [kind for kind in KINDS if f"`{kind}`" not in GUIDE] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_about_the_columns_of_those_that_come_with_the_bot(name):
    found = [str(one) for one in checked(source(name), ".md", name).findings if "passerelle:" in one.column]
    assert found == []
