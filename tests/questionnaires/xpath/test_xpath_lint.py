import re
from pathlib import Path

import pytest

from bot.questionnaires.xpath.functions.by_name import FUNCTIONS
from bot.questionnaires.xpath.grammar import parse
from bot.questionnaires.xpath.problems import ProblemKind, problems
from bot.questionnaires.xpath.references import References, references

HERE = ("data", "r", "q")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a", [(ProblemKind.SYNTAX, 0)]),
        ("if(nonsense(), concat(), true(1))", [(ProblemKind.UNKNOWN_FUNCTION, 3), (ProblemKind.ARITY, 25)]),
        ("/data/a[foo() = 1]", [(ProblemKind.UNKNOWN_FUNCTION, 8)]),
        ("regex(., '(?=a)')", [(ProblemKind.PATTERN, 0)]),
        ("regex(., '[0-9]+')", [(ProblemKind.UNANCHORED, 0)]),
        ("regex(., '^[0-9]+$') and . != ''", []),
        ("weighted-checklist(1, 2, true())", [(ProblemKind.ARITY, 0)]),
        ("indexed-repeat(/data/a, /data/r)", [(ProblemKind.ARITY, 0)]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, expected):
    assert [(problem.kind, problem.position) for problem in problems(text)] == expected


def test_the_number_of_arguments_is_told_in_words():
    assert problems("not()")[0].message == "not() takes one argument; here it has 0."
    assert problems("round()")[0].message == "round() takes 1 to 2 arguments; here it has 0."
    assert problems("today(1)")[0].message == "today() takes no arguments; here it has 1."
    assert problems("join()")[0].message == "join() takes at least 1 argument; here it has 0."


@pytest.mark.parametrize(
    ("text", "exact", "below", "instances"),
    [
        ("/data/a + ../b", {("data", "a"), ("data", "r", "b")}, set(), set()),
        (". > 3", {HERE}, set(), set()),
        ("position(..)", {("data", "r")}, set(), set()),
        ("once(random())", {HERE}, set(), set()),
        ("//x", set(), {()}, set()),
        ("/data/r/*", set(), {("data", "r")}, set()),
        ("/data/*/../../b", set(), {()}, set()),
        ("(../a | ../b)/c", set(), {("data", "r", "a"), ("data", "r", "b")}, set()),
        ("../preceding-sibling::r", set(), {()}, set()),
        ("/data/r[position() = 2 and ../k = 3]/n", {("data", "r", "n"), ("data", "k")}, set(), set()),
        (
            "instance('c')/root/item[country = /data/country and x = current()/../y]/label",
            {("data", "country"), ("data", "r", "y")},
            set(),
            {"c"},
        ),
        ("(/data/r)[n = 1]/m", set(), {("data", "r"), ("data", "r", "n")}, set()),
        ("text + div", {(*HERE, "text"), (*HERE, "div")}, set(), set()),
    ],
)
def test_an_expression_tells_what_it_looks_at(text, exact, below, instances):
    assert references(parse(text), HERE) == References(frozenset(exact), frozenset(below), frozenset(instances))


def test_every_function_has_its_own_name():
    assert {name: function.name for name, function in FUNCTIONS.items()} == {name: name for name in FUNCTIONS}


def test_every_function_is_in_the_documentation():
    told = set(re.findall(r"`([a-z0-9:-]+)`", (Path(__file__).parents[3] / "docs" / "xpath.md").read_text("utf-8")))
    assert set(FUNCTIONS) - told == set()
