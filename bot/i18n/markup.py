"""The small markup of our texts: `*bold*`, and a backslash that makes the next sign plain."""

import re
from dataclasses import dataclass

_SPECIAL = re.compile(r"([\\*])")
_TOKEN = re.compile(r"\\([\\*])|(\*)|([^\\*]+|\\)")


@dataclass(frozen=True)
class Span:
    text: str
    bold: bool = False


def escaped(text: str) -> str:
    """What people typed, made plain for our markup."""
    return _SPECIAL.sub(r"\\\1", text)


def spans(marked: str) -> tuple[Span, ...]:
    """The pieces of a marked text; a star without its partner is a star."""
    pieces: list[Span] = []
    bold = False
    buffer = ""
    stars = [m.start() for m in _TOKEN.finditer(marked) if m.group(2)]
    unpaired = stars[-1] if len(stars) % 2 else None
    for match in _TOKEN.finditer(marked):
        if match.group(2) and match.start() != unpaired:
            if buffer:
                pieces.append(Span(buffer, bold))
            buffer, bold = "", not bold
        else:
            buffer += match.group(1) or match.group(2) or match.group(3)
    if buffer:
        pieces.append(Span(buffer, bold))
    return tuple(pieces)


def plain(marked: str) -> str:
    return "".join(span.text for span in spans(marked))
