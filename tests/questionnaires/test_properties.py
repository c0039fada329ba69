"""What holds in any form, whatever people do in it."""

import json
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from bot.questionnaires.compile import compiled
from bot.questionnaires.form import Kind
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.live import LiveNode, path_of
from bot.questionnaires.plan import plan
from bot.questionnaires.rehearsal import told
from tests.questionnaires.generated import VALUES, deeds, forms

MOMENT = datetime(2026, 5, 4, 10, 30, tzinfo=ZoneInfo("Africa/Tunis"))
QUICK, LONG = 25, 400
slowly = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def begun(source):
    note(source)
    result = compiled(source.encode(), ".md")
    assume(result.form is not None)  # the check of forms is held to its word elsewhere
    planned = plan(result.form)
    return Interview.begin(planned, lists(result.form, {}), moment=MOMENT, seed="7")


def done(interview, deed):
    """Something that a person could do now."""
    number, what, value = deed
    asked = list(interview.asked())
    rounds = [node for node in interview.root.awake() if node.part.kind is Kind.REPEAT]
    if what == "answer" or not rounds:
        path = path_of(asked[number % len(asked)])
        return path, interview.answer(path, value, MOMENT)
    path = path_of(rounds[number % len(rounds)])
    if what == "add":
        path = path[: path.rindex("[")]
        return path, interview.add_repeat(path, MOMENT)
    return path, interview.remove_repeat(path, MOMENT)


def back(interview):
    kept = json.loads(json.dumps(interview.kept()))
    return Interview.restore(interview.plan, interview._view.lists, kept)


def only_what_is_relevant_is_asked(source, steps):
    interview = begun(source)
    for deed in steps:
        done(interview, deed)
        for node in interview.asked():
            line = node
            while isinstance(line, LiveNode):
                condition = line.part.relevant
                if condition:
                    expression = interview.plan.expressions[condition]
                    assert expression.boolean(line, interview._view.surroundings), (path_of(node), condition)
                line = line.parent
    assert not interview.problems or all("position()" in problem for problem in interview.problems.values())


def a_restart_anywhere_changes_nothing(source, steps):
    straight, restarted = begun(source), begun(source)
    for deed in steps:
        assert done(straight, deed) == done(restarted, deed)
        restarted = back(restarted)
        assert told(restarted) == told(straight)
        assert restarted.kept() == straight.kept()


def a_refusal_changes_nothing(source, steps):
    interview = begun(source)
    for deed in steps:
        before = told(interview), interview.kept()
        _path, refused = done(interview, deed)
        if refused is not None:
            assert (told(interview), interview.kept()) == before


def going_back_and_forth_changes_nothing(source, steps):
    """Another answer and then the first again: what fell asleep has come back."""
    interview = begun(source)
    for deed in steps:
        path, refused = done(interview, deed)
        node = interview.node(path)
        if refused is not None or node is None or node.part.kind is not Kind.LEAF or not interview.can_answer(node):
            continue
        before, first = told(interview), node.text
        for other in VALUES[1:6]:
            if interview.answer(path, other, MOMENT) is None and interview.answer(path, first, MOMENT) is None:
                assert told(interview) == before


RULES = [
    (only_what_is_relevant_is_asked, forms()),
    (a_restart_anywhere_changes_nothing, forms()),
    (a_refusal_changes_nothing, forms()),
    (going_back_and_forth_changes_nothing, forms(keeps_everything=True)),
]


@pytest.mark.parametrize(("rule", "written"), RULES, ids=[rule.__name__ for rule, _forms in RULES])
def test_what_holds_in_any_form(rule, written):
    slowly(max_examples=QUICK)(given(written, st.lists(deeds(), max_size=8))(rule))()


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "written"), RULES, ids=[rule.__name__ for rule, _forms in RULES])
def test_what_holds_in_very_many_forms(rule, written):
    slowly(max_examples=LONG)(given(written, st.lists(deeds(), max_size=12))(rule))()
