"""Texts as Telegram takes them in: cleaned, trimmed, measured in UTF-16 units."""

import re
from typing import Any

Entity = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024

# Control characters become spaces; carriage returns, line separators and bidi embeddings vanish (isolates stay).
UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")
VANISHING = re.compile("[\r\u2028-\u202e]")
FINDABLE = re.compile(
    r"(?P<bot_command>(?:(?<=\s)|^)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)"
    r"|(?P<url>https?://[^\s]+)"
    r"|(?P<mention>(?:(?<=\s)|^)@[A-Za-z0-9_]{4,32})"
)


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    if UNCLEAN.search(text) is None:
        return text
    return UNCLEAN.sub(" ", VANISHING.sub("", text))


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space at both ends, as Telegram does, and move the entities along."""
    trimmed = text.strip()
    if not entities or trimmed == text:
        return trimmed, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(trimmed)
    moved = []
    for entity in entities:
        first = max(entity["offset"] - cut, 0)
        last = min(entity["offset"] + entity["length"] - cut, end)
        if last > first:
            moved.append({**entity, "offset": first, "length": last - first})
    return trimmed, moved


def found_entities(text: str) -> list[Entity]:
    """Find what a client marks by itself in a typed text: commands, links, mentions."""
    return [
        {"type": match.lastgroup, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}
        for match in FINDABLE.finditer(text)
    ]
