"""Everything that can be said about a form before anybody answers it: a job of the helper process."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.questionnaires.checked import Checked
from bot.questionnaires.compile import compiled_from
from bot.questionnaires.findings import Finding, Weight, in_order
from bot.questionnaires.lint.all_checks import findings as lint
from bot.questionnaires.source import opened

_LONGEST = 500  # characters of a message
_QUOTED = re.compile(r"(?:['“]|\$\{)([^'”}]+)(?:['”]|\})")


def check_form(
    source: bytes, kind: str, name: str = "", beside: Mapping[str, Sequence[str] | None] | None = None
) -> dict[str, Any]:
    """Gives a `Checked` as JSON. `beside` has the columns of the files that stand beside the form, by name."""
    return checked(source, kind, name, beside).to_json()


def checked(
    source: bytes, kind: str, name: str = "", beside: Mapping[str, Sequence[str] | None] | None = None
) -> Checked:
    read = opened(source, kind, name)
    if isinstance(read, Finding):
        return Checked(None, (read,))
    ours = [*read.findings, *lint(read.definition, beside)]
    result = compiled_from(read, source)
    theirs = [*result.refusals, *(found for found in result.warnings if found not in read.findings)]
    said = _Said(ours)
    told = [*dict.fromkeys(ours), *(found for found in theirs if found not in said)]
    return Checked(result.form, in_order([_in_one_line(found) for found in told]))


def _in_one_line(found: Finding) -> Finding:
    """What stands in cells is repeated in messages, and may be as long as a cell."""
    words = " ".join(found.message.splitlines())
    return replace(found, message=words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…")


class _Said:
    """What our own sentences are about. One about a row is enough: what is behind it comes once that is mended."""

    def __init__(self, ours: list[Finding]) -> None:
        to_mend = [found for found in ours if found.weight is Weight.MEND]
        self.rows = {(found.sheet, found.row) for found in to_mend}
        self.weights = {(found.sheet, found.row, found.weight) for found in ours}
        self.words = {word for found in to_mend for word in _QUOTED.findall(found.message)}

    def __contains__(self, found: Finding) -> bool:
        if not found.row:
            return bool(self.words & set(_QUOTED.findall(found.message)))
        return (found.sheet, found.row) in self.rows or (found.sheet, found.row, found.weight) in self.weights
