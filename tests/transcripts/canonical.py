"""One message as a line of a transcript: what is said and what one can do with it, whatever the channel."""

from bot.core.messages import Attachment, Choice, Outgoing
from bot.i18n.markup import plain

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
LONGEST_ADDRESS = 100  # signs
INDENT = "\n     | "


def canonical(message: Outgoing) -> str:
    parts = [plain(message.text).replace("\n", INDENT)]
    parts += [f"<{_attachment(one)}>" for one in message.attachments]
    parts += [f"<{link.label}: {_short(link.url)}>" for link in message.links]
    if message.choices:
        parts.append("[" + " | ".join(_choice(choice) for choice in message.choices) + "]")
    if message.controls:
        parts.append("(" + " · ".join(choice.label for choice in message.controls) + ")")
    return " ".join(part for part in parts if part).translate(ISOLATES)


def _choice(choice: Choice) -> str:
    tick = "✓ " if choice.chosen else ""
    word = f" = {choice.word}" if choice.word is not None else ""
    return f"{tick}{plain(choice.label)}{word}"


def _attachment(one: Attachment) -> str:
    drawn = f" {one.job}" if one.job else ""
    return f"{one.name}{drawn}: {one.description}" if one.description else f"{one.name}{drawn}"


def _short(url: str) -> str:
    """Of an address that carries whole sentences, where it leads."""
    place, mark, _values = url.partition("?")
    return url if len(url) <= LONGEST_ADDRESS else f"{place}{mark}…"
