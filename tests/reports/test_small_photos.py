"""Photos for a chat: small, upright, and without anything that the camera wrote into them."""

import io

import pytest
from PIL import Image

from bot.reports.small_photo import AT_MOST_BYTES, SIDE, small_photo

_ORIENTATION, _MAKE = 0x0112, 0x010F


def taken(size, *, turned=False, kind="JPEG"):
    """Noise: what compresses worst."""
    image = Image.effect_noise(size, 120).convert("RGB")
    exif = image.getexif()
    exif[_MAKE] = "Camera"
    if turned:
        exif[_ORIENTATION] = 6  # held upright
    written = io.BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1600, 1200), (90, 60), (2400, 300)])
def test_any_photo_becomes_small_and_keeps_nothing_of_its_camera(size, kind):
    small = small_photo(photo=taken(size, kind=kind))
    assert len(small) <= AT_MOST_BYTES
    with Image.open(io.BytesIO(small)) as image:
        assert image.format == "JPEG"
        assert max(image.size) <= SIDE
        assert not image.getexif()


def test_a_photo_that_was_taken_upright_is_shown_upright():
    with Image.open(io.BytesIO(small_photo(photo=taken((800, 400), turned=True)))) as image:
        assert image.height > image.width


@pytest.mark.parametrize("broken", [b"", b"no photo", b"\xff\xd8\xff\xe0" + b"x" * 100, taken((300, 200))[:2000]])
def test_what_is_no_photo_is_said_to_be_none(broken):
    with pytest.raises(ValueError, match="photo"):
        small_photo(photo=broken)
