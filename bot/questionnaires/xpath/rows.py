"""A table as nodes: `root` with an `item` for each row. Rows make their cells when somebody looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from bot.questionnaires.xpath.nodes import NodeKind


@dataclass(slots=True, eq=False, repr=False)
class Cell:
    name: str
    text: str
    parent: "Row"
    kind: ClassVar[NodeKind] = NodeKind.ELEMENT
    children: ClassVar[tuple["Cell", ...]] = ()
    members: ClassVar[tuple["Cell", ...]] = ()
    attributes: ClassVar[tuple["Cell", ...]] = ()
    holds: ClassVar[bool] = True


@dataclass(slots=True, eq=False, repr=False)
class Row:
    columns: Mapping[str, str]
    parent: "Table"
    _cells: tuple[Cell, ...] | None = None
    kind: ClassVar[NodeKind] = NodeKind.ELEMENT
    name: ClassVar[str] = "item"
    text: ClassVar[str] = ""
    attributes: ClassVar[tuple[Cell, ...]] = ()
    holds: ClassVar[bool] = True

    @property
    def children(self) -> tuple[Cell, ...]:
        if self._cells is None:
            self._cells = tuple(Cell(name, text, self) for name, text in self.columns.items())
        return self._cells

    @property
    def members(self) -> tuple[Cell, ...]:
        return self.children


@dataclass(slots=True, eq=False, repr=False)
class Table:
    parent: "TableDocument"
    children: tuple[Row, ...] = ()
    _indexes: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    kind: ClassVar[NodeKind] = NodeKind.ELEMENT
    name: ClassVar[str] = "root"
    text: ClassVar[str] = ""
    attributes: ClassVar[tuple[Cell, ...]] = ()
    holds: ClassVar[bool] = True

    @property
    def members(self) -> tuple[Row, ...]:
        return self.children

    def having(self, column: str, text: str) -> Sequence[Row]:
        """The rows with this text in that column; a table never changes, so that it is sorted once."""
        index = self._indexes.get(column)
        if index is None:
            index = self._indexes[column] = {}
            for row in self.children:
                if column in row.columns:
                    index.setdefault(row.columns[column], []).append(row)
        return index.get(text, ())


@dataclass(slots=True, eq=False, repr=False)
class TableDocument:
    children: tuple[Table, ...] = ()
    kind: ClassVar[NodeKind] = NodeKind.DOCUMENT
    name: ClassVar[str] = ""
    text: ClassVar[str] = ""
    parent: ClassVar[None] = None
    attributes: ClassVar[tuple[Cell, ...]] = ()
    holds: ClassVar[bool] = True

    @property
    def members(self) -> tuple[Table, ...]:
        return self.children


def table(rows: Sequence[Mapping[str, str]]) -> TableDocument:
    document = TableDocument()
    root = Table(document)
    root.children = tuple(Row(columns, root) for columns in rows)
    document.children = (root,)
    return document
