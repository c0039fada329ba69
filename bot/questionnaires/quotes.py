"""Curly quotation marks and apostrophes of texts, which pyxform would make straight; in expressions it may."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyxform.xls2json_backends import DefinitionData

_TEXTS = {"label", "hint", "guidance_hint", "constraint_message", "required_message"}
# Signs of Unicode's private use area stand in for them on the way through pyxform.
_SHIELDS = {"\N{LEFT SINGLE QUOTATION MARK}": "\ue0f0", "\N{RIGHT SINGLE QUOTATION MARK}": "\ue0f1"} | {
    "\N{LEFT DOUBLE QUOTATION MARK}": "\ue0f2",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "\ue0f3",
}
_SHIELD, _UNSHIELD = str.maketrans(_SHIELDS), str.maketrans({shield: sign for sign, shield in _SHIELDS.items()})


def shielded(read: DefinitionData) -> DefinitionData:
    return replace(
        read, survey=_rows(read.survey), choices=_rows(read.choices), settings=_rows(read.settings, "form_title")
    )


def unshielded(written: str) -> str:
    return written.translate(_UNSHIELD)


def _rows(rows: Sequence[dict[str, str]] | None, *further: str) -> Sequence[dict[str, str]] | None:
    return None if rows is None else [_row(row, {*_TEXTS, *further}) for row in rows]


def _row(row: Mapping[str, str], texts: set[str]) -> dict[str, str]:
    return {
        heading: text.translate(_SHIELD) if _is_text(heading, texts) and isinstance(text, str) else text
        for heading, text in row.items()
    }


def _is_text(heading: str, texts: set[str]) -> bool:
    return bool(heading) and heading.partition("::")[0].strip().lower().replace(" ", "_") in texts
