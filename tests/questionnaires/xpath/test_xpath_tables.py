"""Rows of a table are found by their columns without looking at each; what is found is the same."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaires.xpath.document import document, element
from bot.questionnaires.xpath.expression import compile_expression
from bot.questionnaires.xpath.nodes import string_value
from bot.questionnaires.xpath.rows import table
from bot.questionnaires.xpath.surroundings import Surroundings

NOW = datetime(2026, 5, 4, 10, tzinfo=ZoneInfo("Africa/Tunis"))
TEXTS = ["", "a", "b", "1", "1.0", "01", "2026-01-01", "2026-1-1", "2026-01-01T00:00:00.000+01:00", "true"]
PREDICATES = [
    "up = /data/x",
    "/data/x = up",
    "up = current()/x",
    "up = /data/x and own = /data/y",
    "up = /data/x and own != /data/y",
    "up = /data/x or own = /data/y",
    "up = /data/x and position() < 3",
    "up = 'a'",
    "up = 1",
    "up != /data/x",
    "up = /data/nothing",
    "up = own",
    "not(up = /data/x)",
    "up = /data/*",
    "selected(/data/x, up)",
]
rows = st.lists(st.dictionaries(st.sampled_from(["up", "own"]), st.sampled_from(TEXTS)), max_size=6)


def as_tree(columns_of_rows):
    above = document()
    root = above.add(element("root"))
    for columns in columns_of_rows:
        item = root.add(element("item"))
        for name, text in columns.items():
            item.add(element(name, text))
    return above


@given(rows, st.sampled_from(PREDICATES), st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.booleans())
@settings(max_examples=200)
def test_a_table_gives_what_a_tree_of_nodes_gives(columns, predicate, x, y, as_in_forms):
    answers = document()
    data = answers.add(element("data"))
    data.add(element("x", x))
    data.add(element("y", y))
    expression = compile_expression(f"instance('list')/root/item[{predicate}]")
    found = []
    for tree in (as_tree(columns), table(columns)):
        around = Surroundings(root=answers, now=NOW, instances={"list": tree}, as_in_forms=as_in_forms)
        items = expression.value(data, around)
        everything = tree.children[0].children
        found.append([everything.index(item) for item in items])
        assert [string_value(item) for item in items] == ["".join(columns[at].values()) for at in found[-1]]
    assert found[0] == found[1]


def test_a_long_table_is_not_looked_at_row_by_row():
    long = table([{"name": f"t{number}", "up": f"r{number % 1000}"} for number in range(50_000)])
    answers = document()
    data = answers.add(element("data"))
    data.add(element("x", "r7"))
    around = Surroundings(root=answers, now=NOW, instances={"list": long}, most_visits=1_000)
    found = compile_expression("instance('list')/root/item[up = /data/x]").value(data, around)
    assert len(found) == 50
