"""Whatever is typed or asked for, an interview stays as it was, and nobody waits for long."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.questionnaires.answers import MOST_ROUNDS, TooManyRoundsError
from bot.questionnaires.interview import LONGEST_ANSWER, Interview
from bot.questionnaires.refused import Reason
from bot.questionnaires.rehearsal import submitted, told
from tests.questionnaires.conformance.play import planned

MOMENT = datetime(2026, 5, 4, 10, 30, tzinfo=ZoneInfo("Africa/Tunis"))


def begun(*rows, columns="type | name | label"):
    source = f"| survey |\n| | {columns} |\n" + "".join(f"| | {row} |\n" for row in rows)
    return Interview.begin(*planned(source), moment=MOMENT, seed="7")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * LONGEST_ANSWER, None),
        ("x" * 100_000, Reason.LENGTH),
        ("nothing\x00", Reason.TYPE),
        ("half \ud83d", Reason.TYPE),
        ("bell\x07", Reason.TYPE),
        ("\ufffe", Reason.TYPE),
        ("two\nlines\tand a tab", None),
        ("😀 é ١٢٣", None),
    ],
)
def test_a_text_has_an_end_and_can_be_written_down(text, reason):
    interview = begun("text | q | Q")
    before = told(interview), interview.kept()
    refused = interview.answer("/data/q", text, MOMENT)
    assert (refused and refused.reason) == reason
    assert (told(interview), interview.kept()) == before if reason else submitted(interview) == {"/data/q": text}


@pytest.mark.parametrize("kind", ["integer", "decimal", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape"])
@pytest.mark.parametrize(
    "text", ["x", "1" * 400, "-", "+", "1e400", "NaN", "Infinity", "١٢", "1;2", ";", "0000-00-00", "2026-05-04T", "T", "9" * 19]
)  # fmt: skip
def test_what_is_none_of_its_kind_is_refused(kind, text):
    interview = begun(f"{kind} | q | Q")
    assert interview.answer("/data/q", text, MOMENT).reason is Reason.TYPE
    assert submitted(interview) == {}


@pytest.mark.parametrize(
    "path", ["", "/", "//", "data", "/data", "/data/", "/data/q/", "/data//q", "/data/q[0]", "/data/q[1", "/data/q]",
             "/data/q[-1]", "/data/q[1.5]", "/data/q[٣]", "/data/q[99999999999999999999]", "/data/q[1][1]", "q", "/data/\x00", "/data/q\ud800"]
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(path):
    interview = begun("text | q | Q", "begin_repeat | r | R", "text | t | T", "end_repeat | | ")
    before = interview.kept()
    assert interview.answer(path, "x", MOMENT).reason is Reason.NOT_ASKED
    assert interview.add_repeat(path, MOMENT).reason is Reason.NOT_ASKED
    assert interview.remove_repeat(path, MOMENT).reason is Reason.NOT_ASKED
    assert interview.kept() == before


def test_rounds_have_an_end_however_they_are_asked_for():
    interview = begun(
        "integer | n | N | ", "begin_repeat | r | R | ${n}", "text | t | T | ", "end_repeat | | | ",
        "begin_repeat | open | O | ", "text | u | U | ", "end_repeat | | | ", columns="type | name | label | repeat_count",
    )  # fmt: skip
    for number in ("1000000", "999999999999999999", str(MOST_ROUNDS + 1)):
        before = told(interview), interview.kept()
        assert interview.answer("/data/n", number, MOMENT).reason is Reason.ROUNDS
        assert (told(interview), interview.kept()) == before
    for _round in range(MOST_ROUNDS - 1):
        assert interview.add_repeat("/data/open", MOMENT) is None
    assert interview.add_repeat("/data/open", MOMENT).reason is Reason.ROUNDS


def test_a_round_too_many_changes_nothing():
    interview = begun(
        "text | a | A", "begin_repeat | r | R", "text | t | T", "end_repeat | | ", columns="type | name | label"
    )
    for _round in range(MOST_ROUNDS - 1):
        assert interview.add_repeat("/data/r", MOMENT) is None
    before = told(interview), interview.kept()
    assert interview.add_repeat("/data/r", MOMENT).reason is Reason.ROUNDS
    assert (told(interview), interview.kept()) == before


def test_rounds_in_rounds_in_rounds_have_an_end():
    rows = ["integer | n | N | "]
    rows += [f"begin_repeat | r{level} | R | ${{n}}" for level in range(6)]
    rows += ["text | t | T | ", *["end_repeat | | | "] * 6]
    interview = begun(*rows, columns="type | name | label | repeat_count")
    assert interview.answer("/data/n", "2", MOMENT) is None
    before = told(interview)
    assert interview.answer("/data/n", "50", MOMENT).reason is Reason.ROUNDS
    assert told(interview) == before


def test_a_form_that_cannot_even_begin_says_so():
    with pytest.raises(TooManyRoundsError, match="/data/r"):
        begun(
            "begin_repeat | r | R | 1000000",
            "text | t | T | ",
            "end_repeat | | | ",
            columns="type | name | label | repeat_count",
        )


def test_what_goes_round_in_circles_comes_to_an_end():
    interview = begun(
        "integer | n | N | | ", "calculate | a | | ${b} + 1 | ", "calculate | b | | coalesce(${a}, 0) + ${n} | ",
        "text | x | X | | ${y} = ''", "text | y | Y | | ${x} = ''", columns="type | name | label | calculation | relevant",
    )  # fmt: skip
    assert interview.answer("/data/n", "1", MOMENT) is None


def test_actions_that_set_each_other_come_to_an_end():
    interview = begun(
        "integer | a | A | ${b} + 1 | ${b}", "integer | b | B | ${a} + 1 | ${a}",
        columns="type | name | label | calculation | trigger",
    )  # fmt: skip
    assert interview.answer("/data/a", "1", MOMENT) is None
