"""The QR code of an invitation, as a picture that any phone reads from a screen or from paper."""

import io

import segno

QUIET_ZONE = 4  # modules around the code, as the standard asks
MODULE = 12  # pixels; an invitation's link makes a picture of about 500 pixels


def qr_code(link: str) -> bytes:
    """The PNG of a code, black on white, that still reads when a seventh of it is dirty."""
    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(picture, kind="png", scale=MODULE, border=QUIET_ZONE, dark="#000", light="#fff")
    return picture.getvalue()
