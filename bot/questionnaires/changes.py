"""What has changed from one version of a form to the next, as seen by people who are inside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.questionnaires.form import Form, Kind, Part


class Extent(StrEnum):
    WORDING = "wording"  # nothing but texts: taken over at once
    COMPATIBLE = "compatible"  # every answer keeps its place: offered
    INCOMPATIBLE = "incompatible"  # some answers would be lost: who is inside finishes the old one


@dataclass(frozen=True)
class Changes:
    """Paths without numbers: of questions that are new, and of those whose answers the new version cannot take."""

    extent: Extent
    added: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def changes(old: Form, new: Form) -> Changes:
    if _without_texts(old) == _without_texts(new):
        return Changes(Extent.WORDING)
    before, after = dict(_questions(old)), dict(_questions(new))
    lost = tuple(path for path, part in before.items() if not _takes(after.get(path), part, old, new))
    added = tuple(path for path in after if path not in before)
    return Changes(Extent.INCOMPATIBLE if lost else Extent.COMPATIBLE, added, lost)


def dropped(kept: Mapping[str, Any], lost: Iterable[str]) -> list[str]:
    """The answers of an interview (as `Interview.kept` gave it) at places that a new version cannot take."""
    places = set(lost)
    return [path for path in kept["values"] if _without_numbers(path) in places]


def moved(kept: Mapping[str, Any], lost: Iterable[str]) -> dict[str, Any]:
    """The same interview without those answers."""
    gone = set(dropped(kept, lost))
    return {**kept, "values": {path: text for path, text in kept["values"].items() if path not in gone}}


def _takes(part: Part | None, before: Part, old: Form, new: Form) -> bool:
    if part is None or (part.type, part.control) != (before.type, before.control):
        return False
    if _repeats(old, part.path) != _repeats(new, part.path):
        return False
    return _values(old, before) <= _values(new, part)


def _questions(form: Form) -> Iterator[tuple[str, Part]]:
    return ((path, part) for path, part in form.parts.items() if part.is_asked and not part.is_told)


def _repeats(form: Form, path: str) -> list[str]:
    """Those that a place stands in."""
    steps = path.split("/")
    above = ("/".join(steps[:length]) for length in range(2, len(steps)))
    return [each for each in above if form.parts[each].kind is Kind.REPEAT]


def _values(form: Form, part: Part) -> frozenset[str]:
    """Of its list, as far as it stands in the form; what files and answers offer is looked at when it is asked."""
    if part.itemset is None:
        return frozenset()
    name = part.itemset.nodeset.partition("instance('")[2].partition("'")[0]
    return frozenset(row.get(part.itemset.value, "") for row in form.lists.get(name, ()))


def _without_texts(form: Form) -> Form:
    """Names of texts stay: which are there is part of the form, what they say is not."""
    lists = {
        name: tuple(
            {column: text for column, text in row.items() if column not in {"itextId", "label"}} for row in rows
        )
        for name, rows in form.lists.items()
    }
    return replace(
        form,
        version="",
        title="",
        titles={},
        languages=(),
        texts={},
        lists=lists,
        root=_without_names_of_texts(form.root),
        sha256="",
    )


def _without_names_of_texts(part: Part) -> Part:
    children = tuple(_without_names_of_texts(child) for child in part.children)
    return replace(part, label="", hint="", required_message="", constraint_message="", children=children)


def _without_numbers(path: str) -> str:
    return "/".join(step.partition("[")[0] for step in path.split("/"))
