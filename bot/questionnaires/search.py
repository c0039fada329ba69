"""The appearance `search('towns', 'contains', 'name', ${typed})`: Collect's older way to take choices from a CSV file."""

import re

from bot.questionnaires.form import Itemset
from bot.questionnaires.xpath.errors import XPathSyntaxError
from bot.questionnaires.xpath.grammar import parse
from bot.questionnaires.xpath.printing import printed
from bot.questionnaires.xpath.tree import Call, Text, Tree

_SEARCH = re.compile(r"search\(.*\)", re.DOTALL)
_KINDS = {"contains": "contains", "startswith": "starts-with", "endswith": "ends-with"}
_KIND, _COLUMN, _WANTED, _FURTHER_COLUMN, _FURTHER = 1, 2, 3, 4, 5  # places of its arguments; before them the file


def searched(appearance: str, value: str, label: str) -> tuple[str, Itemset] | None:
    """The file's name without its ending, and the choices; `value` and `label` are columns. None: it asks for none."""
    call = _call(appearance)
    if call is None or not call.arguments or not isinstance(call.arguments[0], Text):
        return None
    file = call.arguments[0].value.removesuffix(".csv")
    return file, Itemset(f"instance('{file}')/root/item{_predicate(call.arguments)}", value, label)


def _call(appearance: str) -> Call | None:
    found = _SEARCH.search(appearance)
    try:
        tree = parse(found[0]) if found else None
    except XPathSyntaxError:
        return None
    return tree if isinstance(tree, Call) and tree.name == "search" else None


def _predicate(arguments: tuple[Tree, ...]) -> str:
    conditions = []
    if len(arguments) > _WANTED:
        column, wanted = _name(arguments[_COLUMN]), printed(arguments[_WANTED])
        function = _KINDS.get(_name(arguments[_KIND]).lower())
        conditions.append(f"{function}({column}, {wanted})" if function else f"{column} = {wanted}")
    if len(arguments) > _FURTHER:
        conditions.append(f"{_name(arguments[_FURTHER_COLUMN])} = {printed(arguments[_FURTHER])}")
    return f"[{' and '.join(conditions)}]" if conditions else ""


def _name(tree: Tree) -> str:
    return tree.value if isinstance(tree, Text) else printed(tree)
