"""Parts of a form that a team shares out: what is asked of whom, and that what is left to others is as if it were not there."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.questionnaires.course import Ask, Done, next_step, questions
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.live import path_of
from bot.questionnaires.parts import parts
from bot.questionnaires.plan import plan
from bot.questionnaires.rehearsal import submitted, told
from bot.questionnaires.submissions.submission import finished_values
from tests.questionnaires.generated import deeds, forms
from tests.questionnaires.instruments import form
from tests.questionnaires.test_interview import begun as written
from tests.questionnaires.test_interview import give
from tests.questionnaires.test_properties import back, begun, done

MOMENT = datetime(2026, 5, 4, 10, 30, tzinfo=ZoneInfo("Africa/Tunis"))
AREAS = ("wbl", "entrepreneurship", "pedagogy", "specialisation", "digital", "autonomy", "green", "inclusion")
slowly = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def names(some):
    return tuple(part.name for part in some)


@pytest.mark.parametrize(
    ("name", "first", "shared", "last"),
    [
        ("eight_areas", (), AREAS, ("closing",)),
        ("eight_areas_in_depth", ("welcome",), AREAS, ("closing",)),
        ("social_inclusion", ("welcome",), ("access", "staying", "together", "work", "voice"), ("closing",)),
        (
            "pdca_quality",
            ("welcome_note", "sheets"),
            ("welcome", "teaching", "placements", "team", "partners", "life", "own1", "own2"),
            ("closing",),
        ),
    ],
)
def test_what_is_shared_are_the_groups_that_rate_something(name, first, shared, last):
    found = parts(form(name))
    assert (names(found.first), names(found.shared), names(found.last)) == (first, shared, last)
    assert found.named(shared[0]) is found.shared[0]
    assert found.named("closing") is None


def test_a_form_that_rates_nothing_shares_all_its_groups():
    interview = written(
        ["text | who | Who? |", "begin_group | g | G |", "text | a | A |", "end_group | | |", "text | between | B? |",
         "begin_group | h | H |", "text | b | B |", "end_group | | |", "calculate | c | | 1 + 1"],
        "label", "calculation",
    )  # fmt: skip
    found = parts(interview.form)
    assert (names(found.first), names(found.shared), names(found.last)) == (("who",), ("g", "h"), ("between",))


def test_without_any_group_nothing_is_shared():
    interview = written(["text | who | Who?", "text | why | Why?"], "label")
    found = parts(interview.form)
    assert (names(found.first), found.shared, found.last) == (("who", "why"), (), ())


def test_expressions_do_not_see_what_is_left_to_others_and_it_comes_back():
    interview = written(
        ["begin_group | g | G | |", "integer | a | A | |", "end_group | | | |",
         "begin_group | h | H | |", "integer | b | B | |", "end_group | | | |",
         "calculate | sum | | | coalesce(${a}, 0) + coalesce(${b}, 0)", "text | why | Why? | ${a} > 3 |"],
        "label", "relevant", "calculation",
    )  # fmt: skip
    give(interview, ("/data/g/a", "4"), ("/data/h/b", "5"), ("/data/why", "so"))
    everything = submitted(interview)
    assert interview.pass_over({"g"}, MOMENT) is None
    assert submitted(interview) == {"/data/h/b": "5", "/data/sum": "5"}
    assert next_step(interview) == Done()
    assert interview.answer("/data/g/a", "1", MOMENT) is not None
    assert interview.pass_over((), MOMENT) is None
    assert submitted(interview) == everything


def test_one_part_is_asked_after_the_other_in_whatever_order():
    interview = Interview.begin(plan(form("eight_areas")), lists(form("eight_areas"), {}), moment=MOMENT)
    interview.pass_over({*AREAS, "closing"} - {"green", "digital"}, MOMENT)
    step = next_step(interview, {"green"})
    assert isinstance(step, Ask)
    assert step.node.part.place[1] == "green"
    assert [node.part.place[1] for node in questions(interview)] == ["digital"] * 3 + ["green"] * 3
    assert [node.part.place[1] for node in questions(interview, {"green"})] == ["green"] * 3
    assert list(questions(interview, {"wbl"})) == []


def test_what_is_suggested_is_asked_all_the_same_and_what_does_not_fit_is_left_out():
    interview = written(
        ["select_one yn | more | More? | |", "integer | age | Age | ${more} = 'yes' |", "note | n | N | |",
         "begin_repeat | r | R | |", "text | x | X | |", "end_repeat | | | |", "calculate | next | | | ${age} + 1",
         "photo | p | P | |"],
        "label", "relevant", "calculation",
    )  # fmt: skip
    said = {
        "/data/more": "yes",
        "/data/age": "forty",
        "/data/r[1]/x": "x",
        "/data/n": "n",
        "/data/p": "a.jpg",
        "/data/z": "",
    }
    interview.suggest({**said, "/data/next": "7"}, MOMENT)
    assert submitted(interview) == {"/data/more": "yes"}
    step = next_step(interview)
    assert isinstance(step, Ask)
    assert path_of(step.node) == "/data/more"
    interview.suggest({"/data/age": "40"}, MOMENT)
    assert submitted(interview) == {"/data/more": "yes", "/data/age": "40", "/data/next": "41"}
    assert back(interview).kept() == interview.kept()
    give(interview, ("/data/more", "yes"))
    step = next_step(interview)
    assert isinstance(step, Ask)
    assert (path_of(step.node), step.node.text) == ("/data/age", "40")


def shared_out(interview, number):
    """Some of what stands at the top, by the bits of a number."""
    tops = [part.name for part in interview.form.root.children]
    return {name for place, name in enumerate(tops) if number >> place & 1}


def only_what_was_chosen_is_handed_in(source, steps, choices):
    interview = begun(source)
    for deed, choice in zip(steps, choices, strict=False):
        passed_over = shared_out(interview, choice)
        assert interview.pass_over(passed_over, MOMENT) is None
        if any(True for _node in interview.asked()):
            done(interview, deed)
        tops = {path.split("/")[2].partition("[")[0] for path in finished_values(interview)}
        assert tops.isdisjoint(passed_over)
        assert {node.part.place[1] for node in interview.asked()}.isdisjoint(passed_over)


def a_restart_with_parts_changes_nothing(source, steps, choices):
    straight, restarted = begun(source), begun(source)
    for deed, choice in zip(steps, choices, strict=False):
        for each in (straight, restarted):
            each.pass_over(shared_out(each, choice), MOMENT)
            if any(True for _node in each.asked()):
                done(each, deed)
        restarted = back(restarted)
        assert told(restarted) == told(straight)
        assert restarted.kept() == straight.kept()


def leaving_it_to_others_and_taking_it_back_changes_nothing(source, steps, choices):
    interview = begun(source)
    for deed, choice in zip(steps, choices, strict=False):
        done(interview, deed)
        before = told(interview)
        interview.pass_over(shared_out(interview, choice), MOMENT)
        interview.pass_over((), MOMENT)
        assert told(interview) == before


RULES = [
    (only_what_was_chosen_is_handed_in, forms()),
    (a_restart_with_parts_changes_nothing, forms()),
    (leaving_it_to_others_and_taking_it_back_changes_nothing, forms(keeps_everything=True)),
]
CHOICES = st.lists(st.integers(0, 255), min_size=8, max_size=8)


@pytest.mark.parametrize(("rule", "sources"), RULES, ids=[rule.__name__ for rule, _forms in RULES])
def test_what_holds_for_any_choice_of_parts(rule, sources):
    slowly(max_examples=25)(given(sources, st.lists(deeds(), max_size=8), CHOICES)(rule))()


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "sources"), RULES, ids=[rule.__name__ for rule, _forms in RULES])
def test_what_holds_for_any_choice_of_parts_in_very_many_forms(rule, sources):
    slowly(max_examples=400)(given(sources, st.lists(deeds(), max_size=8), CHOICES)(rule))()
