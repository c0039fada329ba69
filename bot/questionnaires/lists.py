"""The lists beside a form: choices, tables and files, as expressions look at them. Shared by all interviews of a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.questionnaires.form import Form
from bot.questionnaires.xpath.document import PlainNode
from bot.questionnaires.xpath.nodes import Node
from bot.questionnaires.xpath.rows import table

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Lists:
    """`instances` by id; `tables` by the name of the file, for pulldata."""

    instances: Mapping[str, Node]
    tables: Mapping[str, Rows]
    _found: dict[tuple[str, str], dict[str, Mapping[str, str]]] = field(default_factory=dict)

    def cell(self, file: str, wanted: str, key_column: str, key: str) -> str:
        """Of the first row whose key fits; empty where there is none, or no such file or column."""
        index = self._found.get((file, key_column))
        if index is None:
            index = {}
            for row in self.tables.get(_file_name(file), self.tables.get(file, ())):
                index.setdefault(row.get(key_column, ""), row)
            self._found[file, key_column] = index
        return index.get(key, {}).get(wanted, "") if key else ""


def lists(form: Form, tables: Mapping[str, Rows], trees: Mapping[str, PlainNode] | None = None) -> Lists:
    """`tables` by the names of files that the form uses; `trees` are XML files, as documents. A missing file is empty."""
    instances: dict[str, Node] = {name: table(rows) for name, rows in form.lists.items()}
    for name, file in form.files.items():
        tree = (trees or {}).get(file)
        instances[name] = tree if tree is not None else table(tables.get(file, ()))
    return Lists(instances, tables)


def _file_name(file: str) -> str:
    return file if file.endswith(".csv") else f"{file}.csv"
