"""The address of a page, as people type or paste it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.core.answers import Text
from bot.core.given import Accepted, Given, Json, Listener, Unclear, Understood
from bot.core.reading import cleaned
from bot.i18n.phrase import _

LONGEST = 500
EXAMPLE = "https://openspace.etf.europa.eu"


def web_address(typed: str) -> str | None:
    """With its scheme, which people leave out; None where it is no address of the web."""
    text = cleaned(typed)
    full = text if "://" in text else f"https://{text}"
    if len(full) > LONGEST or any(sign.isspace() for sign in full):
        return None
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return None
    has_name = "." in host.strip(".") and ".." not in host
    return full if parts.scheme.lower() in {"http", "https"} and has_name and "@" not in parts.netloc else None


@dataclass(frozen=True)
class WebAddress(Text):
    name = "web address"

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        found = web_address(given.text)
        if found is None:
            return Unclear(_('Please give a web address, for example "{example}".', example=EXAMPLE))
        return Accepted(found)
