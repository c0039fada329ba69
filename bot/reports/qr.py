"""The QR code of a link, as a picture that any phone reads from a screen or from paper."""

import io
from typing import Any

import segno

QUIET_ZONE = 4  # modules around the code, as the standard asks
MODULE = 12  # pixels; an invitation's link makes a picture of about 500 pixels


def qr_code(link: str) -> bytes:
    """The PNG of a code, black on white, that still reads when a seventh of it is dirty."""
    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(picture, kind="png", scale=MODULE, border=QUIET_ZONE, dark="#000", light="#fff")
    return picture.getvalue()


def qr_picture(*, data: dict[str, Any]) -> bytes:
    """For the helper process: `data["link"]` as `qr_code`."""
    return qr_code(data["link"])


def qr_drawing(link: str) -> str:
    """The same as SVG, for pages: without a quiet zone, the page leaves room around it."""
    return segno.make_qr(link, error="m").svg_inline(border=0, dark="#000")
