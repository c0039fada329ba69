"""A photo as a chat shows it: upright, at most 640 pixels wide and 60 kB heavy. For the helper process."""

import io

from PIL import Image, ImageOps

SIDE = 640  # pixels, of the longer one
AT_MOST_BYTES = 60_000
_MOST_PIXELS = 60_000_000  # a phone's camera has fewer
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")  # others run programs, or are no photos
_QUALITIES = (80, 65, 50, 35)


def small_photo(*, photo: bytes) -> bytes:
    """A JPEG without any of the photo's own data: place, time and camera stay behind. Raises ValueError for what is no photo."""
    try:
        with Image.open(io.BytesIO(photo), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError(f"{image.width} by {image.height} pixels are too many")
            image.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG need not be read in full for that
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("this is no photo that can be read") from error
    upright.thumbnail((SIDE, SIDE))
    while True:
        for quality in _QUALITIES:
            written = io.BytesIO()
            upright.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= AT_MOST_BYTES:
                return written.getvalue()
        upright.thumbnail((upright.width // 2, upright.height // 2))
