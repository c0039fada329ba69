"""Submissions brought in: taken as a whole, with remarks, or refused with the place and the reason."""

from io import BytesIO

import pytest
from bringing_in import OTHER_ID, as_csv, brought_in, from_csv, nobody, outcome, told, without_files
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_forms import FINISHED, PUBLIC_ID, SECOND, STARTED, VALUES, form, planned, submission

from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.refused import WORDS, Reason
from bot.questionnaires.submissions import outcomes
from bot.questionnaires.submissions.archive import write_xml
from bot.questionnaires.submissions.outcomes import Candidate, Verdict
from bot.questionnaires.submissions.submission import finished_values
from bot.questionnaires.submissions.written import CUT_HERE


def test_what_fits_is_taken_as_it_is():
    result = outcome({path: text for path, text in VALUES.items() if not path.endswith("/photo")})
    assert (result.verdict, told(result), result.id) == (Verdict.TAKEN, [], PUBLIC_ID)
    assert result.submission.values == {path: text for path, text in VALUES.items() if not path.endswith("/photo")}


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        ({"/data/school": ""}, "/data/school", WORDS[Reason.REQUIRED]),
        ({"/data/learners": "-11"}, "/data/learners", "Too few"),
        ({"/data/learners": "many"}, "/data/learners", WORDS[Reason.TYPE]),
        ({"/data/open": "maybe"}, "/data/open", WORDS[Reason.CHOICE]),
        ({"/data/open": "no"}, "/data/team/person[1]/age", WORDS[Reason.NOT_ASKED]),
        ({"/data/team/person[501]/name": "x"}, "", outcomes.TOO_MANY_ROUNDS),
        ({"/data/school": f"x{CUT_HERE}"}, "/data/school", outcomes.CUT),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole_with_its_place(changed, path, words):
    result = outcome({**VALUES, **changed})
    assert (result.verdict, result.submission) == (Verdict.REFUSED, None)
    assert told(result)[0] == (path, words)


PLACES = ["/data/team/person[1]", "/data/team/person[2]", "/data/team/person[2]/course[1]"]


OPERATIONS = st.sampled_from(
    [("add", place.rpartition("[")[0]) for place in PLACES]
    + [("remove", place) for place in PLACES]
    + [(path, text) for path, text in VALUES.items() if path not in {"/data/begun", "/data/persons"} and text]
    + [("/data/open", "no"), ("/data/tools", ""), ("/data/team/person[1]/age", "")]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(OPERATIONS, max_size=25))
def test_whatever_an_interview_gave_is_taken_again_without_a_remark(operations):
    interview = Interview.begin(planned(), lists(form(), {}), moment=STARTED, seed="1")
    for what, given_text in [("/data/school", "TINK"), *operations]:
        match what:
            case "add":
                interview.add_repeat(given_text, STARTED)
            case "remove":
                interview.remove_repeat(given_text, STARTED)
            case _:
                interview.answer(what, given_text, STARTED)
    interview.finish(FINISHED)
    values = finished_values(interview)
    result = outcome(values)
    assert (result.verdict, told(result), result.submission.values) == (Verdict.TAKEN, [], values)
    ours = submission(values, attachments={})
    assert [without_files(each.submission).values for each in from_csv(as_csv([ours]))] == [values]
    file = BytesIO()
    write_xml([ours], [form()], file, None)
    assert [each.submission.values for each in from_csv(file)] == [values]


def test_what_the_form_works_out_otherwise_is_told_and_the_forms_own_value_kept():
    result = outcome({**VALUES, "/data/persons": "7"})
    assert result.verdict is Verdict.WITH_REMARKS
    assert told(result) == [("/data/persons", outcomes.differs("7", "3"))]
    assert result.submission.values["/data/persons"] == "3"


def test_a_phone_with_a_wrong_clock_is_told():
    values = {"/data/school": "A", "/data/persons": "0", "/data/meta/instanceName": "A"}
    [result] = brought_in([Candidate("a.xml", submission(values, started=FINISHED, finished=STARTED))])
    assert told(result) == [("", outcomes.BACKWARDS)]
    assert (result.submission.started, result.submission.finished) == (STARTED, STARTED)


def test_what_has_no_place_in_the_form_is_told():
    one = submission({"/data/school": "A", "/data/gone": "1", "/data/persons": "0", "/data/meta/instanceName": "A"})
    [result] = brought_in([Candidate("a.xml", one, ("/data/odd",))])
    assert told(result) == [("/data/odd", outcomes.NO_PLACE), ("/data/gone", outcomes.NO_PLACE)]
    assert "/data/gone" not in result.submission.values


