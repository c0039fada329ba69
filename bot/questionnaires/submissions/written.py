"""What came of writing a workbook, as it comes back from the helper process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

LONGEST_CELL = 32_767  # UTF-16 units, which no spreadsheet exceeds
CUT_HERE = "… [cut here: the CSV export has the whole text]"


@dataclass(frozen=True)
class Cut:
    """A text that was too long for a cell; `length` in UTF-16 units."""

    submission: str
    path: str
    length: int


@dataclass(frozen=True)
class Written:
    """`cut` tells of the first hundred texts that were cut, `cuts` how many there were."""

    submissions: int
    cuts: int = 0
    cut: tuple[Cut, ...] = ()

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = _WRITTEN.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Written":
        return _WRITTEN.validate_python(plain)


_WRITTEN = TypeAdapter(Written)
