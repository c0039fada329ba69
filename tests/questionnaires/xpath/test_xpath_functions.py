"""What the borrowed cases lack."""

import math
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaires.xpath.document import document, element
from bot.questionnaires.xpath.errors import XPathError, XPathFunctionError, XPathTooMuchWorkError, XPathValueError
from bot.questionnaires.xpath.expression import compile_expression
from bot.questionnaires.xpath.functions.by_name import FUNCTIONS
from bot.questionnaires.xpath.moments import Moment
from bot.questionnaires.xpath.nodes import string_value
from bot.questionnaires.xpath.surroundings import Surroundings
from bot.questionnaires.xpath.values import to_number, to_string
from tests.questionnaires.xpath.forms import PARIS, SPRING, evaluate, node_at, string, texts
from tests.questionnaires.xpath.xml_nodes import read_xml

HOUSEHOLD = """<data><wanted>2</wanted><person><name>Ana</name><age>40</age>
  <pet><kind>cat</kind></pet><pet><kind>dog</kind></pet></person><person><name>Bo</name><age/>
  <pet><kind>owl</kind></pet></person><person><name>Cy</name><age>7</age></person></data>"""
CITIES = """<root><item><name>lyon</name><label>Lyon</label><country>fr</country></item>
  <item><name>nice</name><label>Nice</label><country>fr</country></item>
  <item><name>bari</name><label>Bari</label><country>it</country></item></root>"""


@pytest.mark.parametrize(
    ("expr", "at", "expected"),
    [
        ("indexed-repeat(/data/person/name, /data/person, 2)", "/", "Bo"),
        ("indexed-repeat(/data/person/name, /data/person, /data/wanted)", "/", "Bo"),
        ("indexed-repeat(/data/person/name, /data/person, position(..) - 1)", "/data/person[3]/name", "Bo"),
        ("indexed-repeat(/data/person/pet/kind, /data/person, 1, /data/person/pet, 2)", "/", "dog"),
        ("indexed-repeat(/data/person/pet/kind, /data/person, 2, /data/person/pet, 1)", "/", "owl"),
        ("indexed-repeat(/data/person/pet/kind, /data/person, 2, /data/person/pet, 2)", "/", ""),
        ("indexed-repeat(/data/person/name, /data/person, 4)", "/", ""),
        ("indexed-repeat(/data/person/name, /data/person, 0)", "/", ""),
        ("indexed-repeat(/data/person/name, /data/person, 'x')", "/", ""),
    ],
)
def test_indexed_repeat_reads_another_round(expr, at, expected):
    assert string(expr, HOUSEHOLD, at) == expected


@pytest.mark.parametrize(
    ("expr", "at", "expected"),
    [
        ("count(/data/person)", "/", "3"),
        ("count-non-empty(/data/person/age)", "/", "2"),
        ("position(..)", "/data/person[2]/age", "2"),
        ("position(../..)", "/data/person[3]/name", "1"),
        ("/data/person[position() = last()]/name", "/", "Cy"),
        ("/data/person[name = 'Bo']/pet[1]/kind", "/", "owl"),
        ("count(/data/person[age > 5])", "/", "2"),
        ("join(', ', /data/person/name)", "/", "Ana, Bo, Cy"),
        ("max(/data/person/age)", "/", "NaN"),
        ("max(/data/person[age != '']/age)", "/", "40"),
        ("/data/person[name = current()/../name]/age", "/data/person[3]/age", "7"),
    ],
)
def test_repeats_are_counted_joined_and_filtered(expr, at, expected):
    assert string(expr, HOUSEHOLD, at) == expected


def test_a_list_beside_the_form_is_filtered_by_the_answers():
    form = "<data><country>fr</country><city/></data>"
    given = {"instances": {"cities": read_xml(CITIES)}}
    chosen = "instance('cities')/root/item[country = /data/country]"
    assert texts(f"{chosen}/name", form, **given) == ["lyon", "nice"]
    assert texts("instance('cities')/root/item[country = current()/../country]/name", form, "/data/city", **given) == [
        "lyon",
        "nice",
    ]
    with pytest.raises(XPathValueError, match="no list “towns”"):
        evaluate("instance('towns')/root/item", form, **given)


def test_randomize_gives_the_order_that_the_seed_says():
    form = "<data>" + "".join(f"<n>{letter}</n>" for letter in "ABCDEF") + "</data>"
    assert "".join(texts("randomize(/data/n, 42)", form)) == "AFCBDE"
    assert "".join(texts("randomize(/data/n, 1)", form)) == "BFEACD"
    once = texts("randomize(/data/n)", form)
    assert sorted(once) == list("ABCDEF")
    assert texts("randomize(/data/n)", form) == once


