"""Tables of plain values as a workbook or as CSV files: numbers stay numbers, and no text becomes a formula."""

from dataclasses import dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Written:
    """A table: its title (letters and digits), and its rows, the headings first."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    right_to_left: bool = False

    def as_data(self) -> dict[str, Any]:
        return {"title": self.title, "rows": self.rows, "right_to_left": self.right_to_left}
