"""What a poster for the wall says: a question to a group, and codes to scan."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Way:
    """`url` to scan; where that is empty, `contact` is whom to write `words` to. All in Latin letters."""

    channel: str
    url: str
    contact: str
    words: str
    caption: str  # what to do, in the poster's language


@dataclass(frozen=True)
class Poster:
    """Every word in the poster's language."""

    language: str
    question: str
    group: str
    promise: str
    until: str
    ways: tuple[Way, ...]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
