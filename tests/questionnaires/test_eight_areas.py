from fractions import Fraction

import pytest

from bot.domain.areas import PriorityArea
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.outline import QuestionType
from bot.questionnaires.scoring import NOT_APPLICABLE

LONGEST_BUTTON = 18
LONGEST_SENTENCE = 90


@pytest.fixture(scope="module")
def form():
    return eight_areas()


def indicators(form):
    return [question for question in form.questions if question.rating]


def texts(form):
    for section in form.sections:
        yield section.label
        for item in section.items:
            yield item.label
            if item.hint:
                yield item.hint
            for choice in item.choices:
                yield choice.label
                yield choice.short


def test_it_asks_three_indicators_of_each_area_in_the_networks_order(form):
    assert [question.rating.area for question in indicators(form)] == [area for area in PriorityArea for _ in range(3)]
    assert {question.rating.weight for question in indicators(form)} == {Fraction(1)}


def test_each_area_is_a_section_that_opens_with_a_note(form):
    *areas, closing = form.sections
    assert [section.name for section in areas] == list(PriorityArea)
    for section in areas:
        assert [item.type for item in section.items] == [QuestionType.NOTE, *[QuestionType.SELECT_ONE] * 3]
    assert [(item.type, item.required) for item in closing.items] == [(QuestionType.TEXT, False)]


def test_every_indicator_has_five_described_levels_and_not_applicable(form):
    for question in indicators(form):
        assert [choice.name for choice in question.choices] == ["1", "2", "3", "4", "5", NOT_APPLICABLE]
        sentences = {choice.label["en"] for choice in question.choices}
        assert len(sentences) == 6, question.name
        assert question.required


def test_every_text_fits_a_small_screen_and_every_level_a_button(form):
    assert [text for each in texts(form) for text in each.values() if len(text) > LONGEST_SENTENCE] == []
    short = {label for one in indicators(form) for choice in one.choices for label in choice.short.values()}
    assert [label for label in short if len(label) > LONGEST_BUTTON] == []


def test_a_level_and_what_it_means_can_be_looked_up(form):
    choice = form.question("wbl_planning").choice("3")
    assert choice.short["fr"] == "En progrès"
    assert choice.label["en"] == "Every year, companies comment on our plans for some courses."
