"""Where the author of a questionnaire has to mend something."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Rows are counted as in a spreadsheet: the headings stand in row 1. Row 0: the sheet or file as a whole."""

    sheet: str
    row: int
    message: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.sheet, f"row {self.row}" if self.row else "")))
        return f"{place}: {self.message}" if place else self.message
