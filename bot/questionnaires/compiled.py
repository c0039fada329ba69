"""What compiling a questionnaire brings: the form, or where its author has to mend something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.questionnaires.findings import Finding
from bot.questionnaires.form import Form


@dataclass(frozen=True)
class Compiled:
    """There is a form exactly when nothing was refused."""

    form: Form | None
    refusals: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "form": None if self.form is None else self.form.to_json(),
            "refusals": _FINDINGS.dump_python(self.refusals, mode="json"),
            "warnings": _FINDINGS.dump_python(self.warnings, mode="json"),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Compiled":
        form = None if plain["form"] is None else Form.from_json(plain["form"])
        return cls(form, *(_FINDINGS.validate_python(plain[name]) for name in ("refusals", "warnings")))


_FINDINGS = TypeAdapter(tuple[Finding, ...])
