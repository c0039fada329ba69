"""Where the author of a questionnaire has to mend something, or may want to look again."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    MEND = "mend"  # people would be stopped or misled
    WARNING = "warning"  # it works, though perhaps not as it was meant
    NOTE = "note"  # good to know


@dataclass(frozen=True)
class Finding:
    """Rows are counted as in a spreadsheet: the headings stand in row 1. Row 0: the sheet or file as a whole."""

    sheet: str
    row: int
    message: str
    column: str = ""
    weight: Weight = Weight.MEND

    def __str__(self) -> str:
        parts = (self.sheet, f"row {self.row}" if self.row else "", self.column)
        place = ", ".join(filter(None, parts))
        mark = "" if self.weight is Weight.MEND else f"({self.weight}) "
        return f"{place}: {mark}{self.message}" if place else f"{mark}{self.message}"


def in_order(findings: "list[Finding]") -> tuple[Finding, ...]:
    """By sheet as authors go through them, then by row."""
    sheets = {name: number for number, name in enumerate(("", "survey", "choices", "external_choices", "settings"))}
    return tuple(sorted(findings, key=lambda found: (sheets.get(found.sheet, len(sheets)), found.row)))
