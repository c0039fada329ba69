"""The few colours that a picture is stored with: those of the templates, and how they fade at the edges of letters."""

import io
import re
from functools import cache
from pathlib import Path

from PIL import Image

MARKS = Path(__file__).parent / "templates" / "marks.typ"
COMPRESSION = 6  # level 8 takes three times as long for 4 % less
FADES = {"ink": 7, "quiet": 6, "own": 6, "others": 4, "line-colour": 2, "band": 1, "hair": 1}  # steps towards white

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


def with_few_colours(png: bytes) -> bytes:
    """A quarter of the bytes of Typst's own RGBA; looks the same."""
    with Image.open(io.BytesIO(png)) as image:
        reduced = image.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
    small = io.BytesIO()
    reduced.save(small, "PNG", compress_level=COMPRESSION)
    return small.getvalue()


@cache
def colours() -> dict[str, Colour]:
    """Those of the templates by their names."""
    found = re.findall(
        r'^#let ([a-z-]+) = rgb\("#(\w\w)(\w\w)(\w\w)"\)', MARKS.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {name: (int(red, 16), int(green, 16), int(blue, 16)) for name, red, green, blue in found}


@cache
def _palette() -> Image.Image:
    named = colours()
    fading = [_mixed(named[name], WHITE, step / steps) for name, steps in FADES.items() for step in range(steps)]
    on_the_band = [_mixed(named[name], named["band"], 0.5) for name in ("ink", "own", "line-colour")]
    image = Image.new("P", (1, 1))
    image.putpalette([channel for colour in (WHITE, *fading, *on_the_band) for channel in colour])
    return image


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
