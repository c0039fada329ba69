"""Draws pictures from data with Typst; for the helper process, because Typst and Pillow are large."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from bot.i18n.languages import BASE, BY_TAG, primary
from bot.reports.drawable import drawable
from bot.reports.palette import with_few_colours

FOLDER = Path(__file__).parent
POINTS = 320  # width of the templates: one point is one CSS pixel in a narrow chat
WIDTHS = (640, 540, 400, 320)  # pixels; two to a point, and less only where very long texts make it too heavy
AT_MOST_BYTES = 60_000


def profile_card(*, data: dict[str, Any]) -> bytes:
    """The PNG of a `ProfileCard` given as `ProfileCard.as_data()`."""
    return picture("profile_card", data)


def picture(template: str, data: dict[str, Any]) -> bytes:
    """The only page of a template as PNG; `data["language"]` decides on direction and letter forms."""
    values = json.dumps(_drawable_values(data) | _typography(data["language"]))
    compiler = _compiler(template)
    for width in WIDTHS:
        page = compiler.compile(format="png", ppi=72 * width / POINTS, sys_inputs={"data": values})
        if not isinstance(page, bytes):
            raise TypeError(f"the template {template} must have exactly one page")
        small = with_few_colours(page)
        if len(small) <= AT_MOST_BYTES:
            break
    return small


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"])


@cache
def _compiler(template: str) -> typst.Compiler:
    folder = FOLDER / "templates"
    return typst.Compiler(folder / f"{template}.typ", root=folder, font_paths=_fonts())


def _typography(language: str) -> dict[str, Any]:
    known = BY_TAG[primary(language) or BASE]
    families = sorted(_fonts().families(), key=lambda family: (family != "Noto Sans", family))
    return {"rtl": known.rtl, "lang": known.tag, "fonts": families}


def _drawable_values(value: Any) -> Any:
    match value:
        case str():
            return drawable(value)
        case dict():
            return {key: _drawable_values(item) for key, item in value.items()}
        case list() | tuple():
            return [_drawable_values(item) for item in value]
        case _:
            return value
