"""Draws pictures and papers from data with Typst; for the helper process, because Typst and Pillow are large."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import typst

from bot.i18n.languages import BASE, BY_TAG, primary
from bot.reports.drawable import ON_A_PICTURE, ON_PAPER, drawable
from bot.reports.glyphs import FONTS, with_known_signs
from bot.reports.palette import with_few_colours
from bot.reports.qr import qr_drawing
from bot.reports.small_photo import small_photo

TEMPLATES = Path(__file__).parent / "templates"
POINTS = 320  # width of the pictures: one point is one CSS pixel in a narrow chat
WIDTHS = (640, 540, 400, 320)  # pixels; two to a point, and less only where very long texts make it too heavy
AT_MOST_BYTES = 60_000
FOR_EVERYBODY: Final = "ua-1"  # PDF/UA: tagged, so that a screen reader tells headings, lists, tables and charts
IN_LINKS = "%/:=&?~#+!$,;'@()*[]"  # beside letters and digits


def profile_card(*, data: dict[str, Any]) -> bytes:
    """The PNG of a `ProfileCard` given as `ProfileCard.as_data()`."""
    return picture("profile_card", data)


def participation_map(*, data: dict[str, Any]) -> bytes:
    """The PNG of a `ParticipationMap` given as `ParticipationMap.as_data()`."""
    return picture("participation_map", data)


def ballot_result(*, data: dict[str, Any]) -> bytes:
    """The PNG of a `BallotResult` given as `BallotResult.as_data()`."""
    return picture("ballot_result", data)


def practice_card(*, data: dict[str, Any]) -> bytes:
    """The PNG of a `PracticeCard` given as `PracticeCard.as_data()`."""
    return picture("practice_card", data)


def programme_chart(*, data: dict[str, Any]) -> bytes:
    """The PNG of a `ProgrammeChart` given as `ProgrammeChart.as_data()`."""
    return picture("programme_chart", data)


def profile_picture(*, data: dict[str, Any]) -> bytes:
    """The JPEG, 640 pixels square, around `data["drawing"]`, an SVG."""
    return small_photo(photo=picture("profile_picture", data | {"language": BASE}))


def report(*, data: dict[str, Any]) -> bytes:
    """The PDF of a `Document` given as `Document.as_data()`."""
    return paper("report", data)


def voices_poster(*, data: dict[str, Any]) -> bytes:
    """The PDF of a `Poster` given as `Poster.as_data()`."""
    ways = [one | {"drawing": qr_drawing(one["url"]) if one["url"] else ""} for one in data["ways"]]
    return paper("voices_poster", data | {"ways": ways})


def invitation_sheets(*, data: dict[str, Any]) -> bytes:
    """The PDF of pages given as `invitation_sheet.as_data()`, each in its own language."""
    pages = [
        page
        | _typography(page["language"])
        | {"ways": [way | {"drawing": qr_drawing(way["url"]) if way["url"] else ""} for way in page["ways"]]}
        for page in data["pages"]
    ]
    return paper("invitation_sheets", data | {"pages": pages})


def picture(template: str, data: dict[str, Any]) -> bytes:
    """The only page of a template as PNG; `data["language"]` decides on direction and letter forms."""
    values = _values(data, ON_A_PICTURE)
    compiler = _compiler(template)
    for width in WIDTHS:
        page = compiler.compile(format="png", ppi=72 * width / POINTS, sys_inputs=values)
        if not isinstance(page, bytes):
            raise TypeError(f"the template {template} must have exactly one page")
        small = with_few_colours(page)
        if len(small) <= AT_MOST_BYTES:
            break
    return small


def paper(template: str, data: dict[str, Any]) -> bytes:
    """The pages of a template as a PDF for everybody (PDF/UA-1); always the same bytes for the same data."""
    written = _compiler(template).compile(format="pdf", pdf_standards=FOR_EVERYBODY, sys_inputs=_values(data, ON_PAPER))
    assert isinstance(written, bytes), "a PDF is one file"
    return written


def paper_in(folder: Path, template: str, data: dict[str, Any]) -> bytes:
    """As `paper`, with pictures that lie beside the template in a folder of its own."""
    compiler = typst.Compiler(folder / f"{template}.typ", root=folder, font_paths=_fonts())
    written = compiler.compile(format="pdf", pdf_standards=FOR_EVERYBODY, sys_inputs=_values(data, ON_PAPER))
    assert isinstance(written, bytes), "a PDF is one file"
    return written


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts())


def _values(data: dict[str, Any], at_most: int) -> dict[str, str]:
    return {"data": json.dumps(_drawable_values(data, at_most) | _typography(data["language"]))}


def _typography(language: str) -> dict[str, Any]:
    known = BY_TAG[primary(language) or BASE]
    families = sorted(_fonts().families(), key=lambda family: (family != "Noto Sans", family))
    return {"rtl": known.rtl, "lang": known.tag, "fonts": families}


def _drawable_values(value: Any, at_most: int) -> Any:
    match value:
        case str():
            return with_known_signs(drawable(value, at_most))
        case dict():
            return {key: _drawable_value(key, item, at_most) for key, item in value.items()}
        case list() | tuple():
            return [_drawable_values(item, at_most) for item in value]
        case _:
            return value


def _drawable_value(key: str, value: Any, at_most: int) -> Any:
    match key:
        case "kind" | "language" | "drawing" | "path":  # nobody reads them
            return value
        case "url":
            return quote(value, safe=IN_LINKS, errors="replace")
        case _:
            return _drawable_values(value, at_most)