def test_submissions_that_are_there_already_or_stand_twice_are_told():
    values = {"/data/school": "A", "/data/persons": "0", "/data/meta/instanceName": "A"}
    candidates = [
        Candidate(source, submission(values, public))
        for source, public in [("1", PUBLIC_ID), ("2", OTHER_ID), ("3", OTHER_ID)]
    ]
    results = brought_in([*candidates, Candidate("4", None, problem=outcomes.UNREADABLE)], PUBLIC_ID.__eq__)
    assert [(each.source, each.verdict) for each in results] == [
        ("1", Verdict.REFUSED), ("2", Verdict.TAKEN), ("3", Verdict.REFUSED), ("4", Verdict.REFUSED),
    ]  # fmt: skip
    assert [remark.words for each in results for remark in each.remarks] == [
        outcomes.THERE_ALREADY, outcomes.TWICE, outcomes.UNREADABLE,
    ]  # fmt: skip


def test_each_submission_is_looked_at_with_the_version_on_which_it_was_filled_in():
    newer = submission(
        {"/data/school": "A", "/data/rooms": "7", "/data/persons": "0", "/data/meta/instanceName": "A"},
        OTHER_ID,
        version="2",
    )
    candidates = from_csv(as_csv([submission(), newer], forms=[form(), form(SECOND)]), [form(), form(SECOND)])
    assert [each.submission.version for each in candidates] == ["1", "2"]
    assert brought_in([candidates[1]], nobody, SECOND)[0].verdict is Verdict.TAKEN
    [result] = brought_in([candidates[1]])
    assert told(result) == [("", outcomes.OF_ANOTHER_VERSION)]


def form_of(*rows):
    head = (
        "| survey |\n| | type | name | label | relevant | calculation | constraint | default | required | trigger |\n"
    )
    lines = "".join(f"| | {row} |\n" for row in rows)
    return head + lines + "| settings |\n| | form_id | version |\n| | workshop | 1 |\n"


def test_an_answer_may_hang_on_a_later_one():
    source = form_of(
        "integer | a | A | ${b} = 'x' | | . < ${c} | | yes | ",
        "text | b | B | | | | | | ",
        "integer | c | C | | | | | | ",
    )
    result = outcome({"/data/a": "3", "/data/b": "x", "/data/c": "5"}, source)
    assert (result.verdict, told(result)) == (Verdict.TAKEN, [])
    refused = outcome({"/data/a": "6", "/data/b": "x", "/data/c": "5"}, source)
    assert told(refused) == [("/data/a", WORDS[Reason.CONSTRAINT])]


def test_chance_and_the_clock_are_not_asked_twice():
    source = form_of(
        "text | a | A | | | | | | ", "calculate | lot | | | once(random()) | | | | ", "calculate | at | | | now() | | | | ",
        "calculate | half | | | ${lot} div 2 | | | | ", "text | b | B | ${lot} > 0.9 | | | | | ", "username | who | | | | | | | ",
        "calculate | hello | | | concat('Hi ', ${who}) | | | | ",
    )  # fmt: skip
    values = {
        "/data/a": "x", "/data/lot": "0.95", "/data/at": "2026-05-04T09:40:00.000+00:00", "/data/half": "0.475",
        "/data/b": "won", "/data/who": "ama", "/data/hello": "Hi ama",
    }  # fmt: skip
    result = outcome(values, source)
    assert (result.verdict, told(result)) == (Verdict.TAKEN, [])
    assert result.submission.values == values


def test_what_was_filled_in_beforehand_and_emptied_stays_empty():
    source = form_of("text | a | A | | | | red | | ", "text | b | B | | | | | | ")
    result = outcome({"/data/b": "x"}, source)
    assert (result.verdict, result.submission.values) == (Verdict.TAKEN, {"/data/b": "x"})


def test_rounds_that_an_answer_counts_have_to_be_as_many():
    source = form_of(
        "integer | n | N | | | | | | ",
        "begin_repeat | r | R | | | | | | ",
        "text | t | T | | | | | | ",
        "end_repeat | | | | | | | | ",
    )
    source = source.replace("| trigger |", "| repeat_count |").replace(
        "begin_repeat | r | R | | | | | | ", "begin_repeat | r | R | | | | | | ${n}"
    )
    assert outcome({"/data/n": "2", "/data/r[1]/t": "x", "/data/r[2]": ""}, source).verdict is Verdict.TAKEN
    result = outcome({"/data/n": "1", "/data/r[1]/t": "x", "/data/r[2]/t": "y"}, source)
    assert told(result) == [("/data/r[2]/t", WORDS[Reason.NOT_ASKED])]
