"""What compiling a questionnaire brings: the form, or where its author has to mend something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.questionnaires.form import Form


@dataclass(frozen=True)
class Finding:
    """Rows are counted as in a spreadsheet: the headings stand in row 1. Row 0: the sheet or file as a whole."""

    sheet: str
    row: int
    message: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.sheet, f"row {self.row}" if self.row else "")))
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class Compiled:
    """There is a form exactly when nothing was refused."""

    form: Form | None
    refusals: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = _COMPILED.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Compiled":
        return _COMPILED.validate_python(plain)


_COMPILED = TypeAdapter(Compiled)
