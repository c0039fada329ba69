"""A report as it is drawn: sections of plain blocks, every word already in the reader's language.

`as_data` is what the job "report" takes; each block says by `kind` what it is, and the template draws kinds.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from bot.reports.participation_map import TileGrid
from bot.reports.profile_chart import ProfileChart, Scale

PAGE, PAGES = "{page}", "{pages}"  # in `Document.page_of`: where the numbers stand


@dataclass(frozen=True, slots=True)
class Block:
    kind: ClassVar[str]

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A line of a list: what it is, more about it, and where it leads (http or https only)."""

    text: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Points(Block):
    kind: ClassVar[str] = "points"
    items: tuple[Point, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote(Block):
    """What somebody said, and who and when, and on what."""

    kind: ClassVar[str] = "quote"
    text: str
    by: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table(Block):
    """The first column takes the room; the others hold numbers or short words. A long one with few columns stands in two
    `halves`, side by side. Raises ValueError.
    """

    kind: ClassVar[str] = "table"
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    halves: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError("each row of a table has a cell for each heading")


@dataclass(frozen=True, slots=True)
class Rating:
    """An indicator: without a level, `level_text` says so in words; `words` describe the level."""

    indicator: str
    level: float | None
    level_text: str
    words: str = ""
    relevance: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ratings(Block):
    """`headings` are those of indicator, level, what that means, and (where anybody was asked) relevance."""

    kind: ClassVar[str] = "ratings"
    headings: tuple[str, str, str, str]
    scale: Scale
    rows: tuple[Rating, ...]


@dataclass(frozen=True, slots=True)
class Chart(Block):
    """`alt` says in words what the chart shows."""

    kind: ClassVar[str] = "chart"
    chart: ProfileChart
    alt: str


@dataclass(frozen=True, slots=True)
class Map(Block):
    kind: ClassVar[str] = "map"
    grid: TileGrid
    alt: str

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "grid": self.grid.as_data(), "alt": self.alt}


@dataclass(frozen=True, slots=True)
class Section:
    """`level` 1 to 3, as headings nest."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1
    aside: str = ""  # small, below the heading: such as how a mean came about

    def as_data(self) -> dict[str, Any]:
        return {
            "heading": self.heading,
            "blocks": [block.as_data() for block in self.blocks],
            "level": self.level,
            "aside": self.aside,
        }


@dataclass(frozen=True, slots=True)
class Document:
    """`facts` are pairs of a label and what it is; `page_of` has PAGE and PAGES where the numbers stand."""

    language: str
    title: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    programme: str
    page_of: str

    def as_data(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "title": self.title,
            "subject": self.subject,
            "facts": [list(pair) for pair in self.facts],
            "sections": [section.as_data() for section in self.sections],
            "programme": self.programme,
            "page_of": self.page_of,
        }
