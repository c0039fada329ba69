"""Whether a request comes from our own page and not from another site that the same browser has open."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def is_own(connection: HTTPConnection) -> bool:
    """Browsers name the origin of every websocket and every POST; what names none is no browser."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # a bracket that nothing closes
        return False
    return host.lower() == connection.headers.get("host", "").lower()
