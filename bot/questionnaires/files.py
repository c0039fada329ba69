"""Files that stand beside a form, read into rows and trees: CSV tables, GeoJSON, XML."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, fromstring

from bot.questionnaires.folder import BYTE_ORDER_MARK
from bot.questionnaires.form import Form
from bot.questionnaires.lists import Rows
from bot.questionnaires.plan import Plan
from bot.questionnaires.xpath.document import PlainNode, document, element
from bot.questionnaires.xpath.tree import Call, Text, walk

LAST_SAVED = "last-saved"  # what was sent the time before: there is none
LARGEST = 20 * 1024 * 1024  # bytes of one file


class UnreadableFileError(ValueError):
    """The file is not what its name says; the message tells, without the name."""


@dataclass(frozen=True)
class Beside:
    """By the name of the file."""

    tables: Mapping[str, Rows]
    trees: Mapping[str, PlainNode]


def wanted(plan: Plan) -> frozenset[str]:
    """The names of the files that a form looks at, those of pulldata included."""
    pulled = {
        argument.value if argument.value.endswith(".csv") else f"{argument.value}.csv"
        for expression in plan.expressions.values()
        for tree, _depth in walk(expression.tree)
        if isinstance(tree, Call) and tree.name == "pulldata" and isinstance(argument := tree.arguments[0], Text)
    }
    return frozenset(plan.form.files.values()) - {LAST_SAVED} | pulled


def shown(form: Form) -> frozenset[str]:
    """The names of pictures, sounds and videos beside labels."""
    return frozenset(
        name
        for texts in form.texts.values()
        for wording in texts.values()
        for name in (wording.image, wording.audio, wording.video)
        if name
    )


def read(files: Mapping[str, bytes]) -> Beside:
    """Raises UnreadableFileError."""
    tables: dict[str, Rows] = {}
    trees: dict[str, PlainNode] = {}
    for name, content in files.items():
        if len(content) > LARGEST:
            raise UnreadableFileError(f"the file is larger than {LARGEST // (1024 * 1024)} MB.")
        if name.endswith(".xml"):
            trees[name] = _xml(content)
        elif name.endswith(".geojson"):
            tables[name] = _geojson(content)
        else:
            tables[name] = _csv(content)
    return Beside(tables, trees)


def columns(name: str, first_line: bytes) -> list[str] | None:
    """Of a CSV file; None for others, and where the line cannot be read."""
    if not name.endswith(".csv"):
        return None
    try:
        text = _text(first_line)
        return [column.strip() for column in next(csv.reader([text], delimiter=_separator(text)), [])]
    except (UnreadableFileError, csv.Error):
        return None


def _text(content: bytes) -> str:
    try:
        return content.removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError:
        raise UnreadableFileError("the file is not UTF-8 text; please save it as UTF-8.") from None


def _csv(content: bytes) -> Rows:
    text = _text(content)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise UnreadableFileError(f"the file is no table: {error}.") from None
    if not rows:
        return ()
    columns = [column.strip() for column in rows[0]]
    return tuple(
        {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
        for row in rows[1:]
        if any(cell.strip() for cell in row)
    )


def _separator(text: str) -> str:
    return max(",;\t", key=text.partition("\n")[0].count)


def _geojson(content: bytes) -> Rows:
    """Each feature as a row: its properties, `id`, `title` and `geometry` as ODK writes it."""
    try:
        plain = json.loads(_text(content))
        return tuple(_feature(feature) for feature in plain["features"])
    except (ValueError, KeyError, TypeError):
        raise UnreadableFileError("the file is no GeoJSON with features.") from None


def _feature(feature: Mapping[str, Any]) -> Mapping[str, str]:
    properties = {str(name): _plain(value) for name, value in (feature["properties"] or {}).items()}
    given = {"id": _plain(feature["id"])} if "id" in feature else {}
    return {**properties, **given, "geometry": ";".join(_points(feature["geometry"]["coordinates"]))}


def _plain(value: Any) -> str:
    """As JSON writes it; texts without quotation marks."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _points(coordinates: list[Any]) -> Iterator[str]:
    """GeoJSON tells longitude first."""
    if coordinates and not isinstance(coordinates[0], list):
        longitude, latitude, *_altitude = coordinates
        yield f"{latitude} {longitude} 0 0"
    else:
        for each in coordinates:
            yield from _points(each)


class _WithoutDoctype(TreeBuilder):
    """Refuses one in whatever encoding it is written, before anything in it is read."""

    def doctype(self, *_told: object) -> None:
        raise UnreadableFileError("the file defines entities of its own, which is not allowed.")


def _xml(content: bytes) -> PlainNode:
    try:
        root = fromstring(content, XMLParser(target=_WithoutDoctype()))  # noqa: S314  nothing can be expanded
    except ParseError as error:
        raise UnreadableFileError(f"the file is no XML: {error}.") from None
    above = document()
    _grow(above, root)
    return above


def _grow(above: PlainNode, source: Element) -> None:
    node = above.add(element(source.tag.rpartition("}")[2], (source.text or "").strip(), **dict(source.attrib)))
    for child in source:
        _grow(node, child)
