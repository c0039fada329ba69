"""What an interview asks, refuses, works out and keeps: small forms as authors write them."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.questionnaires.compile import compiled
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.live import path_of
from bot.questionnaires.plan import plan
from bot.questionnaires.refused import Reason
from bot.questionnaires.rehearsal import submitted

MOMENT = datetime(2026, 5, 4, 10, 30, tzinfo=ZoneInfo("Africa/Tunis"))
YES_NO = "\n\n| choices | | | |\n|---|---|---|---|\n| | list_name | name | label |\n| | yn | yes | Yes |\n| | yn | no | No |\n"


@cache
def planned(source):
    result = compiled(source.encode(), ".md")
    assert result.form is not None, result.refusals
    return plan(result.form)


def begun(rows, *columns, more=YES_NO, tables=None):
    lines = [f"| | {' | '.join(('type', 'name', *columns))} |", *(f"| | {row} |" for row in rows)]
    planned_form = planned("| survey |\n" + "\n".join(lines) + more)
    return Interview.begin(planned_form, lists(planned_form.form, tables or {}), moment=MOMENT, seed="7")


def asked(interview):
    return [path_of(node) for node in interview.asked()]


def give(interview, *answers):
    for path, value in answers:
        refused = interview.answer(path, value, MOMENT)
        assert refused is None, refused


def test_an_irrelevant_answer_leaves_and_comes_back():
    interview = begun(
        ["select_one yn | more | More? | |", "integer | age | Age | ${more} = 'yes' |", "calculate | next | | | ${age} + 1"],
        "label", "relevant", "calculation",
    )  # fmt: skip
    assert asked(interview) == ["/data/more"]
    give(interview, ("/data/more", "yes"), ("/data/age", "40"))
    assert submitted(interview) == {"/data/more": "yes", "/data/age": "40", "/data/next": "41"}
    give(interview, ("/data/more", "no"))
    assert submitted(interview) == {"/data/more": "no"}
    give(interview, ("/data/more", "yes"))
    assert submitted(interview)["/data/next"] == "41"


def test_what_sleeps_is_blank_for_others_even_in_a_group():
    interview = begun(
        ["select_one yn | more | More? | |", "begin_group | g | G | ${more} = 'yes' |", "integer | a | A | |", "end_group | | | |",
         "calculate | has | | | if(${a} != '', 'some', 'none')"],
        "label", "relevant", "calculation",
    )  # fmt: skip
    give(interview, ("/data/more", "yes"), ("/data/g/a", "3"))
    assert submitted(interview)["/data/has"] == "some"
    give(interview, ("/data/more", "no"))
    assert submitted(interview)["/data/has"] == "none"


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("integer", "4.5", Reason.TYPE),
        ("integer", "four", Reason.TYPE),
        ("integer", "-4", None),
        ("decimal", "4.5", None),
        ("decimal", "4,5", Reason.TYPE),
        ("date", "2026-02-29", Reason.TYPE),
        ("date", "2028-02-29", None),
        ("time", "25:00", Reason.TYPE),
        ("time", "09:05:00.000+01:00", None),
        ("dateTime", "2026-05-04T10:00:00.000+01:00", None),
        ("dateTime", "tomorrow", Reason.TYPE),
        ("geopoint", "36.8 10.2 0 5", None),
        ("geopoint", "136.8 10.2", Reason.TYPE),
        ("geotrace", "36.8 10.2;36.9 10.3", None),
        ("geotrace", "36.8 10.2", Reason.TYPE),
        ("geoshape", "0 0;0 1;1 1;0 0", None),
        ("geoshape", "0 0;0 1;1 1;1 0", Reason.TYPE),
        ("acknowledge", "OK", None),
        ("acknowledge", "yes", Reason.TYPE),
        ("image", "me.jpg", None),
        ("image", "me.pdf", Reason.TYPE),
        ("file", "../etc/passwd", Reason.TYPE),
        ("barcode", "123 abc", None),
        ("select_one yn", "yes", None),
        ("select_one yn", "maybe", Reason.CHOICE),
        ("select_multiple yn", "no yes", None),
        ("select_multiple yn", "no maybe", Reason.CHOICE),
        ("rank yn", "no yes", None),
        ("rank yn", "no", Reason.CHOICE),
        ("text", "anything at all", None),
    ],
)
def test_a_value_must_be_of_its_type_and_on_offer(kind, value, reason):
    interview = begun([f"{kind} | q | Q"], "label")
    refused = interview.answer("/data/q", value, MOMENT)
    assert (refused.reason if refused else None) is reason
    assert submitted(interview) == ({} if reason else {"/data/q": value})


@pytest.mark.parametrize(("value", "fits"), [("1", True), ("3.5", True), ("3.25", False), ("5.5", False), ("0", False)])
def test_a_range_has_ends_and_steps(value, fits):
    interview = begun(["range | q | Q | start=1 end=5 step=0.5"], "label", "parameters")
    assert (interview.answer("/data/q", value, MOMENT) is None) is fits


def test_a_constraint_and_a_required_question_refuse_with_the_words_of_the_form():
    interview = begun(
        ["integer | q | Q | . > 3 | More than three | yes | I need this"],
        "label", "constraint", "constraint_message", "required", "required_message",
    )  # fmt: skip
    assert interview.answer("/data/q", "2", MOMENT).message == "More than three"
    give(interview, ("/data/q", "4"))
    assert interview.answer("/data/q", "", MOMENT).message == "I need this"
    assert submitted(interview) == {"/data/q": "4"}


def test_a_choice_that_left_the_list_is_emptied_and_so_is_what_hangs_on_it():
    more = (
        "\n\n| choices | | | |\n|---|---|---|---|\n| | list_name | name | label | up |\n| | c | tn | Tunisia | |\n| | c | al | Albania | |\n"
        "| | r | t | Tunis | tn |\n| | r | d | Durrës | al |\n| | v | m | La Marsa | t |\n"
    )
    interview = begun(
        ["select_one c | c | C | ", "select_one r | r | R | up=${c}", "select_one v | v | V | up=${r}"],
        "label", "choice_filter", more=more,
    )  # fmt: skip
    give(interview, ("/data/c", "tn"), ("/data/r", "t"), ("/data/v", "m"))
    give(interview, ("/data/c", "al"))
    assert submitted(interview) == {"/data/c": "al"}
    assert [choice.value for choice in interview.choices(interview.node("/data/r"))] == ["d"]


def test_rounds_follow_a_number_and_come_back_when_it_rises_again():
    interview = begun(
        ["integer | n | N | ", "begin_repeat | p | P | ${n}", "text | name | Name | ", "end_repeat | | | "],
        "label", "repeat_count",
    )  # fmt: skip
    assert asked(interview) == ["/data/n"]
    give(interview, ("/data/n", "2"), ("/data/p[2]/name", "Bo"), ("/data/n", "1"))
    assert "/data/p[2]/name" not in submitted(interview)
    give(interview, ("/data/n", "2"))
    assert submitted(interview)["/data/p[2]/name"] == "Bo"
    refused = interview.answer("/data/n", "1000000", MOMENT)
    assert refused.reason is Reason.ROUNDS
    assert submitted(interview)["/data/n"] == "2"
    assert interview.add_repeat("/data/p", MOMENT).reason is Reason.TOLD


def test_people_add_and_take_away_rounds_and_those_behind_move_up():
    interview = begun(
        ["begin_repeat | p | P | |", "text | name | Name | |", "calculate | at | | position(..) |", "end_repeat | | | |",
         "calculate | all | | join(', ', ${name}) |"],
        "label", "calculation",
    )  # fmt: skip
    for name in ("Ana", "Bo", "Cy"):
        number = sum(path.endswith("/name") for path in asked(interview))
        give(interview, (f"/data/p[{number}]/name", name))
        assert interview.add_repeat("/data/p", MOMENT) is None
    assert interview.remove_repeat("/data/p[2]", MOMENT) is None
    assert interview.remove_repeat("/data/p[3]", MOMENT) is None
    assert submitted(interview) == {
        "/data/p[1]/name": "Ana",
        "/data/p[1]/at": "1",
        "/data/p[2]/name": "Cy",
        "/data/p[2]/at": "2",
        "/data/all": "Ana, Cy",
    }


def test_a_trigger_works_out_a_value_when_its_question_changes():
    interview = begun(
        ["text | a | A | |", "text | b | B | |", "calculate | both | | concat(${a}, '+', ${b}) | ${a}"],
        "label", "calculation", "trigger",
    )  # fmt: skip
    give(interview, ("/data/a", "x"), ("/data/b", "y"))
    assert submitted(interview)["/data/both"] == "x+"
    give(interview, ("/data/a", "z"))
    assert submitted(interview)["/data/both"] == "z+y"


def test_defaults_stand_before_anything_is_worked_out():
    interview = begun(
        ["date | day | Day | today() |", "text | a | A | fixed |", "text | b | B | concat(${a}, '!') |", "calculate | c | | | ${b}"],
        "label", "default", "calculation",
    )  # fmt: skip
    expected = {"/data/day": "2026-05-04", "/data/a": "fixed", "/data/b": "fixed!", "/data/c": "fixed!"}
    assert submitted(interview) == expected


def test_what_is_kept_brings_everything_back_and_what_chance_gave_too():
    rows = [
        "integer | n | N | | |", "begin_repeat | p | P | | ${n} |", "text | name | Name | | |", "end_repeat | | | | |",
        "calculate | luck | | once(random()) | |", "begin_repeat | o | O | | |", "text | x | X | | |", "end_repeat | | | | |",
    ]  # fmt: skip
    interview = begun(rows, "label", "calculation", "repeat_count")
    give(interview, ("/data/n", "3"), ("/data/p[3]/name", "Cy"), ("/data/n", "2"), ("/data/p[1]/name", "Ana"))
    interview.add_repeat("/data/o", MOMENT)
    give(interview, ("/data/o[2]/x", "second"))
    again = Interview.restore(interview.plan, lists(interview.form, {}), interview.kept())
    assert submitted(again) == submitted(interview)
    assert again.kept() == interview.kept()
    give(again, ("/data/n", "3"))
    assert submitted(again)["/data/p[3]/name"] == "Cy"


def test_labels_carry_answers_and_fall_back_to_the_first_language():
    source = (
        "| survey |\n| | type | name | label::English (en) | label::French (fr) |\n| | text | who | Who? | Qui ? |\n"
        "| | note | hello | Hello ${who}! | |\n"
    )
    interview = Interview.begin(planned(source), lists(planned(source).form, {}), moment=MOMENT, language="fr")
    give(interview, ("/data/who", "<b>Ana</b>"))
    assert [interview.label(node) for node in interview.asked()] == ["Qui ?", "Hello <b>Ana</b>!"]


def test_curly_signs_of_texts_stay_as_the_author_wrote_them():
    interview = begun(["text | q | L’atelier, dit “Ana”"], "label")
    assert interview.label(interview.node("/data/q")) == "L’atelier, dit “Ana”"
