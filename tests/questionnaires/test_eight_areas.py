import re
from fractions import Fraction
from pathlib import Path

import pytest

import bot.questionnaires
from bot.domain.areas import PriorityArea
from bot.i18n.typography import ill_set
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.compile import as_text, compiled
from bot.questionnaires.outline import NOT_APPLICABLE, QuestionType

INSTRUMENTS = Path(bot.questionnaires.__file__).parent / "instruments"
LANGUAGES = ("en", "fr", "ar")
LONGEST_BUTTON = 18
LONGEST_SENTENCE = 90
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def form():
    return eight_areas()


@pytest.fixture(scope="module")
def result():
    return compiled((INSTRUMENTS / "eight_areas.md").read_bytes(), ".md", "eight_areas")


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


def test_the_compiled_file_is_what_its_source_says_today(result):
    assert (INSTRUMENTS / "eight_areas.json").read_text(encoding="utf-8") == as_text(result.form), (
        "compile it again: python -m bot.questionnaires.compile bot/questionnaires/instruments/eight_areas.md"
    )


def test_its_author_has_nothing_to_mend(result):
    assert (result.refusals, result.warnings) == ((), ())


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


def test_every_text_is_there_in_three_languages(form):
    assert form.form.languages == ("English (en)", "French (fr)", "Arabic (ar)")
    assert {tuple(text) for text in texts(form)} == {LANGUAGES}


def test_no_sentence_is_written_twice(form):
    for language in LANGUAGES:
        sentences = [
            choice.label[language]
            for question in indicators(form)
            for choice in question.choices
            if choice.name != NOT_APPLICABLE
        ]
        assert sorted(sentences) == sorted(set(sentences))


def test_every_text_fits_a_small_screen_and_every_level_a_button(form):
    assert [text for each in texts(form) for text in each.values() if len(text) > LONGEST_SENTENCE] == []
    short = {label for one in indicators(form) for choice in one.choices for label in choice.short.values()}
    assert [label for label in short if len(label) > LONGEST_BUTTON] == []


def test_arabic_is_written_in_arabic_and_the_others_are_not(form):
    for text in texts(form):
        assert ARABIC.search(text["ar"])
        assert not ARABIC.search(text["en"] + text["fr"])


def test_every_text_is_well_set_and_none_has_stray_spaces(form):
    for text in texts(form):
        for language, wording in text.items():
            assert list(ill_set(wording, language)) == [], wording
            assert not re.search(r"  |^\s|\s$|'", wording), wording


def test_a_level_and_what_it_means_can_be_looked_up(form):
    choice = form.question("wbl_planning").choice("3")
    assert choice.short["fr"] == "En progrès"
    assert choice.label["en"] == "Every year, companies comment on our plans for some courses."
