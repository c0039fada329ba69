"""The appearance `search('towns', 'contains', 'name', ${typed})`: Collect's older way to take choices from a CSV file."""

import re
from dataclasses import replace

from bot.questionnaires.xpath.errors import XPathSyntaxError
from bot.questionnaires.xpath.grammar import parse
from bot.questionnaires.xpath.printing import printed
from bot.questionnaires.xpath.tree import Call, Path, Text, Tree

_SEARCH = re.compile(r"search\(.*\)", re.DOTALL)
_KINDS = {"contains": "contains", "startswith": "starts-with", "endswith": "ends-with"}
_KIND, _COLUMN, _WANTED, _FURTHER_COLUMN, _FURTHER = 1, 2, 3, 4, 5  # places of its arguments; before them the file


def searched(appearance: str) -> tuple[str, str] | None:
    """The file's name without its ending, and the nodeset of the rows that fit. None: it asks for none."""
    call = _call(appearance)
    if call is None or not call.arguments or not isinstance(call.arguments[0], Text):
        return None
    file = call.arguments[0].value.removesuffix(".csv")
    return file, f"instance('{file}')/root/item{_predicate(call.arguments)}"


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
        function = _KINDS.get(_name(arguments[_KIND]).lower())
        wanted = _sought(arguments[_WANTED])
        columns = map(str.strip, _name(arguments[_COLUMN]).split(","))
        fits = [f"{function}({column}, {wanted})" if function else f"{column} = {wanted}" for column in columns]
        conditions.append(" or ".join(fits))
    if len(arguments) > _FURTHER:
        conditions.append(f"{_name(arguments[_FURTHER_COLUMN])} = {_sought(arguments[_FURTHER])}")
    return "".join(f"[{condition}]" for condition in conditions)


def _sought(tree: Tree) -> str:
    """As seen from the question, and not from a row of the table."""
    if isinstance(tree, Path) and not tree.absolute and tree.start is None:
        return printed(replace(tree, start=Call("current", ())))
    return printed(tree)


def _name(tree: Tree) -> str:
    return tree.value if isinstance(tree, Text) else printed(tree)
