"""A practice at one glance, where nobody has sent a photo of it: plain data, every word already in the reader's language."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AreaMark:
    """`kind`: the code of the area, by which its mark is drawn; `name` says the same in words."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """`title` may be in another language than the rest, and run the other way; `foot` says how one finds it in the chat."""

    language: str
    areas: tuple[AreaMark, ...]
    title: str
    title_rtl: bool
    centre: str
    country: str
    foot: str
    programme: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
