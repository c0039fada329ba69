"""Draws the compendium; for the helper process, because Typst is large."""

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from bot.reports.drawing import TEMPLATES, paper_in

NEEDED = ("compendium.typ", "frame.typ", "marks.typ")


def compendium(*, data: dict[str, Any], pictures: str = "") -> bytes:
    """The PDF of `compendium_pages.as_data()`; `pictures`: the folder in which the files are that it names, if any."""
    if not pictures:
        return paper_in(TEMPLATES, "compendium", data)
    with TemporaryDirectory(prefix="compendium-") as folder:
        root = Path(folder)
        for name in NEEDED:
            copyfile(TEMPLATES / name, root / name)
        for name in sorted(_named(data)):
            copyfile(Path(pictures) / name, root / name)
        return paper_in(root, "compendium", data)


def _named(data: dict[str, Any]) -> set[str]:
    entries = (one for area in data["areas"] for one in area["entries"])
    return {one["picture"]["path"] for one in entries if one["picture"] is not None}