def test_chance_follows_from_the_seed_and_the_place():
    form = "<data><p><q/></p><p><q/></p></data>"
    first = evaluate("random()", form, "/data/p[1]/q")
    assert 0 <= first < 1
    assert evaluate("random()", form, "/data/p[1]/q") == first
    assert evaluate("random()", form, "/data/p[2]/q") != first
    assert evaluate("random()", form, "/data/p[1]/q", seed="another") != first
    assert evaluate("random() = random()", form) is False
    assert evaluate("uuid()", form) == evaluate("uuid()", form)
    assert evaluate("uuid() = uuid()", form) is False


def test_once_keeps_what_is_there():
    assert string("once(random())", "<data><id>0.5</id></data>", "/data/id") == "0.5"
    assert string("once('new')", "<data><id/></data>", "/data/id") == "new"


def test_pulldata_asks_for_a_cell():
    asked = []

    def pulldata(*names):
        asked.append(names)
        return "Harare"

    form = "<data><code>zw</code></data>"
    assert string("pulldata('countries', 'capital', 'code_key', /data/code)", form, pulldata=pulldata) == "Harare"
    assert asked == [("countries", "capital", "code_key", "zw")]
    assert string("pulldata('countries', 'capital', 'code_key', /data/code)", form) == ""


@pytest.mark.parametrize(
    ("expr", "at", "asked"),
    [
        ("jr:choice-name(/data/g/city, '/data/g/city')", "/", [("lyon", "/data/g/city")]),
        ("jr:choice-name( /data/g/city , ' /data/g/city ')", "/", [("lyon", "/data/g/city")]),
        ("jr:choice-name(../city, '../city')", "/data/g/other", [("lyon", "/data/g/city")]),
        ("jr:choice-name(selected-at(/data/several, 1), '/data/several')", "/", [("b", "/data/several")]),
        ("jr:choice-name(/data/none, '/data/none')", "/", []),
    ],
)
def test_choice_name_asks_for_the_label(expr, at, asked):
    calls = []

    def choice_name(value, path, _asked_from):
        calls.append((value, path))
        return "the label"

    form = "<data><g><city>lyon</city><other/></g><several>a b</several><none/></data>"
    assert string(expr, form, at, choice_name=choice_name) == ("the label" if asked else "")
    assert calls == asked


def test_texts_and_version_come_from_the_form():
    assert string("jr:itext('greeting')", itext={"greeting": "Bonjour"}.__getitem__) == "Bonjour"
    assert string("version()", version="2026-11") == "2026-11"


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("checklist(1, 2, true(), false(), true())", True),
        ("checklist(3, 3, true(), false(), true())", False),
        ("checklist(-1, -1, true())", True),
        ("checklist(1, -1)", False),
        ("checklist(1, 1, /data/*)", True),
        ("checklist('x', 2, true())", False),
        ("weighted-checklist(5, 9, true(), 4, true(), 1.5)", True),
        ("weighted-checklist(5, 9, true(), 4, false(), 1.5)", False),
        ("weighted-checklist(3, 3, /data/*, /data/*)", True),
    ],
)
def test_checklists_count_and_weigh(expr, expected):
    assert evaluate(expr, "<data><a>3</a><b/></data>") is expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("regex('ab12', '[0-9]+')", True),
        ("regex('ab12', '^[0-9]+$')", False),
        ("regex('é', '^\\w$')", False),
        ("regex('é', '^\\pL$')", True),
        (f"regex('{'a' * 5000}b', '^(a+)+$')", False),
    ],
)
def test_patterns_are_searched_for_in_no_time(expr, expected):
    assert evaluate(expr, "<data/>") is expected


