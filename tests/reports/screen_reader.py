"""What a PDF tells a screen reader, as an independent library reads it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader


@dataclass(frozen=True)
class Element:
    """A tagged element: its role, what it says in place of a picture, the roles around it, from the outermost."""

    role: str
    alt: str | None
    around: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    language: str
    title: str
    is_marked: bool
    shows_title: bool
    direction: str
    conformance: str  # PDF/UA part
    elements: tuple[Element, ...]
    links: tuple[str, ...]
    text: str

    def roles(self) -> list[str]:
        return [element.role for element in self.elements]

    def headings(self) -> list[int]:
        return [int(role[1:]) for role in self.roles() if role[0] == "H" and role[1:].isdigit()]

    def within(self, role: str) -> list[Element]:
        return [element for element in self.elements if role in element.around]


def told(pdf: bytes) -> Told:
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    viewer = root["/ViewerPreferences"]
    return Told(
        language=str(root["/Lang"]),
        title=str(reader.metadata.title),
        is_marked=bool(root["/MarkInfo"]["/Marked"]),
        shows_title=bool(viewer["/DisplayDocTitle"]),
        direction=str(viewer["/Direction"]),
        conformance=_part(root["/Metadata"].get_object().get_data().decode()),
        elements=tuple(_elements(root["/StructTreeRoot"]["/K"], ())),
        links=tuple(_links(reader)),
        text="\n".join(page.extract_text() for page in reader.pages),
    )


def _part(metadata: str) -> str:
    return metadata.split("pdfuaid:part>", 1)[1][:1]


def _elements(found: Any, around: tuple[str, ...]) -> Iterator[Element]:
    found = found.get_object()
    if isinstance(found, list):
        for one in found:
            yield from _elements(one, around)
    elif isinstance(found, dict) and "/S" in found:
        role = found["/S"][1:]
        yield Element(role, found.get("/Alt"), around)
        if "/K" in found:
            yield from _elements(found["/K"], (*around, role))


def _links(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for annotation in page.get("/Annots", ()):
            action = annotation.get_object().get("/A")
            if action is not None:
                yield str(action["/URI"])
