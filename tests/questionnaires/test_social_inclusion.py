from itertools import groupby

import pytest

from bot.questionnaires.form import Control
from bot.questionnaires.scoring import NOT_APPLICABLE
from tests.questionnaires.instruments import asked, begun, described, form, give, leaves, questions, said

FORM = form("social_inclusion")
THEMES = ("access", "staying", "together", "work", "voice")
INDICATORS = leaves(FORM, kind="level")


def of_theme(theme):
    return [part.name for part in leaves(FORM, kind="level", criterion=theme)]


def test_it_asks_21_indicators_of_inclusion_over_five_themes():
    sizes = [(theme, len(list(parts))) for theme, parts in groupby(INDICATORS, lambda part: part.marks["criterion"])]
    assert sizes == [("access", 4), ("staying", 4), ("together", 5), ("work", 4), ("voice", 4)]
    assert {part.marks["area"] for part in INDICATORS} == {"inclusion"}
    assert [part.marks["indicator"] for part in INDICATORS] == [part.name for part in INDICATORS]


def test_the_indicators_of_the_eight_areas_are_among_them():
    shared = {part.name for part in form("eight_areas").root.walk() if part.marks.get("area") == "inclusion"}
    assert shared
    assert shared <= {part.name for part in INDICATORS}


def test_every_indicator_has_five_described_levels_and_not_applicable():
    for part in INDICATORS:
        assert list(described(FORM, part)) == ["1", "2", "3", "4", "5", NOT_APPLICABLE]
        assert part.required == "true()"


def test_relevance_is_asked_of_what_applies_and_of_nothing_else():
    interview = begun("social_inclusion")
    give(interview, inclusion_access="2", inclusion_outreach=NOT_APPLICABLE)
    assert [name for name in asked(interview) if name.endswith("_relevance")] == ["inclusion_access_relevance"]


def test_each_theme_ends_with_a_story_and_a_photo_that_nobody_has_to_give():
    stories = leaves(FORM, kind="story")
    assert [(part.marks["criterion"], part.control) for part in stories] == [
        (theme, control) for theme in THEMES for control in (Control.INPUT, Control.UPLOAD)
    ]
    assert {part.required for part in stories} == {""}
    last = {part.marks["criterion"]: part for part in questions(FORM) if "criterion" in part.marks}
    assert {part.marks["kind"] for part in last.values()} == {"offer"}


@pytest.mark.parametrize("given", [{"staying_story": "We call on the first day."}, {"staying_photo": "door.jpg"}])
def test_nobody_else_sees_a_story_unless_the_centre_says_so(given):
    interview = begun("social_inclusion")
    assert not [name for name in asked(interview) if name.endswith("_share")]
    give(interview, **given)
    assert [name for name in asked(interview) if name.endswith("_share")] == ["staying_share"]
    assert interview.is_required(next(node for node in interview.asked() if node.part.name == "staying_share"))


def test_a_mean_leaves_out_what_does_not_apply_and_is_written_as_each_language_writes_it():
    for language, words in (
        ("en", "Your mean in **Who comes in** is 2.7, from 3 of 4."),
        ("fr", "Votre moyenne pour le thème **Qui entre**\u202f: 2,7 (points comptés\u202f: 3 sur 4)."),
        ("ar", "متوسطكم في محور **من يدخل**: 2.7 (النقاط المحسوبة: 3 من 4)."),
    ):
        interview = begun("social_inclusion", language)
        give(interview, **dict(zip(of_theme("access"), ("1", "2", NOT_APPLICABLE, "5"), strict=True)))
        assert said(interview, "access_result") == words


def test_the_mean_over_all_is_that_of_all_indicators_which_apply():
    interview = begun("social_inclusion")
    give(interview, **dict.fromkeys(of_theme("access"), NOT_APPLICABLE))
    assert "access_none" in asked(interview)
    assert "result" not in asked(interview)
    give(interview, **dict.fromkeys(of_theme("together"), "4"), **dict.fromkeys(of_theme("voice"), "2"))
    assert said(interview, "result") == "Over all themes your mean is 3.1, from 9 of 21."
    first = next(node for node in interview.asked() if node.part.name == "first")
    assert [choice.value for choice in interview.choices(first)] == ["voice"]


def test_whoever_finds_nothing_that_applies_comes_to_the_end_all_the_same():
    interview = begun("social_inclusion")
    give(interview, **{part.name: NOT_APPLICABLE for part in INDICATORS})
    assert not {"result", "first"} & set(asked(interview))
    assert [node.part.name for node in interview.asked() if interview.is_required(node) and not node.text] == []