@pytest.mark.parametrize("pattern", ["(?=a)b", r"(a)\1", "(", "a{5000}"])
def test_a_pattern_that_re2_refuses_is_an_error(pattern):
    with pytest.raises(XPathValueError, match="pattern cannot be used"):
        evaluate(f"regex('a', '{pattern}')", "<data/>")


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("1 div 3", "0.3333333333333333"),
        ("1 div 1000000000", "0.000000001"),
        ("pow(10, 21)", "1000000000000000000000"),
        ("-0.0", "0"),
        ("1e3", "1000"),
        ("sqrt(-1)", "NaN"),
        ("log(0)", "-Infinity"),
        ("exp(1000)", "Infinity"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(1234.5, -2)", "1200"),
        ("int('٣')", "NaN"),
        ("coalesce('', 'b')", "b"),
        ("coalesce(number(''), 0)", "0"),
        ("base64-decode('aMOp')", "hé"),
        ("translate('aabbc', 'abca', 'xy')", "xxyy"),
        ("digest('é', 'SHA-256', 'hex')", "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
        ("geofence('1 1', '0 0;0 2;2 2;2 0;0 0')", "true"),
        ("geofence('3 1', '0 0;0 2;2 2;2 0;0 0')", "false"),
        ("string-length('👋')", "1"),
    ],
)
def test_values_are_written_as_a_form_needs_them(expr, expected):
    assert string(expr) == expected


ODD_ARGUMENTS = st.sampled_from(
    [
        *(
            "''",
            "'a'",
            "' '",
            "'2026-03-29'",
            "'9999-12-31'",
            "'0001-01-01T00:00:00+14:00'",
            "'23:59'",
            "'1 1;2 2;3 x'",
        ),
        *("'%Y'", "'%'", "'('", "'MD5'", "'hex'", "0", "-1", "2.5", "1e308", "1 div 0", "-1 div 0", "number('')"),
        *("true()", "today()", "now()", "/data/*", "/data/none", ".", "/", "@id"),
    ]
)


@settings(deadline=None)  # the machine may be busy
@given(st.data())
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_any_function_over_anything_gives_a_value_or_our_own_error(name, data):
    function = FUNCTIONS[name]
    count = data.draw(st.integers(function.at_least, min(function.at_most, function.at_least + 4)))
    arguments = ", ".join(data.draw(ODD_ARGUMENTS) for _ in range(count))
    with suppress(XPathError):
        value = evaluate(f"{name}({arguments})", "<data id='x'><a>1</a><b>x y</b><c/></data>", "/data", now=SPRING)
        assert isinstance(value, str | float | bool | tuple | Moment)
        assert isinstance(to_string(value), str)
        assert isinstance(to_number(value, PARIS), float)


def test_unknown_functions_and_wrong_arguments_fail_only_where_they_are_reached():
    assert evaluate("if(true(), 1, nonsense())", "<data/>") == 1
    with pytest.raises(XPathFunctionError, match=r"no function nonsense\(\)") as caught:
        evaluate("1 + nonsense()", "<data/>")
    assert caught.value.position == 4
    with pytest.raises(XPathFunctionError, match=r"if\(\) takes 3 arguments; here it has 2"):
        evaluate("if(true(), 1)", "<data/>")


@pytest.mark.parametrize(
    "expr",
    [
        "count(//*[count(//*[count(//*) > 1]) > 1])",
        "count(//*[//* = //*])",
        "//*[string(/) = //*[string(/) = '']]",
        "//*[coalesce(/, 1) = //*[-/ = 1]]",
        "sum(//a/preceding::a/following::a)",
    ],
)
def test_an_expression_that_looks_at_everything_again_and_again_is_stopped(expr):
    form = f"<data>{'<a>1</a>' * 200}</data>"
    with pytest.raises(XPathTooMuchWorkError):
        evaluate(expr, form, most_visits=100_000)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("//a", ["1", "2", "3", "4"]),
        ("//b/..//a", ["2", "3"]),
        ("(//a)[2]", ["2"]),
        ("//a[1]", ["1", "2"]),
        ("/data/c/preceding-sibling::*", ["1", "23"]),
        ("/data/c/preceding-sibling::*[1]", ["23"]),
        ("/data/g/a | /data/a | /data/g/a", ["1", "2", "3", "4"]),
        ("//a/following-sibling::a", ["3", "4"]),
    ],
)
def test_what_is_found_comes_in_the_order_of_the_form_and_only_once(expr, expected):
    root = document()
    data = root.add(element("data"))
    data.add(element("a", "1"))
    group = data.add(element("g"))
    group.add(element("a", "2"))
    group.add(element("b"))
    group.add(element("a", "3"))
    data.add(element("c"))
    data.add(element("a", "4"))
    found = compile_expression(expr).value(root, Surroundings(root=root, now=SPRING))
    assert [string_value(node) for node in found] == expected


def test_the_reader_of_paths_in_these_tests_finds_what_it_should():
    assert node_at(read_xml(HOUSEHOLD), "/data/person[2]").name == "person"
    assert math.isnan(evaluate("number(/data/person[2]/age)", HOUSEHOLD))
