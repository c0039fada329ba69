"""Pictures are compared with those in `pictures/`, which `--renew-pictures` draws anew."""

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from bot.reports.palette import with_few_colours

PICTURES = Path(__file__).parent / "pictures"
SAME_TO_THE_EYE = 32  # of 255, in each colour channel
MAY_DIFFER = 0.01  # of the pixels


def pytest_addoption(parser):
    parser.addoption(
        "--renew-pictures", action="store_true", help="draw tests/reports/pictures anew, then look at them"
    )


@pytest.fixture
def looks_like(pytestconfig, tmp_path):
    def compare(png: bytes, name: str) -> None:
        reference = PICTURES / f"{name}.png"
        if pytestconfig.getoption("--renew-pictures", default=False):
            reference.write_bytes(png)
        drawn = tmp_path / f"{name}.png"
        drawn.write_bytes(png)
        assert share_of_differing_pixels(png, reference.read_bytes()) <= MAY_DIFFER, f"compare {drawn} with {reference}"

    return compare


def share_of_differing_pixels(one: bytes, other: bytes) -> float:
    left, right = (Image.open(io.BytesIO(png)).convert("RGB") for png in (one, other))
    if left.size != right.size:
        return 1.0
    channels = ImageChops.difference(left, right).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    differing = sum(most.histogram()[SAME_TO_THE_EYE + 1 :])
    return differing / (left.width * left.height)


def pages_of(pdf: bytes, scale: float = 1.0) -> Sequence[Image.Image]:
    """As another program than ours draws them: `scale` pixels a point."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]


def png_of(image: Image.Image) -> bytes:
    whole = io.BytesIO()
    image.save(whole, "PNG")
    return with_few_colours(whole.getvalue())
