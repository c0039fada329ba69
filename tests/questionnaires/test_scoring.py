"""What a form's questions count for, and the ratings that its answers are."""

from fractions import Fraction
from functools import cache

import pytest

from bot.questionnaires.builtin import NAMES
from bot.questionnaires.builtin import form as built_in
from bot.questionnaires.compile import compiled
from bot.questionnaires.rehearsal import submitted
from bot.questionnaires.scoring import Rated, Relevance, Said, criteria, rated, ratings
from tests.questionnaires.instruments import begun, give

COLUMNS = "type | name | label | relevant | parameters | area | criterion | step | indicator | weight | kind | reverse"
HEAD = COLUMNS.replace("area | criterion", "bind::passerelle:area | bind::passerelle:criterion")
for column in ("step", "indicator", "weight", "kind", "reverse"):
    HEAD = HEAD.replace(f" | {column}", f" | bind::passerelle:{column}")
CHOICES = """| choices |
| | list_name | name | label |
| | levels | 1 | Low |
| | levels | 3 | High |
| | levels | 2 | Middle |
| | levels | na | Not applicable |
| | levels | unsaid | I would rather not say |
| | words | yes | Yes |
| | words | no | No |
| | matters | 0 | Not at all |
| | matters | 4 | Very |
| settings |
| | form_id | namespaces |
| | rated | passerelle="urn:passerelle:xlsform" |
"""


@cache
def form(*rows):
    survey = "".join(f"| | {row} |\n" for row in rows)
    result = compiled(f"| survey |\n| | {HEAD} |\n{survey}{CHOICES}".encode(), ".md")
    assert result.form is not None, result.refusals
    return result.form


PLAIN = "select_one levels | a | A? | | | green | waste | do | sorting | 2.5 | level | yes"
MATTERS = "select_one matters | a_matters | Does it matter? | | | | | | sorting | | relevance |"


def test_a_rating_has_all_that_its_author_wrote_beside_it():
    assert rated(form(PLAIN, MATTERS)) == (
        Rated(
            indicator="sorting",
            path="/data/a",
            area="green",
            criterion="waste",
            step="do",
            weight=Fraction(5, 2),
            lowest=1,
            highest=3,
            reverse=True,
            relevance=Relevance("/data/a_matters", 0, 4),
        ),
    )


def test_without_an_indicator_the_name_of_the_question_is_one():
    assert [one.indicator for one in rated(form("select_one levels | a | A? | | | green"))] == ["a"]


@pytest.mark.parametrize(
    "row",
    [
        "text | a | A? | | | green | | | | | evidence |",
        "select_one levels | a | A? | | | green | | | | | offer |",
        "select_one levels | a | A?",
        "select_multiple levels | a | A? | | | green | | | | | level |",
        "select_one words | a | A? | | | green | | | | | level |",
        "text | a | A? | | | green | | | | | level |",
        "range | a | A? | | start=0 end=1 step=0.5 | green | | | | | level |",
    ],
)
def test_what_is_no_rating_or_has_no_numbers_counts_in_nothing(row):
    assert rated(form(row)) == ()
    assert ratings(form(row), {"/data/a": "1"}) == {}


@pytest.mark.parametrize(
    ("parameters", "ends"), [("start=1 end=5 step=1", (1, 5)), ("start=0 end=100 step=10", (0, 100))]
)
def test_a_range_is_a_scale_too(parameters, ends):
    of = form(f"range | a | A? | | {parameters} | green | | | | | level |")
    assert [(one.lowest, one.highest) for one in rated(of)] == [ends]
    assert ratings(of, {"/data/a": "10"}) == {"a": Said(10 if ends == (0, 100) else None)}


@pytest.mark.parametrize("weight", ["", "0", "-1", "many", "1/0", "nan", "1e400"])
def test_a_weight_that_is_none_counts_as_one(weight):
    of = form(f"select_one levels | a | A? | | | green | | | | {weight} | level |")
    assert [one.weight for one in rated(of)] == [1]


def test_what_a_centre_adds_in_a_repeat_is_its_own_and_counts_in_no_mean():
    rows = ("begin_repeat | r | R", PLAIN, "end_repeat")
    assert rated(form(*rows)) == ()
    assert ratings(form(*rows), {"/data/r[1]/a": "2"}) == {}


@pytest.mark.parametrize(
    ("values", "rating"),
    [
        ({"/data/a": "3", "/data/a_matters": "4"}, Said(3, relevance=4)),
        ({"/data/a": "3"}, Said(3)),
        ({"/data/a": "3", "/data/a_matters": ""}, Said(3)),
        ({"/data/a": "na"}, Said(None, not_applicable=True)),
        ({"/data/a": "unsaid", "/data/a_matters": "0"}, Said(None, relevance=0)),
        ({"/data/a": "99", "/data/a_matters": "17"}, Said(None)),
        ({"/data/a": ""}, None),
        ({}, None),
    ],
)
def test_an_answer_is_a_level_does_not_apply_or_is_not_said(values, rating):
    assert ratings(form(PLAIN, MATTERS), values) == ({} if rating is None else {"sorting": rating})


def test_of_two_questions_about_the_same_the_first_that_was_answered_counts():
    of = form(
        "select_one levels | a | As a teacher? | | | green | | | sorting | 2 | level |",
        "select_one levels | b | As a trainer? | | | green | | | sorting | 5 | level |",
    )
    assert [(one.path, one.weight) for one in rated(of)] == [("/data/a", 2)]
    assert ratings(of, {"/data/a": "", "/data/b": "2"}) == {"sorting": Said(2)}
    assert ratings(of, {"/data/a": "1", "/data/b": "2"}) == {"sorting": Said(1)}


def test_a_criterion_is_called_as_the_group_around_its_ratings():
    of = form(
        "begin_group | house | The house",
        "begin_group | waste_group | Waste",
        PLAIN,
        "end_group",
        "select_one levels | b | B? | | | green | house | | | | level |",
        "select_one levels | c | C? | | | green | all | | | | level |",
        "end_group",
        "select_one levels | d | D? | | | green | all | | | | level |",
    )
    groups = {criterion: part and part.name for criterion, part in criteria(of).items()}
    assert groups == {"waste": "waste_group", "house": "house", "all": None}


def test_a_form_without_such_columns_has_nothing_to_count():
    of = compiled(b"| survey |\n| | type | name | label |\n| | text | a | A |\n", ".md").form
    assert (rated(of), ratings(of, {"/data/a": "3"}), criteria(of)) == ((), {}, {})


@pytest.mark.parametrize("name", NAMES)
def test_every_built_in_questionnaire_counts(name):
    found = rated(built_in(name))
    assert found
    assert all(one.area for one in found)
    asked_how_relevant = name in {"eight_areas_in_depth", "social_inclusion"}
    assert {one.relevance is not None for one in found} == {asked_how_relevant}


def test_an_interview_gives_the_ratings_of_what_it_asked():
    interview = begun("social_inclusion")
    give(interview, inclusion_access="2", inclusion_outreach="na")
    give(interview, inclusion_access_relevance="3")
    found = ratings(built_in("social_inclusion"), submitted(interview))
    assert {name: one for name, one in found.items() if name in {"inclusion_access", "inclusion_outreach"}} == {
        "inclusion_access": Said(2, relevance=3),
        "inclusion_outreach": Said(None, not_applicable=True),
    }
