"""Which addresses may be offered to people as a link."""

from urllib.parse import urlsplit

LONGEST = 2000


def is_web_link(text: str) -> bool:
    """http or https, with a host, in one piece."""
    if len(text) > LONGEST or any(sign.isspace() or not sign.isprintable() for sign in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not parts.username
