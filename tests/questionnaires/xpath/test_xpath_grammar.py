from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.questionnaires.xpath.errors import XPathError, XPathSyntaxError
from bot.questionnaires.xpath.grammar import DEEPEST, parse
from bot.questionnaires.xpath.printing import printed
from bot.questionnaires.xpath.tokens import LONGEST
from bot.questionnaires.xpath.tree import (
    Axis,
    Call,
    Chain,
    Filtered,
    Negated,
    NodeType,
    Number,
    Path,
    Step,
    Text,
    Union,
)
from tests.questionnaires.xpath.cases import all_cases
from tests.questionnaires.xpath.forms import evaluate

NAMES = st.sampled_from(["a", "b-c", "d.e", "jr:count", "div", "or", "text", "node", "child", "é", "_x", "current"])
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters='"')) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="'")
)
LEVELS = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"]]


def _steps(trees):
    test = NAMES | st.sampled_from(["*", "jr:*"]) | st.sampled_from(NodeType)
    return st.builds(Step, st.sampled_from(Axis), test, st.lists(trees, max_size=2).map(tuple))


def _chains(trees):
    def chain(level):
        rest = st.lists(st.tuples(st.sampled_from(level), trees), min_size=1, max_size=3).map(tuple)
        return st.builds(Chain, trees, rest)

    return st.sampled_from(LEVELS).flatmap(chain)


def _bigger(trees):
    steps = st.lists(_steps(trees), min_size=1, max_size=3).map(tuple)
    function = NAMES.filter(lambda name: name not in {"text", "node"})
    return st.one_of(
        st.builds(Call, function, st.lists(trees, max_size=3).map(tuple)),
        st.builds(Negated, st.integers(1, 3), trees.filter(lambda tree: not isinstance(tree, Negated))),
        _chains(trees),
        st.builds(Path, steps, st.booleans()),
        st.builds(Path, steps, st.just(value=False), trees),
        st.builds(
            Filtered,
            trees.filter(lambda tree: not isinstance(tree, Filtered)),
            st.lists(trees, min_size=1, max_size=2).map(tuple),
        ),
        st.builds(Union, st.lists(trees, min_size=2, max_size=3).map(tuple)),
    )


TREES = st.recursive(
    st.builds(Number, st.floats(min_value=0, allow_infinity=False, allow_nan=False)) | st.builds(Text, TEXTS),
    _bigger,
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        *"()[],.@/|+-*=<>! \n'\"$:{}",
        "..",
        "//",
        "::",
        "a",
        "div",
        "and",
        "1",
        ".5",
        "child",
        "text()",
        "if(",
        "é",
        "'x'",
    ]
)


@settings(deadline=None)  # the machine may be busy
@given(TREES)
def test_printing_and_parsing_again_gives_the_same_tree(tree):
    assert parse(printed(tree)) == tree


@pytest.mark.parametrize("expr", sorted({case.expr for case in all_cases() if case.kind != "throw"})[::7])
def test_the_expressions_of_the_cases_print_to_the_same_tree(expr):
    assert parse(printed(parse(expr))) == parse(expr)


def _position_of_error(text):
    try:
        parse(text)
    except XPathSyntaxError as error:
        return error.position
    return 0


@settings(deadline=None)  # the machine may be busy
@given(st.text() | st.lists(PIECES, max_size=40).map("".join))
@example("(" * 5000)
@example("-" * 5000 + "1")
@example("a[" * 5000)
@example("if(" * 5000)
@example("/" * 5000)
@example("9" * 400)
@example("é*(")
def test_any_text_is_an_expression_or_an_error_with_a_position(text):
    assert 0 <= _position_of_error(text) <= len(text)


@settings(deadline=None)  # the machine may be busy
@given(TREES)
def test_any_expression_has_a_value_or_raises_our_own_error(tree):
    with suppress(XPathError):
        evaluate(printed(tree), "<data><a>1</a><b-c>x</b-c></data>")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("${age} + 1", 0),
        ("/data/a +", 9),
        ("concat('a'", 10),
        ("(1 + 2", 6),
        ("1 + 2)", 5),
        ("/data/a]", 7),
        ("'open", 0),
        ("a b", 2),
        ("a or or b", 8),
        ("/data/", 6),
        ("foo::bar", 3),
        ("1 = = 2", 4),
        ("if(a, b,)", 8),
    ],
)
def test_an_error_points_to_what_is_wrong(text, position):
    with pytest.raises(XPathSyntaxError) as caught:
        parse(text)
    assert caught.value.position == position


def test_operators_bind_as_in_arithmetic():
    assert parse("1+2*3 = 7 and 4 or not(5)") == parse("(((1 + (2 * 3)) = 7) and 4) or not(5)")
    assert printed(parse("(((1+(2*3)) = 7) and 4) or not(5)")) == "1 + 2 * 3 = 7 and 4 or not(5)"
    assert printed(parse("(1 - (2 - 3)) * -4")) == "(1 - (2 - 3)) * -4"
    assert parse("8 - 4 - 2") == Chain(Number(8), (("-", Number(4)), ("-", Number(2))))


def test_names_of_operators_are_names_where_a_name_is_due():
    assert evaluate("div div mod", "<data><div>6</div><mod>3</mod></data>", at="/data") == 2


def test_what_is_nested_too_deep_or_too_long_is_refused():
    deep = "if(1, 1, " * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1)
    assert evaluate(deep, "<data/>") == 1
    for refused in (f"if(1, 1, {deep})", "(" * DEEPEST + "1" + ")" * DEEPEST, "1" * (LONGEST + 1)):
        with pytest.raises(XPathSyntaxError):
            parse(refused)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(".[", "]"), ("concat(", ")"), ("-(1 or ", ")"), ("(1 + 2 * ", ")"), ("(//a)[", "]"), ("/data/*[", "]")],
)
def test_the_deepest_that_is_read_can_be_printed_and_evaluated_too(opens, closes):
    deepest = max(level for level in range(1, DEEPEST) if _is_read(opens * level + "1" + closes * level))
    text = opens * deepest + "1" + closes * deepest
    assert parse(printed(parse(text))) == parse(text)
    assert evaluate(text, "<data><a>1</a></data>") is not None


def _is_read(text):
    with suppress(XPathSyntaxError):
        parse(text)
        return True
    return False


def test_a_long_sum_is_not_deep():
    assert evaluate("+".join(["1"] * 20_000), "<data/>") == 20_000
