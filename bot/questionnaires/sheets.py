"""The sheets of an XLSForm as rows of cells, before anything is made of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

_TAG_IN_BRACKETS = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")


@dataclass(frozen=True)
class Row:
    """Cells by heading, without the empty ones. The headings' row has number 1."""

    number: int
    cells: Mapping[str, str]

    def cell(self, heading: str) -> str:
        return self.cells.get(heading, "")

    def texts(self, heading: str) -> dict[str, str]:
        """By the language as it stands in the heading; empty for a heading without one."""
        found = {}
        for key, text in self.cells.items():
            name, _, language = key.partition("::")
            if name == heading:
                found[language] = text
        return found


@dataclass(frozen=True)
class Sheet:
    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def sheet(name: str, rows: Sequence[Mapping[str, object]] | None, headings: Sequence[str | None]) -> Sheet:
    """Cells below an empty heading are nobody's."""
    numbered = enumerate(rows or (), start=2)
    return Sheet(
        name,
        tuple(_normal(heading) for heading in headings if heading),
        tuple(
            Row(number, {_normal(heading): str(value).strip() for heading, value in row.items() if heading})
            for number, row in numbered
            if row
        ),
    )


def tag_of(language: str) -> str | None:
    """`fr` for `French (fr)`."""
    found = _TAG_IN_BRACKETS.search(language)
    return found[1] if found else None


def languages_in(*sheets: Sheet) -> list[str]:
    """As the headings name them, each once, in their order; headings without a language are not told."""
    headings = (heading.partition("::")[2] for one in sheets for heading in one.headings if _is_text(heading))
    return list(dict.fromkeys(filter(None, headings)))


def _is_text(heading: str) -> bool:
    return heading.partition("::")[0] in {"label", "hint"}


def _normal(heading: str) -> str:
    name, colons, rest = heading.partition("::")
    name = name.strip().lower().replace(" ", "_")
    return f"{name}{colons}{rest.strip()}"
