"""The sheets of an XLSForm as rows of cells, before anything is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"


@dataclass(frozen=True)
class Row:
    """Cells by heading, without the empty ones. The headings' row has number 1."""

    number: int
    cells: Mapping[str, str]

    def cell(self, heading: str) -> str:
        return self.cells.get(heading, "")

    def texts(self, heading: str) -> dict[str, str]:
        """By the language as it stands in the heading; empty for a heading without one."""
        found = {}
        for key, text in self.cells.items():
            name, _, language = key.partition("::")
            if name == heading:
                found[language] = text
        return found


@dataclass(frozen=True)
class Sheet:
    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
