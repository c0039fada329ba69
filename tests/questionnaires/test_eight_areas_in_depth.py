"""What the built-in questionnaire of real size asks whom, and its means."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.questionnaires.form import Control
from bot.questionnaires.rehearsal import submitted
from bot.questionnaires.scoring import NOT_APPLICABLE
from tests.questionnaires.instruments import (
    MOMENT,
    asked,
    begun,
    described,
    form,
    give,
    leaves,
    of_list,
    questions,
    said,
    wording,
)

NAME = "eight_areas_in_depth"
FORM = form(NAME)
AREAS = [str(area) for area in PriorityArea]
INDICATORS = leaves(FORM, kind="level")
LEVELS = ("1", "2", "3", "4", "5", NOT_APPLICABLE)
LONGEST_QUESTION, LONGEST_NOTE, LONGEST_BUTTON = 120, 180, 18


def rated(levels):
    """With these levels for the indicators, in order."""
    interview = begun(NAME)
    for part, level in zip(INDICATORS, levels, strict=True):
        assert interview.answer(part.path, level, MOMENT) is None
    return interview


def to_answer(interview):
    return [node.part for node in interview.asked() if interview.can_answer(node)]


# -- what it holds -----------------------------------------------------------------------------------------------------
def test_it_has_six_indicators_of_each_area_in_the_networks_order():
    assert [part.marks["area"] for part in INDICATORS] == [area for area in AREAS for _ in range(6)]
    assert all(part.name == part.marks["indicator"] for part in INDICATORS)
    assert {(part.marks["weight"], part.marks["scale"], part.required) for part in INDICATORS} == {
        ("1", "levels", "true()")
    }


def test_every_indicator_has_five_described_levels_and_not_applicable():
    for part in INDICATORS:
        assert list(described(FORM, part)) == list(LEVELS), part.name


def test_the_indicators_of_the_short_questionnaire_are_here_at_the_same_place():
    short = [part for part in form("eight_areas").root.walk() if "area" in part.marks]
    assert len(short) == 24
    for part in short:
        assert FORM.parts[part.path].marks["indicator"] == part.marks.get("indicator", part.name)


@pytest.mark.parametrize("kind", ["relevance", "offer"])
def test_each_indicator_is_asked_about_further_by_its_name(kind):
    assert [part.marks["indicator"] for part in leaves(FORM, kind=kind)] == [part.name for part in INDICATORS]


def test_each_area_takes_words_a_photo_and_a_document_as_evidence():
    assert [(part.marks["area"], part.control) for part in leaves(FORM, kind="evidence")] == [
        (area, control) for area in AREAS for control in (Control.INPUT, Control.UPLOAD, Control.UPLOAD)
    ]


def test_no_two_questions_of_an_area_read_the_same():
    for area in FORM.root.children:
        told = [tuple(wording(FORM, part.label).items()) for part in area.walk() if part.is_asked]
        assert len(told) == len(set(told))


def test_every_question_fits_a_small_screen_and_every_short_choice_a_button():
    for part in (part for part in FORM.root.walk() if part.is_asked):
        for words in wording(FORM, part.label).values():
            assert len(words) <= (LONGEST_NOTE if part.is_told else LONGEST_QUESTION), words
    for name in ("levels", "relevance", "yes_no", "who"):
        for label in of_list(FORM, name).values():
            assert max(map(len, label.values())) <= LONGEST_BUTTON, label


# -- what it asks whom -------------------------------------------------------------------------------------------------
def test_where_nothing_applies_it_asks_no_more_than_the_levels_and_two_questions():
    interview = rated([NOT_APPLICABLE] * len(INDICATORS))
    assert [part.name for part in to_answer(interview)] == [*(part.name for part in INDICATORS), "who", "wish"]
    assert not [path for path in submitted(interview) if path.endswith("mean")]


def test_where_everything_is_well_in_place_and_shown_it_asks_everything():
    interview = rated(["5"] * len(INDICATORS))
    for part in leaves(FORM, kind="offer"):
        assert interview.answer(part.path, "yes", MOMENT) is None
    assert to_answer(interview) == questions(FORM)
    assert len(questions(FORM)) == 3 * 48 + 3 * 8 + 3


@pytest.mark.parametrize(
    ("level", "also"),
    [(NOT_APPLICABLE, []), ("1", ["relevance"]), ("3", ["relevance"]), ("4", ["relevance", "offer"])],
)
def test_what_is_asked_about_an_indicator_follows_from_its_level(level, also):
    interview = begun(NAME)
    give(interview, green_campus=level)
    about = [part.marks["kind"] for part in to_answer(interview) if part.marks.get("indicator") == "green_campus"]
    assert about == ["level", *also]


def test_evidence_is_asked_for_where_something_would_be_shown_and_may_be_left_out():
    interview = begun(NAME)
    give(interview, green_campus="4", green_campus_offer="no")
    assert not [part for part in to_answer(interview) if part.marks.get("kind") == "evidence"]
    give(interview, green_campus_offer="yes")
    evidence = [node for node in interview.asked() if node.part.marks.get("kind") == "evidence"]
    assert [node.part.name for node in evidence] == ["green_words", "green_photo", "green_document"]
    assert not any(interview.is_required(node) for node in evidence)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("/data/closing/who", "alone teachers", "Moi seulement"),
        ("/data/closing/wish", "x" * 301, "300 caractères"),
        ("/data/green/green_evidence/green_words", "x" * 501, "500 caractères"),
    ],
)
def test_what_cannot_be_is_refused_in_the_respondents_words(path, value, words):
    interview = rated(["4"] * len(INDICATORS))
    interview.speak("fr")
    give(interview, green_campus_offer="yes")
    assert words in interview.answer(path, value, MOMENT).message


# -- its means ---------------------------------------------------------------------------------------------------------
def mean_of(numbers):
    """With one decimal at most, half up; None where there is nothing."""
    if not numbers:
        return None
    return (sum(numbers) / Decimal(len(numbers))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def written(mean):
    return None if mean is None else f"{mean.normalize():f}"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(LEVELS), min_size=48, max_size=48))
def test_means_leave_out_what_does_not_apply_and_the_area_to_begin_with_is_not_above_them(levels):
    interview = rated(levels)
    values = submitted(interview)
    means, everything = {}, []
    for number, area in enumerate(AREAS):
        counting = [Decimal(level) for level in levels[number * 6 : number * 6 + 6] if level != NOT_APPLICABLE]
        everything += counting
        assert values[f"/data/{area}/{area}_rated"] == str(len(counting))
        assert values.get(f"/data/{area}/{area}_mean") == written(mean_of(counting))
        if counting:
            means[area] = mean_of(counting)
    overall = mean_of(everything)
    assert values.get("/data/closing/mean") == written(overall)
    if overall is not None:
        offered = [choice.value for choice in interview.choices(interview.node("/data/closing/first"))]
        assert offered == [area for area, mean in means.items() if mean <= overall]
        assert offered


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Your mean in **Going green** is 2.8, from 5 of 6."),
        ("fr", "Votre moyenne pour **Transition écologique**\u202f: 2,8 (points comptés\u202f: 5 sur 6)."),
        ("ar", "متوسطكم في **التحول الأخضر**: 2.8 (النقاط المحسوبة: 5 من 6)."),
    ],
)
def test_the_mean_of_an_area_is_explained_behind_it(language, told):
    interview = begun(NAME, language)
    green = [part.name for part in leaves(FORM, kind="level", area="green")]
    give(interview, **dict(zip(green, ("1", "2", "3", "4", "4", NOT_APPLICABLE), strict=True)))
    assert said(interview, "green_result") == told
    assert "green_none" not in asked(interview)


def test_an_area_in_which_nothing_applies_says_so():
    interview = rated([NOT_APPLICABLE] * 6 + ["3"] * 42)
    assert "wbl_none" in asked(interview)
    assert "wbl_result" not in asked(interview)
