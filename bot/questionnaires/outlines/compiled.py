"""What compiling a simple questionnaire brings: its outline, or where its author has to mend something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.questionnaires.findings import Finding
from bot.questionnaires.outlines.outline import Outline


@dataclass(frozen=True)
class Compiled:
    """There is a form exactly when nothing was refused."""

    form: Outline | None
    refusals: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = _COMPILED.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Compiled":
        return _COMPILED.validate_python(plain)


_COMPILED = TypeAdapter(Compiled)
