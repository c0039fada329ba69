"""What checking a questionnaire brings: the form, if there is one, and everything there is to say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.form import Form


@dataclass(frozen=True)
class Checked:
    """A form that can be asked may still have to be mended."""

    form: Form | None
    findings: tuple[Finding, ...] = ()

    @property
    def to_mend(self) -> bool:
        return any(found.weight is Weight.MEND for found in self.findings)

    def to_json(self) -> dict[str, Any]:
        return {
            "form": None if self.form is None else self.form.to_json(),
            "findings": _FINDINGS.dump_python(self.findings, mode="json"),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Checked":
        form = None if plain["form"] is None else Form.from_json(plain["form"])
        return cls(form, _FINDINGS.validate_python(plain["findings"]))


_FINDINGS = TypeAdapter(tuple[Finding, ...])
